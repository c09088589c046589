"""Who is mailed about what."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import billing_recipients as parts
from occ_app.components.billing_profile import RECIPIENTS, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.billing_recipients import BillingRecipientsState


@portal_page(
    RECIPIENTS,
    title=lazy("E-mail recipients"),
    needs=Permission.BILLING_READ,
    on_load=BillingRecipientsState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def billing_recipients() -> rx.Component:
    """A list for each topic."""
    sentence = _("A recipient gets our mail and sees nothing in the portal. Access is given under People.")
    return rx.fragment(
        title(_("E-mail recipients"), sentence),
        tabs(RECIPIENTS),
        rx.cond(BillingRecipientsState.loaded, parts.topics(), skeleton_lines(5)),
    )
