"""Rules of approval and limits of payments, and what waits for approval now."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import approvals as parts
from occ_app.components.billing_profile import APPROVALS, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.approvals import ApprovalsState


@portal_page(
    APPROVALS,
    title=lazy("Approvals"),
    needs=Permission.PAYMENTS_READ,
    on_load=ApprovalsState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def approvals() -> rx.Component:
    """What waits first, then the rules and the limits."""
    filled = rx.el.div(parts.waiting(), parts.rules(), parts.limits(), class_name="stack narrow")
    return rx.fragment(
        title(_("Approvals"), _("Which payments somebody else has to approve, and what waits for that now.")),
        tabs(APPROVALS),
        rx.cond(ApprovalsState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
