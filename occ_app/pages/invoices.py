"""The invoice list."""

import reflex as rx

from occ_app.access.permissions import Permission
from occ_app.components import delegate, pay_start
from occ_app.components import invoices as parts
from occ_app.components.allowed import allowed
from occ_app.components.downloads import download_menu
from occ_app.components.elements import title
from occ_app.components.keys import keys_dialog
from occ_app.components.lists import list_card
from occ_app.components.mailings import dialog, opener
from occ_app.i18n import gettext as _
from occ_app.navigation import Section, portal_page
from occ_app.services.invoices import INVOICES
from occ_app.state.invoices import InvoicesState
from occ_app.state.lists import first_view_of


@portal_page(
    "/invoices",
    title=INVOICES.title,
    needs=Permission.INVOICES_READ,
    on_load=InvoicesState.load,
    first_view=first_view_of(InvoicesState),
    icon=INVOICES.icon,
    section=Section.BILLING,
    order=10,
    has_own_styles=False,
)
def invoices() -> rx.Component:
    """What is late, then groups, filters, rows, pages."""
    return rx.fragment(
        title(
            _("Invoices"),
            parts.sentence(),
            download_menu(InvoicesState),
            allowed(Permission.INVOICES_MAIL, opener(InvoicesState.query, is_known=InvoicesState.loaded)),
            pay_start.amount_opener(),
            parts.pay_late(),
        ),
        parts.hero(),
        allowed(Permission.OVERVIEW_READ, parts.aging()),
        list_card(
            InvoicesState,
            pay_start.pay(InvoicesState.selection["query"]),
            allowed(Permission.INVOICES_MAIL, opener(InvoicesState.selection["query"])),
            delegate.opener(InvoicesState.selection["query"]),
        ),
        keys_dialog(),
        dialog(),
        delegate.dialog(),
        pay_start.amount_dialog(),
    )
