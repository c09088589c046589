"""Lists that are mailed regularly, and what was sent lately."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card, empty, status_badge
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.planned import PlannedState

DIALOG = "stop-mailing"


def scheduled() -> rx.Component:
    """Each plan with what, to whom, when next, and the way to stop it."""
    nothing = empty(
        _("No list is scheduled"),
        _(
            "Filter the invoices you want to keep an eye on, choose “E-mail”, and then every week or every month. "
            "The list appears here, and you can stop it."
        ),
        "mail",
        rx.el.a(_("Choose invoices"), href=f"/{language()}/invoices", class_name="button primary"),
    )
    plans = rx.el.ul(rx.foreach(PlannedState.plans, _plan), class_name="mailings")
    return card(_("Scheduled"), rx.cond(PlannedState.plans.length() > 0, plans, nothing))


def lately() -> rx.Component:
    """What was sent once, and what has ended and why."""
    past = rx.el.ul(rx.foreach(PlannedState.past, _past), class_name="mailings")
    return rx.cond(PlannedState.past.length() > 0, card(_("Sent or ended lately"), past), rx.fragment())


def _plan(plan: Any) -> rx.Component:
    return rx.el.li(
        _what(plan),
        rx.el.div(rx.el.span(plan[7]), rx.el.small(plan[8])),
        row_button(_("Stop"), plan[1], PlannedState.choose(plan[0]), dialog=DIALOG),
    )


def _past(past: Any) -> rx.Component:
    return rx.el.li(
        _what(past),
        rx.el.div(rx.el.span(past[7]), rx.el.small(past[11])),
        status_badge(past[9], past[10], past[8]),
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(row[2] != "", rx.el.a(row[1], href=row[2]), rx.el.span(row[1])),
        rx.el.small(row[3], " · ", row[5]),
        rx.el.small(_("To"), ": ", row[4]),
        rx.cond(row[6] != "", rx.el.small(_("Note"), ": ", row[6]), rx.fragment()),
    )


def confirmation() -> rx.Component:
    """Stopping is asked about once more: what was planned cannot be resumed."""
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Stop this list?"), id=f"{DIALOG}-title")),
        rx.el.p(
            rx.el.span(PlannedState.chosen[1], class_name="strong"),
            rx.el.small(PlannedState.chosen[3]),
            class_name="mailed",
        ),
        rx.el.p(_("Nothing more of it will be sent. What was sent stays where it is."), class_name="mailed"),
        rx.el.div(
            rx.el.button(
                _("Keep it"), type="button", class_name="button", custom_attrs={"data-closes": DIALOG}
            ),
            rx.el.button(
                icon("circle-slash"),
                _("Stop it"),
                type="button",
                class_name="button primary",
                on_click=PlannedState.stop,
            ),
            class_name="actions",
        ),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": PlannedState.stopped},
    )
