"""Who asks for access: for administrators."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import access_requests as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.access_requests import AccessRequestsState


@portal_page(
    "/access-requests",
    title=lazy("Access requests"),
    needs=Permission.ACCESS_DECIDE,
    on_load=AccessRequestsState.load,
    icon="shield-check",
    section=Section.COMPANY,
    order=30,
)
def access_requests() -> rx.Component:
    """What waits above, what was answered below."""
    filled = rx.el.div(parts.waiting(), parts.lately(), class_name="stack")
    return rx.fragment(
        title(_("Access requests"), AccessRequestsState.sentence),
        rx.cond(AccessRequestsState.loaded, filled, skeleton_lines(5)),
        parts.refusal(),
    )
