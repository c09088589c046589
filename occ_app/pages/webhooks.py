"""What the card company told the portal: for the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.elements import card, empty, skeleton_lines, status_badge, title
from occ_app.components.row_buttons import row_button
from occ_app.components.staff_lists import older, tabs
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.webhooks import WebhooksState


@portal_page(
    "/staff/webhooks",
    title=lazy("Webhooks"),
    needs=Permission.WEBHOOKS_READ,
    on_load=WebhooksState.load,
    icon="cloud",
    section=Section.SUPPLIER,
    order=40,
)
def webhooks() -> rx.Component:
    """Events with what became of them, and the calls that were not taken."""
    nothing = empty(_("No events here"), _("What the card company tells of payments appears here."), "cloud")
    events = rx.el.ul(rx.foreach(WebhooksState.events, _event), class_name="events")
    filled = rx.cond(WebhooksState.events.length() > 0, events, nothing)
    return rx.fragment(
        title(_("Webhooks"), WebhooksState.sentence),
        rx.el.div(
            rx.el.section(
                tabs(WebhooksState),
                rx.cond(WebhooksState.loaded, filled, skeleton_lines(5)),
                older(WebhooksState, _("Older events")),
                class_name="card flush",
                custom_attrs={"aria-label": _("Events")},
            ),
            rx.cond(WebhooksState.refused.length() > 0, _refused(), rx.fragment()),
            class_name="stack",
        ),
    )


def _event(event: Any) -> rx.Component:
    again = row_button(_("Try again"), event[1], WebhooksState.try_again(event[8]))
    payment = rx.cond(event[9] != "", rx.el.a(event[2], href=event[9]), rx.el.span("—"))
    return rx.el.li(
        rx.el.div(rx.el.span(event[0], class_name="strong"), rx.el.small(event[1])),
        payment,
        rx.el.span(event[3], class_name="muted"),
        status_badge(event[5], event[6], event[4]),
        rx.cond(event[8] != "", again, rx.fragment()),
        rx.cond(event[7] != "", rx.el.p(event[7], class_name="late"), rx.fragment()),
    )


def _refused() -> rx.Component:
    said = rx.el.p(_("In the last 24 hours, the latest of each kind with its sender."), class_name="muted")

    def calls(row: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(row[0], rx.el.small(row[1])), rx.el.dd(row[2]))

    return card(
        _("Calls that were not taken"),
        said,
        rx.el.dl(rx.foreach(WebhooksState.refused, calls), class_name="plain-facts refused-calls"),
    )
