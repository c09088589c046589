"""What the company pays with."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import billing_methods as parts
from occ_app.components.billing_profile import METHODS, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.billing_methods import BillingMethodsState


@portal_page(
    METHODS,
    title=lazy("Payment methods"),
    needs=Permission.CARDS_READ,
    on_load=BillingMethodsState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def billing_methods() -> rx.Component:
    """The cards, which contract each of them pays, and the bank transfer."""
    filled = rx.el.div(parts.cards(), parts.contracts(), parts.transfer(), class_name="pair")
    return rx.fragment(
        title(_("Payment methods"), _("What your company pays with here.")),
        tabs(METHODS),
        rx.cond(BillingMethodsState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
