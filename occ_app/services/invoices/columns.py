"""What of an invoice stands in its list: on the screen, on a phone's card and in files, in this order."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from occ_app.documents.tables import Kind
from occ_app.documents.words import DOCUMENTS, STATUSES, TYPES, kind, lateness
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import Invoice, InvoiceStatus, Order
from occ_app.money import Money
from occ_app.services.lists import ListColumn, Mark, Slot

STATUS_ICONS = {
    InvoiceStatus.PAST_DUE: "triangle-alert",
    InvoiceStatus.OPEN: "circle-dot",
    InvoiceStatus.PAYMENT_SUBMITTED: "clock",
    InvoiceStatus.CLOSED: "circle-check",
}


@dataclass(frozen=True)
class Row:
    """One document of the list, on the day it is read."""

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

    @property
    def source(self) -> str:
        """Contract and order side by side."""
        parts = [self.order.contract_number, self.order.number] if self.order else []
        return " · ".join(part for part in parts if part) or "—"

    def amount(self, minor: int) -> Money:
        """An amount in the document's currency."""
        return Money(minor, self.invoice.currency)


COLUMNS: tuple[ListColumn[Row], ...] = (
    ListColumn(
        lazy("Number"), Kind.TEXT, lambda row: row.invoice.number, 20,
        key="number", sort=col(Invoice.number), slot=Slot.TITLE,
    ),
    ListColumn(lazy("Document"), Kind.WORD, lambda row: DOCUMENTS[row.invoice.document]),
    ListColumn(
        lazy("Type"), Kind.WORD, lambda row: TYPES[row.invoice.type],
        key="type", said=lambda row: kind(row.invoice), sort=col(Invoice.type), slot=Slot.UNDER,
    ),
    ListColumn(
        lazy("Contract / order · PO"), Kind.TEXT, lambda row: row.source,
        key="source", note=lambda row: row.invoice.po_number, slot=Slot.CORNER, is_in_files=False, is_muted=True,
    ),
    ListColumn(lazy("Contract ID"), Kind.TEXT, lambda row: row.order.contract_number if row.order else ""),
    ListColumn(lazy("Order reference"), Kind.TEXT, lambda row: row.order.number if row.order else "", 18),
    ListColumn(lazy("Purchase order"), Kind.TEXT, lambda row: row.invoice.po_number, 18),
    ListColumn(
        lazy("Reference"), Kind.TEXT, lambda row: row.invoice.reference, 26,
        key="reference", is_usual=False, is_muted=True,
    ),
    ListColumn(
        lazy("Issued"), Kind.DATE, lambda row: row.invoice.issued_on, 12,
        key="issued", sort=col(Invoice.issued_on), is_muted=True, is_narrowed=True,
    ),
    ListColumn(
        lazy("Due"), Kind.DATE, lambda row: row.invoice.due_on, 12,
        key="due", sort=col(Invoice.falls_on), slot=Slot.BESIDE, note=lambda row: lateness(row.invoice, row.today),
    ),
    ListColumn(lazy("Days late"), Kind.COUNT, lambda row: row.days_late, 10),
    ListColumn(lazy("Currency"), Kind.TEXT, lambda row: row.invoice.currency, 9),
    ListColumn(
        lazy("Total"), Kind.MONEY, lambda row: row.invoice.total,
        key="total", sort=col(Invoice.total_minor), is_muted=True,
    ),
    ListColumn(lazy("Credited"), Kind.MONEY, lambda row: row.amount(row.invoice.credited_minor)),
    ListColumn(
        lazy("Paid"), Kind.MONEY, lambda row: row.amount(row.invoice.paid_minor),
        key="paid", is_usual=False, is_muted=True,
    ),
    ListColumn(
        lazy("Amount due"), Kind.MONEY, lambda row: row.invoice.due,
        key="balance", sort=col(Invoice.due_minor), slot=Slot.FIGURE,
    ),
    ListColumn(lazy("In dispute"), Kind.MONEY, lambda row: row.amount(row.invoice.disputed_minor)),
    ListColumn(
        lazy("Status"), Kind.WORD, lambda row: STATUSES[row.status], 18,
        key="status", slot=Slot.BADGE, mark=lambda row: Mark(row.status.value, STATUS_ICONS[row.status]),
        note=lambda row: _("In dispute") if row.invoice.is_disputed else "",
    ),
)  # fmt: skip
