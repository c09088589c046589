"""What can be done about a payment, drawn where this person can do it now."""

import reflex as rx
from reflex_components_core.el.elements.inline import A

from occ_app.components.dialogs import asking, dialog_head, opener
from occ_app.components.elements import ONCE
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.services.approvals.deciding import LONGEST_REASON
from occ_app.state.payment import OnePaymentState

CANCEL, MOVE, REFUSE = "cancel-payment", "move-payment", "refuse-payment"


def _where(action: str, *drawn: rx.Component) -> rx.Component:
    return rx.cond(OnePaymentState.actions.contains(action), rx.fragment(*drawn), rx.fragment())


def actions() -> rx.Component:
    """What comes next first."""
    confirm = A.create(
        icon("shield-check"), rx.el.span(_("Confirm with the bank")), href=OnePaymentState.confirm_at,
        class_name="button primary",
    )  # fmt: skip
    return rx.el.div(
        _where(
            "decide",
            _pressed(_("Approve"), "circle-check", OnePaymentState.approve),
            opener(REFUSE, "circle-slash", _("Refuse")),
        ),
        _where("confirm", confirm),
        _where(
            "again",
            _button(_("Try again"), "undo-2", OnePaymentState.again, is_primary=True),
            _button(_("Use another method"), "credit-card", OnePaymentState.again),
        ),
        _where("let_be", _button(_("Leave it"), "x", OnePaymentState.let_be)),
        _where("pay_now", _pressed(_("Pay now"), "credit-card", OnePaymentState.pay_now)),
        _where("move", opener(MOVE, "calendar", _("Another day"))),
        _where("cancel", opener(CANCEL, "undo-2", _("Take it back"))),
        _where("follow", _follower()),
        class_name="actions",
    )


def _pressed(label: str, symbol: str, handler: rx.EventHandler) -> rx.Component:
    """What must not be done twice, and takes a moment."""
    return rx.el.button(
        icon(symbol),
        rx.el.span(label),
        type="button",
        class_name="button primary",
        on_click=handler,
        custom_attrs={**ONCE, "aria-busy": rx.cond(OnePaymentState.busy, "true", "false")},
    )


def _button(label: str, symbol: str, handler: rx.EventHandler, *, is_primary: bool = False) -> rx.Component:
    style = "button primary" if is_primary else "button"
    return rx.el.button(
        icon(symbol), rx.el.span(label), type="button", class_name=style, on_click=handler, custom_attrs=ONCE
    )


def _follower() -> rx.Component:
    """Pressed by `portal.js`, by its clock, as long as it is there."""
    return rx.el.button(
        type="button", hidden=True, on_click=OnePaymentState.follow, custom_attrs={"data-follows": "true"}
    )


def dialogs() -> rx.Component:
    """What is asked once more, or for more."""
    return rx.fragment(
        _where(
            "cancel",
            asking(
                CANCEL,
                _("Take this payment back?"),
                _(
                    "Nothing is paid, and its invoices are open again. A transfer that was sent already is matched when it comes."
                ),
                _("Take it back"),
                OnePaymentState.cancel,
                finished=OnePaymentState.changed,
            ),
        ),
        _where("move", _dialog(MOVE, _("Pay on another day"), _day(), _("Move it"), OnePaymentState.move)),
        _where(
            "decide",
            _dialog(REFUSE, _("Refuse this payment"), _reason(), _("Refuse it"), OnePaymentState.refuse),
        ),
    )


def _day() -> rx.Component:
    field = rx.el.input(
        type="date", name="day", required=True, default_value=OnePaymentState.day,
        min=OnePaymentState.first_day, max=OnePaymentState.last_day,
    )  # fmt: skip
    return rx.el.label(_("Day"), field, class_name="field")


def _reason() -> rx.Component:
    field = rx.el.textarea(name="reason", rows="3", required=True, max_length=LONGEST_REASON)
    return rx.el.label(_("Why (whoever made it reads this)"), field, class_name="field")


def _dialog(
    dialog: str, heading: str, field: rx.Component, label: str, handler: rx.EventHandler
) -> rx.Component:
    refusal = rx.el.p(OnePaymentState.error, role="alert", class_name="late")
    form = rx.el.form(
        field,
        rx.el.div(
            rx.cond(OnePaymentState.error != "", refusal, rx.fragment()),
            rx.el.button(
                _("Do nothing"), type="button", class_name="button", custom_attrs={"data-closes": dialog}
            ),
            rx.el.button(label, type="submit", class_name="button primary"),
            class_name="actions",
        ),
        on_submit=handler,
    )
    return rx.el.dialog(
        dialog_head(dialog, heading),
        form,
        id=dialog,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{dialog}-title", "data-finished": OnePaymentState.changed},
    )
