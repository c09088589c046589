"""Autopay of the company."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import autopay as parts
from occ_app.components.billing_profile import AUTOPAY, tabs
from occ_app.components.elements import skeleton_lines, title
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.autopay import AutopayState


@portal_page(
    AUTOPAY,
    title=lazy("Autopay"),
    needs=Permission.AUTOPAY_MANAGE,
    on_load=AutopayState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def autopay() -> rx.Component:
    """What pays itself, what that charges next, what it leaves out; and the form for more."""
    filled = rx.el.div(
        parts.question(),
        parts.rules(),
        parts.upcoming(),
        parts.left_out(),
        parts.starting(),
        class_name="stack narrow",
    )
    return rx.fragment(
        title(_("Autopay"), _("Invoices that pay themselves: each is announced by mail first.")),
        tabs(AUTOPAY),
        rx.cond(AutopayState.loaded, filled, skeleton_lines(5)),
        parts.confirmation(),
    )
