"""What only some may press: not drawn for the others."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.state.frame import FrameState

NEEDS = "data-needs"
"""Until the frame knows the person: the permission, by which the server hides what is not theirs (`first_paint`)."""


def allowed(permission: Permission, drawn: rx.Component) -> rx.Component:
    """Drawn for who has the permission; until the frame knows the person, for everybody, and hidden by the server."""
    needs = rx.cond(FrameState.ready, "", permission.value)
    wrapped = rx.el.div(drawn, class_name="theirs", custom_attrs={NEEDS: needs})
    return rx.cond(~FrameState.ready | FrameState.rights.contains(permission.value), wrapped, rx.fragment())
