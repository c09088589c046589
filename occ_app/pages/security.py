"""What the company asks of its people when they sign in: for its administrators."""

from typing import Any

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.dialogs import opens
from occ_app.components.elements import card, skeleton_lines, status_badge, title
from occ_app.components.icon import icon
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.security import SecurityState

DIALOG = "stop-requiring"


@portal_page(
    "/security",
    title=lazy("Security"),
    needs=Permission.SECURITY_MANAGE,
    on_load=SecurityState.load,
    icon="shield-check",
    section=Section.COMPANY,
    order=30,
)
def security() -> rx.Component:
    """The rule above, everybody it is for below."""
    people = rx.el.ul(rx.foreach(SecurityState.people, _person), class_name="own")
    filled = rx.el.div(_rule(), card(_("People"), people), class_name="stack")
    return rx.fragment(
        title(_("Security"), SecurityState.sentence),
        rx.cond(SecurityState.loaded, filled, skeleton_lines(5)),
        _confirmation(),
    )


def _rule() -> rx.Component:
    required = rx.fragment(
        rx.el.p(
            _("Everybody who signs in shows a second factor. Who has none adds one before anything else."),
            class_name="muted",
        ),
        rx.el.p(
            rx.el.button(
                _("Stop requiring it"),
                type="button",
                class_name="button",
                custom_attrs=opens(DIALOG),
            ),
            class_name="actions",
        ),
    )
    optional = rx.fragment(
        rx.el.p(
            _("Each person decides. Require it, and nobody gets in with their e-mail alone."),
            class_name="muted",
        ),
        rx.el.p(
            rx.el.button(
                icon("shield-check"),
                _("Require a second factor"),
                type="button",
                class_name="button primary",
                on_click=SecurityState.require_factor,
            ),
            class_name="actions",
        ),
    )
    state = rx.cond(
        SecurityState.requires_factor,
        status_badge("closed", "/icons.svg#shield-check", _("Required")),
        status_badge("open", "/icons.svg#circle-dot", _("Optional")),
    )
    return card(_("Second factor"), rx.cond(SecurityState.requires_factor, required, optional), aside=state)


def _person(person: Any) -> rx.Component:
    return rx.el.li(
        icon("user-round"),
        rx.el.div(rx.el.span(person[0], class_name="strong"), rx.el.small(person[1])),
        status_badge(person[3], person[4], person[2]),
    )


def _confirmation() -> rx.Component:
    return rx.el.dialog(
        rx.el.header(rx.el.h2(_("Stop requiring a second factor?"), id=f"{DIALOG}-title")),
        rx.el.p(
            _("People who have one keep it and are still asked for it. Nobody has to add one any more."),
            class_name="mailed",
        ),
        rx.el.div(
            rx.el.button(
                _("Keep requiring it"),
                type="button",
                class_name="button",
                custom_attrs={"data-closes": DIALOG},
            ),
            rx.el.button(
                _("Stop requiring it"),
                type="button",
                class_name="button primary",
                on_click=SecurityState.stop_requiring,
            ),
            class_name="actions",
        ),
        id=DIALOG,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{DIALOG}-title", "data-finished": SecurityState.stopped},
    )
