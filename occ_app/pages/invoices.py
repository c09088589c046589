"""The invoice list."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import invoices as parts
from occ_app.components.elements import title
from occ_app.components.invoice_filters import toolbar
from occ_app.components.mailings import dialog, opener
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.invoices import InvoicesState, first_view


@portal_page(
    "/invoices",
    title=lazy("Invoices"),
    needs=Permission.INVOICES_READ,
    on_load=InvoicesState.load,
    first_view=first_view,
    icon="receipt-text",
    section=Section.BILLING,
    order=10,
)
def invoices() -> rx.Component:
    """Groups, filters, rows, pages."""
    is_empty = InvoicesState.loaded & (InvoicesState.rows.length() == 0)
    pager = rx.cond(InvoicesState.loaded, parts.pager(), rx.fragment())
    return rx.fragment(
        title(
            _("Invoices"),
            parts.sentence(),
            parts.downloads(),
            opener(InvoicesState.query, is_known=InvoicesState.loaded),
        ),
        rx.cond(InvoicesState.sentence_is_late, parts.hero(), rx.fragment()),
        rx.el.section(
            parts.tabs(),
            toolbar(),
            rx.cond(is_empty, parts.nothing(), rx.fragment(parts.table(), pager)),
            class_name="card flush",
            custom_attrs={"aria-label": _("Invoices")},
        ),
        dialog(),
    )
