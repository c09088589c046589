"""What only some may press: not drawn for the others."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.state.frame import FrameState


def allowed(permission: Permission, drawn: rx.Component) -> rx.Component:
    """Drawn for who has the permission; until the frame knows the person, for everybody.

    For delegates, who have none of these, the style sheet hides it from the first moment.
    """
    wrapped = rx.el.div(drawn, class_name="owned")
    return rx.cond(~FrameState.ready | FrameState.rights.contains(permission.value), wrapped, rx.fragment())
