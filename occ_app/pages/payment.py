"""One payment."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import payment as parts
from occ_app.components import payment_actions
from occ_app.components.elements import skeleton_lines
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.payment import OnePaymentState


@portal_page(
    "/payments/[number]",
    title=lazy("Payment"),
    needs=Permission.PAYMENTS_FOLLOW,
    on_load=OnePaymentState.load,
    icon="arrow-left-right",
    section=Section.BILLING,
    in_rail=False,
)
def payment() -> rx.Component:
    """Where it stands, then what it pays at the left, its details and history at the right."""
    filled = rx.fragment(
        parts.way(),
        rx.el.header(parts.told(), payment_actions.actions(), class_name="title"),
        parts.next_one(),
        rx.el.div(
            rx.el.div(parts.bank(), parts.proofs(), parts.puts(), parts.refunds(), class_name="wide"),
            rx.el.aside(parts.facts(), parts.timeline()),
            class_name="two-columns",
        ),
        payment_actions.dialogs(),
    )
    shown = rx.cond(OnePaymentState.missing, parts.missing(), filled)
    return rx.cond(OnePaymentState.loaded, shown, skeleton_lines(5))
