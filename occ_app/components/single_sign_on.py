"""The parts of the page on which an administrator sets up single sign-on."""

from typing import Any

import reflex as rx

from occ_app.components.dialogs import opens
from occ_app.components.elements import card, copy_button
from occ_app.components.icon import icon
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.services.single_sign_on.wanted import LONGEST_ID, LONGEST_ISSUER, LONGEST_SECRET
from occ_app.state.single_sign_on import SingleSignOnState as State

DIALOG = "remove-sso"
LONGEST_DOMAINS = 5_000


def told() -> rx.Component:
    """What the provider is told about the portal."""
    return card(
        _("1. Tell your identity provider about the portal"),
        rx.el.p(
            _("Register the portal there as an OpenID Connect web application and give it these addresses."),
            class_name="hint",
        ),
        rx.el.ul(rx.foreach(State.addresses, _address), class_name="addresses"),
    )


def _address(address: Any) -> rx.Component:
    return rx.el.li(
        rx.el.small(address[0]),
        rx.el.span(rx.el.span(address[1], class_name="id"), copy_button(address[1], address[0])),
    )


def provider() -> rx.Component:
    """What the portal is told about the provider."""
    return card(
        _("2. Tell the portal about your identity provider"),
        rx.el.form(
            *_texts(),
            _entry(),
            _enabled(),
            rx.cond(
                State.error != "",
                rx.el.p(State.error, id="sso-error", role="alert", class_name="late"),
                rx.fragment(),
            ),
            rx.el.div(
                rx.el.button(
                    icon("check"),
                    _("Save and test"),
                    type="submit",
                    class_name="button primary",
                    disabled=State.is_busy,
                ),
                class_name="actions",
            ),
            on_submit=State.save,
            key=State.form,
            class_name="fields",
        ),
    )


def _texts() -> list[rx.Component]:
    issuer = _("The address the provider calls itself by; the portal finds the rest there.")
    domains = _("Only their addresses come in. Commas separate several. An order must name somebody there.")
    return [
        _text("issuer", _("Issuer"), State.issuer, issuer, LONGEST_ISSUER),
        _text("client_id", _("Client ID"), State.client_id, _("As the provider shows it."), LONGEST_ID),
        _secret(),
        _text("domains", _("E-mail domains"), State.domains, domains, LONGEST_DOMAINS),
    ]


def _text(name: str, label: str, value: Any, hint: str, longest: int) -> rx.Component:
    return _field(
        name,
        label,
        hint,
        rx.el.input(
            type="text",
            default_value=value,
            required=True,
            auto_complete="off",
            spell_check=False,
            max_length=longest,
            **_named(name),
        ),
    )


def _secret() -> rx.Component:
    hint = rx.cond(
        State.is_set_up,
        _("The one there is stays unless you write another. It is shown to nobody."),
        _("The provider shows it once. Here it is shown to nobody."),
    )
    return _field(
        "secret",
        _("Client secret"),
        hint,
        rx.el.input(
            type="password",
            auto_complete="new-password",
            max_length=LONGEST_SECRET,
            required=~State.is_set_up,
            **_named("secret"),
        ),
    )


def _entry() -> rx.Component:
    choices = [
        ("", _("Nobody: only people who already have access")),
        ("finance", _("Anybody of these domains, as finance contact")),
        ("technical", _("Anybody of these domains, as technical contact")),
        ("executive", _("Anybody of these domains, as executive contact")),
    ]
    return _field(
        "entry_role",
        _("Who comes in at their first visit"),
        _("Nobody becomes an administrator this way. Whoever was suspended or removed stays out."),
        rx.el.select(
            *(rx.el.option(word, value=value) for value, word in choices),
            default_value=State.entry_role,
            **_named("entry_role"),
        ),
    )


def _enabled() -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="is_enabled", default_checked=State.is_enabled),
        _("People can sign in this way"),
        class_name="tick",
    )


def _field(name: str, label: str, hint: Any, control: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"sso-{name}"),
        control,
        rx.el.small(hint, id=f"sso-{name}-hint"),
        class_name="field",
    )


