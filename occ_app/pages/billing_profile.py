"""The billing profile: its first page sums up the others."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import billing_profile as parts
from occ_app.components import pending_payments
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.billing_profile import BillingProfileState


@portal_page(
    parts.ROOT,
    title=lazy("Billing profile"),
    needs=Permission.BILLING_READ,
    on_load=BillingProfileState.load,
    icon="credit-card",
    section=Section.BILLING,
    order=40,
)
def billing_profile() -> rx.Component:
    """What waits for money and what has to be put right, then a card for each part, with what it says now."""
    filled = rx.el.div(parts.contact(), parts.tax(), parts.recipients(), class_name="pair")
    is_whole = BillingProfileState.loaded & pending_payments.is_drawn()  # else what stands below would move
    return rx.fragment(
        title(_("Billing profile"), _("How we bill you, and whom we write to.")),
        parts.tabs(parts.ROOT),
        pending_payments.pending(),
        rx.cond(is_whole, filled, skeleton_lines(5)),
    )
