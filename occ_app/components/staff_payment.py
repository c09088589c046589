"""One payment, opened in the list of the supplier's staff."""

from typing import Any

import reflex as rx

from occ_app.components import give_back
from occ_app.components.elements import copy_button, status_badge
from occ_app.components.icon import icon_at
from occ_app.i18n import gettext as _
from occ_app.state.staff_payments import StaffPaymentsState


def opened() -> rx.Component:
    """What is known of it, what it paid, what was given back, and what happened."""
    return rx.el.div(
        rx.el.div(
            rx.el.dl(rx.foreach(StaffPaymentsState.facts, _fact), _provider_id(), class_name="plain-facts"),
            _part(_("What it pays"), StaffPaymentsState.puts, _put),
            _part(_("Refunds"), StaffPaymentsState.refunds, _refund),
            rx.cond(StaffPaymentsState.most != "", _action(), rx.fragment()),
        ),
        _part(_("What happened"), StaffPaymentsState.steps, _step),
        class_name="opened",
    )


def _fact(fact: Any) -> rx.Component:
    value = rx.cond(fact[2] != "", rx.el.a(fact[1], href=fact[2]), fact[1])
    return rx.el.div(rx.el.dt(fact[0]), rx.el.dd(value))


def _provider_id() -> rx.Component:
    shown = rx.el.div(
        rx.el.dt(_("At the card company")),
        rx.el.dd(
            rx.el.span(StaffPaymentsState.provider_id),
            copy_button(StaffPaymentsState.provider_id, _("the number at the card company")),
            custom_attrs={"data-mono": "true"},
        ),
    )
    return rx.cond(StaffPaymentsState.provider_id != "", shown, rx.fragment())


def _part(heading: str, rows: Any, draw: Any) -> rx.Component:
    drawn = rx.el.section(rx.el.h2(heading), rx.el.ol(rx.foreach(rows, draw), class_name="timeline"))
    return rx.cond(rows.length() > 0, drawn, rx.fragment())


def _put(put: Any) -> rx.Component:
    return rx.el.li(
        icon_at("/icons.svg#receipt-text"),
        rx.el.div(rx.el.span(put[0]), rx.el.small(put[2])),
        rx.el.span(put[1], class_name="figure"),
    )


def _refund(refund: Any) -> rx.Component:
    return rx.el.li(
        icon_at("/icons.svg#undo-2"),
        rx.el.div(rx.el.span(refund[0]), rx.el.small(refund[4])),
        status_badge(refund[2], refund[3], refund[1]),
    )


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        icon_at(step[2]), rx.el.div(rx.el.span(step[0]), rx.el.small(step[1]), rx.el.small(step[3]))
    )


def _action() -> rx.Component:
    said = rx.el.span(_("Can be given back:"), " ", StaffPaymentsState.most)
    return rx.el.div(said, give_back.opener(StaffPaymentsState.opened), class_name="give-back")
