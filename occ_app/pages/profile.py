"""One's own profile: for everybody who is signed in."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import profile as parts
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import portal_page
from occ_app.state.frame import FrameState
from occ_app.state.profile import ProfileState


@portal_page(
    "/profile",
    title=lazy("Profile"),
    needs=Permission.SESSIONS_OWN,
    on_load=ProfileState.load,
    icon="user-round",
    in_rail=False,
)
def profile() -> rx.Component:
    """What is the person's own, whatever company they are in."""
    filled = rx.el.div(parts.second_factor(), parts.sessions(), parts.preferences(), class_name="stack")
    return rx.fragment(
        title(_("Profile"), rx.el.p(FrameState.name, " · ", FrameState.email, class_name="sentence")),
        rx.cond(ProfileState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
