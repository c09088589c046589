"""One invoice or credit note."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import delegate
from occ_app.components import invoice as parts
from occ_app.components import invoice_aside as aside
from occ_app.components import invoice_paper as paper
from occ_app.components.mailings import dialog
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.invoice import InvoiceState, first_view, opened


@portal_page(
    "/invoices/[number]",
    title=lazy("Invoice"),
    needs=Permission.INVOICES_READ,
    on_load=InvoiceState.load,
    opened=opened,
    first_view=first_view,
    icon="receipt-text",
    section=Section.BILLING,
    in_rail=False,
    has_own_styles=False,
)
def invoice() -> rx.Component:
    """The document at the left, what happened to it and how to pay it at the right."""
    document = rx.el.article(
        parts.way(),
        parts.head(),
        rx.el.div(
            rx.el.div(parts.notes(), paper.sheet(), aside.changes(), class_name="wide"),
            rx.el.aside(aside.movements(), aside.bank(), aside.related(), aside.stand_in()),
            class_name="two-columns",
        ),
        class_name="document",
    )
    return rx.fragment(rx.cond(InvoiceState.missing, parts.missing(), document), dialog(), delegate.dialog())
