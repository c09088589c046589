"""Contact and address of the company's bills."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import billing_contact as parts
from occ_app.components.billing_profile import CONTACT, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.billing_contact import BillingContactState


@portal_page(
    CONTACT,
    title=lazy("Contact and address"),
    needs=Permission.BILLING_READ,
    on_load=BillingContactState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def billing_contact() -> rx.Component:
    """A form for who may change it, the same in words for who may not."""
    shown = rx.cond(
        BillingContactState.may_change, rx.fragment(parts.meanwhile(), parts.form()), parts.facts()
    )
    return rx.fragment(
        title(_("Contact and address"), _("Whom your bills are made out to, and how we reach them.")),
        tabs(CONTACT),
        rx.el.div(rx.cond(BillingContactState.loaded, shown, skeleton_lines(5)), class_name="stack narrow"),
    )
