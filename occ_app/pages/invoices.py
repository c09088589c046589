"""The invoice list."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import invoices as parts
from occ_app.components.elements import title
from occ_app.components.invoice_filters import toolbar
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import Section, portal_page
from occ_app.state.invoices import InvoicesState


@portal_page(
    "/invoices",
    title=lazy("Invoices"),
    needs=Permission.INVOICES_READ,
    on_load=InvoicesState.load,
    icon="receipt-text",
    section=Section.BILLING,
    order=10,
)
def invoices() -> rx.Component:
    """Groups, filters, rows, pages."""
    rows = parts.table(InvoicesState.rows, caption=_("Invoices"), sortable=True)
    filled = rx.cond(InvoicesState.rows.length() > 0, rx.fragment(rows, parts.pager()), parts.nothing())
    return rx.fragment(
        title(
            _("Invoices"), InvoicesState.sentence, parts.downloads(), is_late=InvoicesState.sentence_is_late
        ),
        rx.cond(InvoicesState.sentence_is_late, parts.hero(), rx.fragment()),
        rx.el.section(
            parts.tabs(),
            toolbar(),
            rx.cond(InvoicesState.loaded, filled, parts.skeleton()),
            class_name="card flush",
            custom_attrs={"aria-label": _("Invoices")},
        ),
    )
