"""What of an invoice stands in an exported list, in this order; both writers read it."""

from dataclasses import dataclass
from datetime import date

from occ_app.documents.tables import Column, Kind
from occ_app.documents.words import DOCUMENTS, STATUSES, TYPES
from occ_app.i18n import lazy
from occ_app.models import Invoice, InvoiceStatus, Order
from occ_app.money import Money


@dataclass(frozen=True)
class Row:
    """One document of the list, on the day of the export."""

    invoice: Invoice
    order: Order | None
    today: date

    @property
    def status(self) -> InvoiceStatus:
        """As the list shows it."""
        return self.invoice.status(self.today)

    @property
    def days_late(self) -> int:
        """Days past due; 0 for what is not."""
        is_late = self.status is InvoiceStatus.PAST_DUE
        return self.invoice.days_late(self.today) if is_late else 0

    def amount(self, minor: int) -> Money:
        """An amount in the document's currency."""
        return Money(minor, self.invoice.currency)


COLUMNS: tuple[Column[Row], ...] = (
    Column(lazy("Number"), Kind.TEXT, lambda row: row.invoice.number, 20),
    Column(lazy("Document"), Kind.WORD, lambda row: DOCUMENTS[row.invoice.document]),
    Column(lazy("Type"), Kind.WORD, lambda row: TYPES[row.invoice.type]),
    Column(lazy("Contract ID"), Kind.TEXT, lambda row: row.order.contract_number if row.order else ""),
    Column(lazy("Order reference"), Kind.TEXT, lambda row: row.order.number if row.order else "", 18),
    Column(lazy("Purchase order"), Kind.TEXT, lambda row: row.invoice.po_number, 18),
    Column(lazy("Reference"), Kind.TEXT, lambda row: row.invoice.reference, 26),
    Column(lazy("Issued"), Kind.DATE, lambda row: row.invoice.issued_on, 12),
    Column(lazy("Due"), Kind.DATE, lambda row: row.invoice.due_on, 12),
    Column(lazy("Days late"), Kind.COUNT, lambda row: row.days_late, 10),
    Column(lazy("Currency"), Kind.TEXT, lambda row: row.invoice.currency, 9),
    Column(lazy("Total"), Kind.MONEY, lambda row: row.invoice.total),
    Column(lazy("Credited"), Kind.MONEY, lambda row: row.amount(row.invoice.credited_minor)),
    Column(lazy("Paid"), Kind.MONEY, lambda row: row.amount(row.invoice.paid_minor)),
    Column(lazy("Amount due"), Kind.MONEY, lambda row: row.invoice.due),
    Column(lazy("In dispute"), Kind.MONEY, lambda row: row.amount(row.invoice.disputed_minor)),
    Column(lazy("Status"), Kind.WORD, lambda row: STATUSES[row.status], 18),
)
