"""“Give back”: the dialog that decides it, and the button that opens it."""

import reflex as rx

from occ_app.components.dialogs import dialog_head, opens
from occ_app.components.elements import skeleton_lines
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.services.refunds import LONGEST_REASON
from occ_app.state.give_back import GiveBackState

DIALOG = "give-back"


def opener(number: rx.Var[str]) -> rx.Component:
    """A button for the payment of this number, on a page that has the dialog."""
    return rx.el.button(
        icon("undo-2"),
        _("Give back"),
        type="button",
        class_name="button",
        on_click=GiveBackState.prepare(number),
        custom_attrs=opens(DIALOG),
    )


def dialog() -> rx.Component:
    """Once a page; `portal.js` closes it when `data-finished` changes."""
    refusal = rx.el.p(GiveBackState.error, role="alert", class_name="late waiting")
    form = rx.cond(GiveBackState.token != "", _form(), refusal)
    return rx.el.dialog(
        dialog_head(DIALOG, _("Give money back")),
        rx.cond(GiveBackState.ready, form, rx.el.div(skeleton_lines(4), class_name="waiting")),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": GiveBackState.sent},
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="token", default_value=GiveBackState.token),
        rx.el.p(
            rx.el.span(_("Payment"), " ", GiveBackState.number, class_name="strong"),
            rx.el.small(GiveBackState.sentence),
            class_name="mailed",
        ),
        rx.el.p(
            _("It goes to the card it came from. What it had paid is due again, the latest first."),
            class_name="mailed",
        ),
        rx.el.label(
            rx.el.span(_("Amount"), " (", GiveBackState.currency, ")"),
            rx.el.input(
                type="text",
                name="amount",
                required=True,
                max_length=20,
                input_mode="decimal",
                auto_complete="off",
                default_value=GiveBackState.typed,
            ),
            class_name="field",
        ),
        rx.el.label(
            _("Reason, which the company reads"),
            rx.el.textarea(name="reason", rows="3", required=True, max_length=LONGEST_REASON),
            class_name="field",
        ),
        _actions(),
        on_submit=GiveBackState.send,
        key=GiveBackState.token,
    )


def _actions() -> rx.Component:
    refusal = rx.el.p(GiveBackState.error, role="alert", class_name="late")
    return rx.el.div(
        rx.cond(GiveBackState.error != "", refusal, rx.fragment()),
        rx.el.button(
            _("Do nothing"), type="button", class_name="button", custom_attrs={"data-closes": DIALOG}
        ),
        rx.el.button(
            rx.cond(GiveBackState.sending, _("Giving back…"), _("Give back")),
            type="submit",
            class_name="button primary",
            custom_attrs={"aria-busy": rx.cond(GiveBackState.sending, "true", "false")},
        ),
        class_name="actions",
    )
