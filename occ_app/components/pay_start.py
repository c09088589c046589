"""Buttons that begin a payment: of a selection, of all that is late, of an amount."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import dialog_head, opener
from occ_app.components.elements import ONCE, skeleton_lines
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.state.pay_start import PayStartState

DIALOG = "pay-amount"


def pay(query: Any, *, is_known: Any = None) -> rx.Component:
    """A button that pays the documents of this query, for who may."""
    return allowed(Permission.PAYMENTS_MAKE, pay_now(query, is_known=is_known))


def pay_now(query: Any, *, is_known: Any = None) -> rx.Component:
    """The same where it is drawn for those only who may."""
    return rx.el.button(
        icon("credit-card"),
        rx.el.span(_("Pay")),
        type="button",
        class_name="button primary",
        disabled=~is_known if is_known is not None else False,
        on_click=PayStartState.begin(query),
        custom_attrs=ONCE,
    )


def late(label: str) -> rx.Component:
    """A button that pays all that is past due, drawn for those only who may."""
    return rx.el.button(
        icon("credit-card"),
        rx.el.span(label),
        type="button",
        class_name="button primary",
        on_click=PayStartState.past_due,
        custom_attrs=ONCE,
    )


def amount_opener() -> rx.Component:
    """A button that opens the dialog of an amount."""
    button = opener(DIALOG, "landmark", _("Pay an amount"), on_click=PayStartState.prepare)
    return allowed(Permission.PAYMENTS_MAKE, button)


def amount_dialog() -> rx.Component:
    """How much, in which currency; it goes to what is oldest first."""
    refusal = rx.el.p(_("Nothing is due."), class_name="waiting muted")
    form = rx.cond(PayStartState.currencies.length() > 0, _form(), refusal)
    return rx.el.dialog(
        dialog_head(DIALOG, _("Pay an amount")),
        rx.cond(PayStartState.ready, form, rx.el.div(skeleton_lines(2), class_name="waiting")),
        id=DIALOG,
        class_name="dialog small",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": PayStartState.begun},
    )


def _form() -> rx.Component:
    error = f"{DIALOG}-error"
    amount = rx.el.input(
        type="text",
        name="amount",
        required=True,
        auto_complete="off",
        custom_attrs={"inputMode": "decimal", "aria-describedby": error},
    )
    options = rx.foreach(PayStartState.currencies, lambda code: rx.el.option(code, value=code))
    return rx.el.form(
        rx.el.p(
            _("It goes to the invoices that are due longest; you see to which before anything is paid."),
            class_name="mailed",
        ),
        rx.el.div(
            rx.el.label(_("Amount"), amount, class_name="field"),
            rx.el.label(_("Currency"), rx.el.select(options, name="currency"), class_name="field"),
            class_name="filter-columns",
        ),
        rx.el.p(
            PayStartState.error, id=error, class_name="late waiting", custom_attrs={"aria-live": "polite"}
        ),
        rx.el.div(rx.el.button(_("Go on"), type="submit", class_name="button primary"), class_name="actions"),
        on_submit=PayStartState.amount,
    )
