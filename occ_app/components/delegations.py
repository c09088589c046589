"""What is shared by links, and what was."""

from typing import Any

import reflex as rx

from occ_app.components.elements import ONCE, card, empty, status_badge
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.delegations import DelegationsState

DIALOG = "revoke"


def live() -> rx.Component:
    """Each with whom, what, until when, whether it was opened, and the ways to send it again or take it back."""
    nothing = empty(
        _("Nothing is shared"),
        _(
            "Choose invoices and then “Delegate”, to let a colleague or an outside payer see them, and nothing "
            "else. Who it is, and whether they looked, appears here."
        ),
        "share-2",
        rx.el.a(_("Choose invoices"), href=f"/{language()}/invoices", class_name="button primary"),
    )
    rows = rx.el.ul(rx.foreach(DelegationsState.live, _live), class_name="mailings shared-list")
    return card(_("Shared now"), rx.cond(DelegationsState.live.length() > 0, rows, nothing))


def lately() -> rx.Component:
    """What has ended or was taken back."""
    rows = rx.el.ul(rx.foreach(DelegationsState.past, _past), class_name="mailings")
    return rx.cond(DelegationsState.past.length() > 0, card(_("Shared before"), rows), rx.fragment())


def _live(row: Any) -> rx.Component:
    rests = rx.el.small(row[11], class_name="late")
    return rx.el.li(
        _who(row, rx.cond(row[11] != "", rests, rx.fragment())),
        rx.el.div(rx.el.span(row[4]), rx.el.small(row[5])),
        rx.el.div(
            row_button(_("Send again"), row[2], DelegationsState.send_again(row[0]), custom_attrs=ONCE),
            row_button(_("Take back"), row[2], DelegationsState.choose(row[0]), dialog=DIALOG),
            class_name="row-actions",
        ),
    )


def _past(row: Any) -> rx.Component:
    return rx.el.li(
        _who(row),
        rx.el.div(rx.el.span(row[4]), rx.el.small(row[5])),
        status_badge(row[9], row[10], row[8]),
    )


def _who(row: Any, *more: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(row[1], class_name="strong"),
        rx.el.small(row[2], " · ", row[3]),
        rx.el.small(row[6]),
        rx.cond(row[7] != "", rx.el.small(_("Note"), ": ", row[7]), rx.fragment()),
        *more,
    )


def confirmation() -> rx.Component:
    """Taking back is asked about once more: it works at once."""
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Take this back?"), id=f"{DIALOG}-title")),
        rx.el.p(
            rx.el.span(DelegationsState.chosen[1], class_name="strong"),
            rx.el.small(DelegationsState.chosen[2], " · ", DelegationsState.chosen[3]),
            class_name="mailed",
        ),
        rx.el.p(_("The link stops working, and open pages close within seconds."), class_name="mailed"),
        rx.el.div(
            rx.el.button(
                _("Keep it"), type="button", class_name="button", custom_attrs={"data-closes": DIALOG}
            ),
            rx.el.button(
                icon("undo-2"),
                _("Take it back"),
                type="button",
                class_name="button primary",
                on_click=DelegationsState.revoke,
            ),
            class_name="actions",
        ),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": DelegationsState.revoked},
    )
