"""The status of documents, cut so that an index and the tally know every piece."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col

from occ_app.models import Document, Invoice, InvoiceStatus, Phase
from occ_app.models.invoices import CLOSED_URGENCY
from occ_app.services.invoices.filters import Conditions, Filter, Group
from occ_app.services.lists import between

DATED = ("urgency", "due")
"""Sorts by due date: the open ones from the oldest on, the closed ones too or back from the newest."""


@dataclass(frozen=True)
class Cell:
    """Documents of one phase and kind; open invoices are past due or not."""

    status: InvoiceStatus
    phase: Phase
    document: Document
    late: bool | None = None

    def days(self, wanted: Filter, today: date) -> tuple[date | None, date | None]:
        """The first and last due date it holds of what is wanted; None is open."""
        firsts = [wanted.due_from, today if self.late is False else None]
        lasts = [wanted.due_to, today - timedelta(days=1) if self.late else None]
        return max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)

    def conditions(self, wanted: Filter, today: date) -> Conditions:
        """What its documents have in common, in terms of the index that orders them as wanted."""
        first, last = self.days(wanted, today)
        days = between(col(Invoice.falls_on), first, last)
        if wanted.sorted_by == "urgency":
            days = between(col(Invoice.urgency), *self._urgencies(first, last))
        return [col(Invoice.phase) == self.phase, col(Invoice.document) == self.document, *days]

    def _urgencies(self, first: date | None, last: date | None) -> tuple[int | None, int | None]:
        if self.phase is Phase.CLOSED:
            first, last = last, first
        low, high = (self._urgency(day) if day else None for day in (first, last))
        return low, high

    def _urgency(self, day: date) -> int:
        return CLOSED_URGENCY - day.toordinal() if self.phase is Phase.CLOSED else day.toordinal()


CELLS = (
    Cell(InvoiceStatus.PAST_DUE, Phase.OPEN, Document.INVOICE, late=True),
    Cell(InvoiceStatus.OPEN, Phase.OPEN, Document.INVOICE, late=False),
    Cell(InvoiceStatus.OPEN, Phase.OPEN, Document.CREDIT_NOTE),
    Cell(InvoiceStatus.PAYMENT_SUBMITTED, Phase.SUBMITTED, Document.INVOICE),
    Cell(InvoiceStatus.CLOSED, Phase.CLOSED, Document.INVOICE),
    Cell(InvoiceStatus.CLOSED, Phase.CLOSED, Document.CREDIT_NOTE),
)
"""All there can be: a credit note is never late, and nobody pays one."""

UNPAID = (InvoiceStatus.PAST_DUE, InvoiceStatus.OPEN, InvoiceStatus.PAYMENT_SUBMITTED)

GROUPS = {
    Group.PAST_DUE: (InvoiceStatus.PAST_DUE,),
    Group.OPEN: (InvoiceStatus.OPEN, InvoiceStatus.PAYMENT_SUBMITTED),
    Group.CLOSED: (InvoiceStatus.CLOSED,),
    Group.ALL: tuple(InvoiceStatus),
}


def cells_of(wanted: Filter) -> list[Cell]:
    """The cells that hold what is wanted."""
    document = Document.INVOICE if wanted.has_due_range else None
    return [
        cell
        for cell in CELLS
        if cell.status in GROUPS[wanted.group]
        and (not wanted.statuses or cell.status in wanted.statuses)
        and all(kind in (None, cell.document) for kind in (wanted.document, document))
    ]


def are_all(cells: Iterable[Cell]) -> bool:
    """Whether nothing is left out."""
    return len(list(cells)) == len(CELLS)
