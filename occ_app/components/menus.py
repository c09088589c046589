"""The top bar's menus: company, language, account. Plain forms: only HTTP may change a session."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.icon import icon
from occ_app.components.painted import painted_text
from occ_app.components.plain_form import plain_form
from occ_app.i18n import LANGUAGES, language
from occ_app.i18n import gettext as _
from occ_app.state.frame import FrameState

MODES = (("light", "sun"), ("dark", "moon"), ("system", "monitor"))


def company_menu() -> rx.Component:
    """The company this tab is in; a menu where there are several to choose from."""
    here = [icon("building"), painted_text(rx.el.span, FrameState, "company", class_name="company-name")]
    several = rx.fragment(
        _opener(
            "companies", *here, icon("chevrons-up-down"), class_name="company", label=_("Switch company")
        ),
        _menu("companies", rx.foreach(FrameState.companies, _company), label=_("Switch company")),
    )
    return rx.cond(FrameState.companies.length() > 1, several, rx.el.div(*here, class_name="company"))


def language_menu() -> rx.Component:
    """Every language, the current one marked."""
    return rx.fragment(
        _opener("languages", icon("languages"), class_name="icon-button", label=_("Language")),
        _menu("languages", language_choices(), label=_("Language")),
    )


def language_choices() -> rx.Component:
    """A button for each language."""
    choices = [
        _choice("language", code, name, is_current=code == language(), lang=code)
        for code, name in LANGUAGES.items()
    ]
    return _form("/preferences/language", *choices)


def account_menu() -> rx.Component:
    """Who is signed in, how light the portal is, and the way out."""
    who = rx.el.div(
        rx.el.strong(FrameState.name), rx.el.span(FrameState.email, class_name="muted"), class_name="who"
    )
    profile = rx.el.a(icon("user-round"), _("Profile"), href=f"/{language()}/profile", class_name="menu-item")
    sign_out = plain_form(
        "/auth/sign-out", rx.el.button(icon("log-out"), _("Sign out"), type="submit", class_name="menu-item")
    )
    roles = rx.el.a(
        icon("circle-question-mark"),
        _("Who may do what"),
        href=f"/{language()}/help/roles",
        class_name="menu-item",
    )
    return rx.fragment(
        _opener(
            "account",
            painted_text(rx.el.span, FrameState, "initials"),
            class_name="avatar",
            label=_("Account"),
        ),
        _menu(
            "account",
            who,
            profile,
            allowed(Permission.PREFERENCES_CHANGE, color_modes()),
            roles,
            sign_out,
            label=_("Account"),
        ),
    )


def color_modes() -> rx.Component:
    """A button for each way the portal may look."""
    names = {"light": _("Light"), "dark": _("Dark"), "system": _("As the system")}
    buttons = [
        rx.el.button(
            icon(symbol),
            names[mode],
            type="button",
            class_name="menu-item",
            custom_attrs={
                "data-color-mode": mode,
                "aria-pressed": rx.cond(FrameState.color_mode == mode, "true", "false"),
            },
        )
        for mode, symbol in MODES
    ]
    return rx.el.div(
        *buttons, role="group", custom_attrs={"aria-label": _("Appearance")}, class_name="menu-group"
    )


def _company(company: Any) -> rx.Component:
    chosen = {"aria-current": rx.cond(company[2] != "", "true", "false")}
    button = rx.el.button(
        company[1],
        type="submit",
        name="account",
        value=company[0],
        class_name="menu-item",
        custom_attrs=chosen,
    )
    return plain_form("/preferences/company", button)


def _choice(name: str, value: str, label: str, *, is_current: bool, lang: str) -> rx.Component:
    return rx.el.button(
        label,
        type="submit",
        name=name,
        value=value,
        class_name="menu-item",
        lang=lang,
        custom_attrs={"aria-current": "true"} if is_current else {},
    )


def _form(action: str, *children: rx.Component) -> rx.Component:
    """A form that comes back to this address (`portal.js` fills `next` as it is sent)."""
    here = rx.el.input(type="hidden", name="next", default_value="", custom_attrs={"data-here": "true"})
    return plain_form(action, here, *children)


def _opener(menu: str, *children: Any, class_name: str, label: str) -> rx.Component:
    opens: dict[str, Any] = {"popoverTarget": menu, "aria-label": label}
    return rx.el.button(*children, type="button", class_name=class_name, title=label, custom_attrs=opens)


def _menu(name: str, *children: Any, label: str) -> rx.Component:
    return rx.el.div(
        *children,
        id=name,
        class_name=f"menu menu-{name}",
        role="group",
        custom_attrs={"popover": "auto", "aria-label": label},
    )
