"""What only some may press: not drawn for the others."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.state.frame import FrameState


def allowed(permission: Permission, drawn: rx.Component) -> rx.Component:
    """Drawn for who has the permission; until the frame knows the person, for everybody."""
    return rx.cond(~FrameState.ready | FrameState.rights.contains(permission.value), drawn, rx.fragment())
