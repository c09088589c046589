"""Tax ids and exemption certificates of the company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import billing_tax as parts
from occ_app.components.billing_profile import TAX, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.billing_tax import BillingTaxState


@portal_page(
    TAX,
    title=lazy("Tax IDs and exemptions"),
    needs=Permission.BILLING_READ,
    on_load=BillingTaxState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def billing_tax() -> rx.Component:
    """Numbers first, papers below."""
    filled = rx.el.div(parts.tax_ids(), parts.certificates(), class_name="stack narrow")
    return rx.fragment(
        title(_("Tax IDs and exemptions"), _("What your bills say about tax, and why some are without it.")),
        tabs(TAX),
        rx.cond(BillingTaxState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
