"""“Share”: the dialog that hands documents to a colleague or an outside payer, and the button that opens it."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.dialogs import opens
from occ_app.components.elements import skeleton_lines
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.services.delegations import LONGEST_NOTE
from occ_app.state.delegate import DelegateState

DIALOG = "delegate"


def opener(query: str | rx.Var[str], *, is_known: rx.Var[bool] | None = None) -> rx.Component:
    """A button for the documents of this query, on a page that has the dialog, for who may hand them over."""
    button = rx.el.button(
        icon("user-round"),
        _("Delegate"),
        type="button",
        class_name="button",
        disabled=~is_known if is_known is not None else False,
        on_click=DelegateState.prepare(query),
        custom_attrs=opens(DIALOG),
    )
    return allowed(Permission.INVOICES_DELEGATE, button)


def dialog() -> rx.Component:
    """Once a page; `portal.js` closes it when `data-finished` changes."""
    refusal = rx.el.p(DelegateState.error, role="alert", class_name="late waiting")
    form = rx.cond(DelegateState.token != "", _form(), refusal)
    return rx.el.dialog(
        _head(),
        rx.cond(DelegateState.ready, form, rx.el.div(skeleton_lines(4), class_name="waiting")),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": DelegateState.sent},
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.h2(_("Delegate to a colleague or payer"), id=f"{DIALOG}-title"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-button",
            custom_attrs={"data-closes": DIALOG, "aria-label": _("Close")},
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="token", default_value=DelegateState.token),
        rx.el.p(
            rx.el.span(DelegateState.words, class_name="strong"),
            rx.el.small(DelegateState.sentence),
            class_name="mailed",
        ),
        rx.el.p(
            _("Whoever you name gets a link and sees these documents, their files, and nothing else."),
            class_name="mailed",
        ),
        _field(_("Name"), "name", type="text", max_length=100, auto_complete="off"),
        _field(_("E-mail address"), "email", type="email", max_length=254, auto_complete="off"),
        _field(
            _("Last day"),
            "ends_on",
            type="date",
            default_value=DelegateState.usual_day,
            min=DelegateState.first_day,
            max=DelegateState.last_day,
        ),
        rx.el.label(
            _("Note"), rx.el.textarea(name="note", rows="3", max_length=LONGEST_NOTE), class_name="field"
        ),
        _actions(),
        on_submit=DelegateState.send,
        key=DelegateState.token,
    )


def _field(label: str, name: str, **props: object) -> rx.Component:
    return rx.el.label(label, rx.el.input(name=name, required=True, **props), class_name="field")


def _actions() -> rx.Component:
    refusal = rx.el.p(DelegateState.error, role="alert", class_name="late")
    return rx.el.div(
        rx.cond(DelegateState.error != "", refusal, rx.fragment()),
        rx.el.a(
            _("What is shared"),
            href=f"/{language()}/delegations",
            class_name="button",
            custom_attrs={"data-closes": DIALOG},
        ),
        rx.el.button(
            rx.cond(DelegateState.sending, _("Sending…"), _("Send the link")),
            type="submit",
            class_name="button primary",
            custom_attrs={"aria-busy": rx.cond(DelegateState.sending, "true", "false")},
        ),
        class_name="actions",
    )