def _named(name: str) -> dict[str, Any]:
    is_wrong = State.wrong == name
    described = {"aria-describedby": rx.cond(is_wrong, f"sso-error sso-{name}-hint", f"sso-{name}-hint")}
    return {"name": name, "id": f"sso-{name}", "custom_attrs": described | {"aria-invalid": is_wrong}}


def trial() -> rx.Component:
    """Whether the provider answers as it should."""
    return card(
        _("3. Try it out"),
        rx.el.p(
            _(
                "The portal asks the provider for everything a sign-in needs. Then sign out, and sign in with your company yourself."
            ),
            class_name="hint",
        ),
        rx.el.div(
            rx.cond(
                State.fault != "",
                rx.el.p(icon("triangle-alert"), State.fault, class_name="late"),
                rx.fragment(),
            ),
            rx.cond(
                (State.fault == "") & (State.tested != ""),
                rx.el.p(icon("circle-check"), State.tested, class_name="well"),
                rx.fragment(),
            ),
            role="status",
        ),
        rx.el.div(
            rx.el.button(
                _("Test the connection"),
                type="button",
                class_name="button",
                disabled=State.is_busy,
                on_click=State.test,
            ),
            class_name="actions",
        ),
    )


def requirement() -> rx.Component:
    """Whether there is any other way in."""
    off = rx.fragment(
        rx.el.p(
            rx.cond(
                State.may_require,
                _(
                    "You are in through your company yourself, so nobody can be locked out. From then on no code opens your company, and whoever came in with one is out."
                ),
                _(
                    "To switch this on, sign in with your company yourself first: then it is certain that nobody is locked out."
                ),
            ),
            class_name="hint",
        ),
        _button(_("Require single sign-on"), State.require, is_off=~State.may_require),
    )
    on = rx.fragment(
        rx.el.p(
            _(
                "Nobody enters your company with a code. If your provider fails, we can let codes in again: write to us. Changing the provider’s settings lets them in again too."
            ),
            class_name="hint",
        ),
        _button(_("Allow codes by e-mail again"), State.allow_codes),
    )
    return card(_("Only through your company"), rx.cond(State.is_required, on, off))


def _button(label: str, event: Any, *, is_off: Any = False) -> rx.Component:
    button = rx.el.button(label, type="button", class_name="button", disabled=is_off, on_click=event)
    return rx.el.div(button, class_name="actions")


def visitors() -> rx.Component:
    """Who has signed in this way, and the way to let an address be somebody else's."""
    people = rx.el.ul(rx.foreach(State.visitors, _visitor), class_name="mailings")
    hint = rx.el.p(
        _(
            "Each is bound to one person at your provider. If an address passes to somebody else there, forget the one before."
        ),
        class_name="hint",
    )
    some = card(_("Who has signed in this way"), hint, people)
    return rx.cond(State.visitors.length() > 0, some, rx.fragment())


def _visitor(visitor: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.span(visitor[1]), rx.el.small(visitor[2])),
        rx.el.div(rx.el.small(visitor[3])),
        row_button(_("Forget"), visitor[1], State.forget(visitor[0])),
    )


def removal() -> rx.Component:
    """The way to do without it, which is asked about once more."""
    opener = rx.el.button(
        _("Remove single sign-on"),
        type="button",
        class_name="button",
        custom_attrs=opens(DIALOG),
    )
    return rx.fragment(
        rx.cond(State.is_set_up, rx.el.div(opener, class_name="actions"), rx.fragment()), _confirmation()
    )


def _confirmation() -> rx.Component:
    closes = {"data-closes": DIALOG}
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Remove single sign-on?"), id=f"{DIALOG}-title")),
        rx.el.p(
            _(
                "People of your company sign in with a code again. Whoever came in through your provider is signed out, but for you."
            ),
            class_name="mailed",
        ),
        rx.el.div(
            rx.el.button(_("Keep it"), type="button", class_name="button", custom_attrs=closes),
            rx.el.button(
                icon("circle-slash"),
                _("Remove it"),
                type="button",
                class_name="button primary",
                on_click=State.remove,
            ),
            class_name="actions",
        ),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": State.removed},
    )
