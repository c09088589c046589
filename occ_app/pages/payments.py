"""The list of payments."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components.allowed import allowed
from occ_app.components.being_paid import being_paid
from occ_app.components.icon import icon
from occ_app.components.lists import list_page
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.navigation import Section, portal_page
from occ_app.services.payments import PAYMENTS
from occ_app.state.lists import first_view_of
from occ_app.state.payments import PaymentsState


@portal_page(
    "/payments",
    title=PAYMENTS.title,
    needs=Permission.PAYMENTS_READ,
    on_load=PaymentsState.load,
    first_view=first_view_of(PaymentsState),
    icon=PAYMENTS.icon,
    section=Section.BILLING,
    order=20,
    has_own_styles=False,
)
def payments() -> rx.Component:
    """What is being paid above what was."""
    rules = rx.el.a(
        icon("shield-check"),
        _("Approvals"),
        href=f"/{language()}/billing-profile/approvals",
        class_name="button",
    )
    return list_page(PaymentsState, allowed(Permission.PAYMENTS_APPROVE, rules), above=being_paid())
