"""What only some may press: not drawn for the others."""

import reflex as rx

from occ_app.access.permissions import GRANTS, Permission, Role
from occ_app.state.frame import FrameState


def allowed(permission: Permission, drawn: rx.Component) -> rx.Component:
    """Drawn for who has the permission; until the frame knows the person, for everybody.

    For delegates, who have few of these, the style sheet hides the others from the first moment.
    """
    is_also_theirs = Role.DELEGATE in GRANTS[permission]
    wrapped = rx.el.div(drawn, class_name="theirs" if is_also_theirs else "owned")
    return rx.cond(~FrameState.ready | FrameState.rights.contains(permission.value), wrapped, rx.fragment())
