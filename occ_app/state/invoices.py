"""The invoice list: everything it shows follows from its address."""

from typing import ClassVar

from occ_app.services.invoices import INVOICES
from occ_app.state.base import PortalState
from occ_app.state.invoice_rows import invoices_view
from occ_app.state.lists import ListState


class InvoicesState(ListState, PortalState):
    """One page of invoices and the words around it (shapes in `invoice_rows.InvoicesView`)."""

    list_of: ClassVar = INVOICES
    view_of: ClassVar = staticmethod(invoices_view)

    sentence: str = ""
    late: list[list[str]] = []
    pays_late: list[list[str]] = []
    ages: list[list[str]] = []
