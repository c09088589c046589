"""What waits for money, and the fix-it list."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import sure
from occ_app.components.elements import card, document_link, skeleton_lines, status_badge
from occ_app.components.icon import icon
from occ_app.components.row_buttons import about_row, row_button
from occ_app.i18n import gettext as _
from occ_app.services.pending import Kind
from occ_app.state.frame import FrameState
from occ_app.state.pending_payments import KEY, KIND, METHOD, TRANSFER
from occ_app.state.pending_payments import PendingPaymentsState as State

MAKE = Permission.PAYMENTS_MAKE


def pending() -> rx.Component:
    """For those who pay: first what is broken, then what waits."""
    filled = rx.el.div(_fix_it(), _waiting(), class_name="stack pending")
    return allowed(MAKE, rx.cond(State.loaded, filled, skeleton_lines(4)))


def is_drawn() -> rx.Var[bool]:
    """Whether all of it stands, or there is none of it for this person."""
    return State.loaded | (FrameState.ready & ~FrameState.rights.contains(MAKE.value))


def _fix_it() -> rx.Component:
    """Drawn where something has to be put right."""
    rows = rx.el.ul(rx.foreach(State.broken, _broken), class_name="own fix-it")
    adding = document_link(_("Add a card"), State.new_card, "plus", class_name="paper-link")
    drawn = card(
        _("To put right"),
        rx.el.p(_("Payments that failed, and cards that expire before their day."), class_name="muted"),
        rows,
        rx.cond(State.broken.length() > 1, _all_at_once(), rx.fragment()),
        rx.cond(State.new_card != "", rx.el.p(adding, class_name="hint"), rx.fragment()),
    )
    return rx.cond(State.broken.length() > 0, drawn, rx.fragment())


def _broken(one: Any) -> rx.Component:
    is_failed = one[0] == Kind.FAILED.value
    let_be = row_button(_("Let it be"), one[1], State.let_be(one[1]))
    amount = rx.cond(one[3] != "", rx.el.span(" · ", one[3], class_name="strong"), rx.fragment())
    return rx.el.li(
        icon("circle-alert"),
        rx.el.div(
            rx.el.span(rx.el.a(one[2], href=one[5], class_name="paper-link"), amount),
            rx.el.small(one[4]),
        ),
        rx.el.div(
            rx.cond(is_failed, _using(one, takes_transfers=True), rx.cond(State.choices.length() > 0, _using(one, takes_transfers=False), rx.fragment())),
            rx.cond(is_failed, let_be, rx.fragment()),
            class_name="row-actions",
        ),
        key=one[0] + one[1],
    )  # fmt: skip


def _using(one: Any, *, takes_transfers: bool) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name=KIND, default_value=one[0]),
        rx.el.input(type="hidden", name=KEY, default_value=one[1]),
        _methods(
            rx.Var.create(_("Another method for")) + " " + one[2], one[6], takes_transfers=takes_transfers
        ),
        rx.el.button(_("Use it"), about_row(one[2]), type="submit", class_name="button"),
        on_submit=State.use,
        class_name="using",
    )


def _methods(label: Any, suggested: Any, *, takes_transfers: bool) -> rx.Component:
    transfer = [rx.el.option(_("Bank transfer"), value=TRANSFER)] if takes_transfers else []
    return rx.el.select(
        rx.foreach(State.choices, lambda choice: rx.el.option(choice[1], value=choice[0])),
        *transfer,
        name=METHOD,
        default_value=suggested,
        custom_attrs={"aria-label": label},
    )


def _all_at_once() -> rx.Component:
    form = rx.el.form(
        rx.el.span(_("For all of these at once")),
        _methods(_("Another method for all of these"), State.suggested, takes_transfers=True),
        rx.el.button(_("Use for all"), type="submit", class_name="button", disabled=State.sending),
        on_submit=State.ask_all,
        class_name="using all",
    )
    return rx.fragment(form, sure(State.question, State.fix_all))


def _waiting() -> rx.Component:
    """Orders, then payments that wait for somebody or for their day."""
    orders = rx.el.ul(rx.foreach(State.orders, _order), class_name="own")
    payments = rx.el.ul(rx.foreach(State.payments, _payment), class_name="own")
    none = rx.el.p(_("Nothing waits for money."), class_name="hint")
    some = (State.orders.length() > 0) | (State.payments.length() > 0)
    return card(
        _("Pending payments"),
        rx.cond(State.payments.length() > 0, payments, rx.fragment()),
        rx.cond(State.orders.length() > 0, orders, rx.fragment()),
        rx.cond(State.more != "", rx.el.p(State.more, class_name="hint"), rx.fragment()),
        rx.cond(some, rx.fragment(), none),
    )


def _order(one: Any) -> rx.Component:
    renewal = status_badge("open", "/icons.svg#calendar", _("Renewal"))
    pay = row_button(_("Pay"), one[0], State.pay(one[0]))
    return rx.el.li(
        icon("package"),
        rx.el.div(
            rx.el.span(
                rx.el.a(one[0], href=one[4], class_name="id"), " ", rx.cond(one[3] != "", renewal, rx.fragment())
            ),
            rx.el.small(one[1], " · ", rx.el.span(one[2], class_name="strong")),
        ),
        pay,
    )  # fmt: skip


def _payment(one: Any) -> rx.Component:
    return rx.el.li(
        icon("calendar"),
        rx.el.div(
            rx.el.span(rx.el.span(one[1], class_name="strong"), " ", status_badge(one[3], one[4], one[2])),
            rx.el.small(
                rx.el.a(one[0], href=one[6], class_name="id"),
                rx.cond(one[5] != "", rx.el.span(" · ", one[5]), rx.fragment()),
            ),
        ),
        rx.fragment(),
    )
