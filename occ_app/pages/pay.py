"""The payment sheet."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import pay as parts
from occ_app.components.elements import skeleton_lines
from occ_app.components.pay_review import review
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.pay import PayState


@portal_page(
    "/pay/[number]",
    title=lazy("Pay"),
    needs=Permission.PAYMENTS_MAKE,
    on_load=PayState.load,
    icon="credit-card",
    section=Section.BILLING,
    in_rail=False,
)
def pay() -> rx.Component:
    """The basket and the method at the left, what it comes to at the right; then all of it once more, to confirm."""
    sheet = rx.fragment(parts.basket(), parts.credits_first(), parts.methods())
    filled = rx.el.div(
        parts.head(),
        rx.el.div(
            rx.el.div(rx.cond(parts.IN_REVIEW, review(), sheet), class_name="wide"),
            rx.el.aside(parts.summary()),
            class_name="two-columns paying",
        ),
        custom_attrs={"data-step": PayState.step},
    )
    shown = rx.cond(PayState.missing, parts.missing(), filled)
    return rx.cond(PayState.loaded, shown, skeleton_lines(6))
