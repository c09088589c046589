"""One invoice or credit note."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import invoice as parts
from occ_app.components.elements import skeleton_lines
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.invoice import InvoiceState


@portal_page(
    "/invoices/[number]",
    title=lazy("Invoice"),
    needs=Permission.INVOICES_READ,
    on_load=InvoiceState.load,
    icon="receipt-text",
    section=Section.BILLING,
    in_rail=False,
)
def invoice() -> rx.Component:
    """The document at the left, what happened to it and how to pay it at the right."""
    document = rx.fragment(
        parts.head(),
        rx.el.div(
            rx.el.div(parts.disputed(), parts.body(), class_name="wide"),
            rx.el.aside(parts.movements(), parts.bank()),
            class_name="two-columns",
        ),
    )
    return rx.cond(
        InvoiceState.loaded, rx.cond(InvoiceState.missing, parts.missing(), document), skeleton_lines(8)
    )
