"""The parts of the profile page: how the portal looks and speaks, the second factor, the sessions."""

from typing import Any

import reflex as rx

from occ_app.components.elements import card, document_link, status_badge
from occ_app.components.icon import icon
from occ_app.components.menus import color_modes, language_choices
from occ_app.components.plain_form import plain_form
from occ_app.components.row_buttons import row_button
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.state.profile import ProfileState

DIALOG = "remove-factor"


def preferences() -> rx.Component:
    """Language and appearance; each choice is kept at once."""
    return card(
        _("Language and appearance"),
        rx.el.div(
            rx.el.div(rx.el.h3(_("Language")), language_choices(), class_name="preference"),
            rx.el.div(rx.el.h3(_("Appearance")), color_modes(), class_name="preference"),
            class_name="preferences",
        ),
    )


def second_factor() -> rx.Component:
    """What the person has, and the ways to add and remove."""
    state = rx.cond(
        ProfileState.has_factor,
        status_badge("closed", "/icons.svg#shield-check", _("On")),
        status_badge("open", "/icons.svg#circle-dot", _("Off")),
    )
    own = rx.el.ul(
        rx.foreach(ProfileState.passkeys, _passkey),
        rx.cond(ProfileState.app != "", _app(), rx.fragment()),
        class_name="own",
    )
    return card(
        _("Second factor"),
        rx.el.p(ProfileState.factor, class_name="muted"),
        rx.cond(ProfileState.has_factor, rx.fragment(own, _codes()), rx.fragment()),
        rx.cond(
            ProfileState.can_add,
            rx.el.p(
                document_link(_("Add a second factor"), _adding(), "plus", class_name="button"),
                class_name="actions",
            ),
            rx.fragment(),
        ),
        aside=state,
    )


def sessions() -> rx.Component:
    """Where the person is signed in; open tabs of an ended session leave within seconds."""
    end_all = rx.el.button(
        icon("log-out"),
        _("End all others"),
        type="button",
        class_name="button",
        on_click=ProfileState.end_others,
    )
    return card(
        _("My sessions"),
        rx.el.ul(rx.foreach(ProfileState.sessions, _session), class_name="own"),
        rx.cond(ProfileState.has_others, rx.el.p(end_all, class_name="actions"), rx.fragment()),
    )


def confirmation() -> rx.Component:
    """Removing is asked about once more."""
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Remove this second factor?"), id=f"{DIALOG}-title")),
        rx.el.p(rx.el.span(ProfileState.chosen[2], class_name="strong"), class_name="mailed"),
        rx.el.p(_("It will not be accepted any more. You can add it again later."), class_name="mailed"),
        rx.el.div(
            rx.el.button(
                _("Keep this one"), type="button", class_name="button", custom_attrs={"data-closes": DIALOG}
            ),
            rx.el.button(
                icon("x"),
                _("Remove it"),
                type="button",
                class_name="button primary",
                on_click=ProfileState.remove,
            ),
            class_name="actions",
        ),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": ProfileState.removed},
    )


def _passkey(key: Any) -> rx.Component:
    return rx.el.li(
        icon("key-round"),
        rx.el.div(rx.el.span(key[1], class_name="strong"), rx.el.small(_("Passkey"), " · ", key[2])),
        _remove("passkey", key[0], key[1]),
    )


def _app() -> rx.Component:
    name = _("Authenticator app")
    return rx.el.li(
        icon("smartphone"),
        rx.el.div(rx.el.span(name, class_name="strong"), rx.el.small(ProfileState.app)),
        _remove("app", "", name),
    )


def _remove(kind: str, key: Any, name: Any) -> rx.Component:
    return row_button(_("Remove"), name, ProfileState.choose(kind, key, name), dialog=DIALOG)


def _codes() -> rx.Component:
    renew = plain_form(
        "/auth/second-factor/codes",
        rx.el.input(type="hidden", name="language", default_value=language()),
        rx.el.input(type="hidden", name="next", default_value=f"/{language()}/profile"),
        rx.el.button(_("New recovery codes"), type="submit", class_name="button"),
    )
    left = rx.el.span(ProfileState.codes, class_name=rx.cond(ProfileState.few_codes, "late", ""))
    return rx.el.div(icon("scroll-text"), rx.el.div(left), renew, class_name="own-line")


def _session(session: Any) -> rx.Component:
    here = status_badge("closed", "/icons.svg#circle-check", _("This one"))
    end = row_button(_("End"), session[1], ProfileState.end(session[0]))
    return rx.el.li(
        icon("monitor"),
        rx.el.div(
            rx.el.span(session[1], class_name="strong"),
            rx.el.small(session[2], " · ", session[3]),
            rx.el.small(session[4], " · ", session[5]),
        ),
        rx.cond(session[6] != "", here, end),
    )


def _adding() -> str:
    return f"/{language()}/second-factor/add?next=/{language()}/profile"
