"""Where an administrator lets people sign in with their own company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import single_sign_on as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.single_sign_on import SingleSignOnState


@portal_page(
    "/single-sign-on",
    title=lazy("Single sign-on"),
    needs=Permission.SSO_MANAGE,
    on_load=SingleSignOnState.load,
    icon="shield-check",
    section=Section.COMPANY,
    order=60,
)
def single_sign_on() -> rx.Component:
    """In the order in which it is set up; what can only be done afterwards comes afterwards."""
    later = rx.fragment(parts.trial(), parts.requirement(), parts.visitors())
    filled = rx.el.div(
        parts.told(),
        parts.provider(),
        rx.cond(SingleSignOnState.is_set_up, later, rx.fragment()),
        parts.removal(),
        class_name="stack narrow",
    )
    return rx.fragment(
        title(_("Single sign-on"), SingleSignOnState.sentence),
        rx.cond(SingleSignOnState.loaded, filled, skeleton_lines(5)),
    )
