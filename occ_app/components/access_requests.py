"""Who asks for access, the two answers, and what was answered."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card, empty, status_badge
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.services.access_requests import LONGEST_NOTE
from occ_app.state.access_requests import AccessRequestsState as State

DIALOG = "refuse"


def waiting() -> rx.Component:
    """Each with who, what, since when and why."""
    nothing = empty(
        _("Nobody is waiting"),
        _("When somebody of your company asks for a page they may not open, you decide about it here."),
        "users",
    )
    rows = rx.el.ul(rx.foreach(State.waiting, _waiting), class_name="mailings shared-list")
    return card(_("Waiting for you"), rx.cond(State.waiting.length() > 0, rows, nothing))


def lately() -> rx.Component:
    """What was answered, by whom."""
    rows = rx.el.ul(rx.foreach(State.past, _past), class_name="mailings")
    return rx.cond(State.past.length() > 0, card(_("Answered lately"), rows), rx.fragment())


def _waiting(row: Any) -> rx.Component:
    answers = rx.el.div(
        row_button(_("Approve"), row[1], State.approve(row[0]), class_name="button primary"),
        row_button(_("Refuse"), row[1], State.choose(row[0]), dialog=DIALOG),
        class_name="row-actions",
    )
    return rx.el.li(
        _who(row, row[5]),
        rx.el.div(rx.el.span(row[3]), rx.el.small(row[4])),
        rx.cond(row[6] == "", answers, rx.el.small(row[6])),
    )


def _past(row: Any) -> rx.Component:
    return rx.el.li(
        _who(row, row[5]),
        rx.el.div(rx.el.span(row[3]), rx.el.small(row[4])),
        status_badge(row[7], row[8], row[6]),
    )


def _who(row: Any, note: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(row[1], class_name="strong"),
        rx.el.small(row[2]),
        rx.cond(note != "", rx.el.p(note, class_name="quoted"), rx.fragment()),
    )


def refusal() -> rx.Component:
    """Why not: whoever asked reads it."""
    error = rx.el.p(State.error, role="alert", class_name="late")
    form = rx.el.form(
        rx.el.label(
            _("Reason"),
            rx.el.textarea(name="reason", rows="3", required=True, max_length=LONGEST_NOTE),
            class_name="field",
        ),
        rx.el.div(
            rx.cond(State.error != "", error, rx.fragment()),
            rx.el.button(
                _("Cancel"), type="button", class_name="button", custom_attrs={"data-closes": DIALOG}
            ),
            rx.el.button(icon("circle-slash"), _("Refuse"), type="submit", class_name="button primary"),
            class_name="actions",
        ),
        on_submit=State.refuse,
        reset_on_submit=True,
    )
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Refuse this request?"), id=f"{DIALOG}-title")),
        rx.el.p(
            rx.el.span(State.chosen[1], class_name="strong"),
            rx.el.small(State.chosen[3]),
            class_name="mailed",
        ),
        form,
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": State.refused},
    )
