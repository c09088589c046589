"""What can be asked of the list, and as which conditions on invoices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Document, Invoice, InvoiceStatus, InvoiceType, Order
from occ_app.services.invoices import words
from occ_app.services.paging import Keyset

Conditions = list[ColumnElement[bool]]


class Group(StrEnum):
    """The tabs of the list; Open includes what has a payment on its way."""

    PAST_DUE = "past_due"
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


SORTS: dict[str, Any] = {
    "urgency": col(Invoice.urgency),
    "number": col(Invoice.number),
    "type": col(Invoice.type),
    "issued": col(Invoice.issued_on),
    "due": col(Invoice.falls_on),
    "total": col(Invoice.total_minor),
    "balance": col(Invoice.due_minor),
}


@dataclass(frozen=True)
class Filter:
    """What is asked of the list: exactly what stands in its URL. Amounts are minor units."""

    group: Group = Group.ALL
    search: str = ""
    types: tuple[InvoiceType, ...] = ()
    statuses: tuple[InvoiceStatus, ...] = ()
    document: Document | None = None
    order: str = ""
    currency: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    total_from: int | None = None
    total_to: int | None = None
    sort: str = "urgency"

    def keyset(self) -> Keyset:
        """The order asked for: a name of `SORTS`, `-` before it for descending."""
        if self.sorted_by not in SORTS:
            raise Invalid(_("The list cannot be sorted by that."), "sort")
        return Keyset(SORTS[self.sorted_by], col(Invoice.id), descending=self.sort.startswith("-"))

    @property
    def sorted_by(self) -> str:
        """The name of the order, whichever its direction."""
        return self.sort.removeprefix("-")

    @property
    def has_due_range(self) -> bool:
        """Whether due dates are asked for: credit notes have none."""
        return bool(self.due_from or self.due_to)

    @property
    def has_issued_range(self) -> bool:
        """Whether issue dates are asked for."""
        return bool(self.issued_from or self.issued_to)


def narrowings(wanted: Filter) -> Iterator[tuple[str, Conditions]]:
    """Each filter but that of status, by name: conditions that an index of that name's answers."""
    if wanted.search:
        yield "search", list(words.contained(wanted.search))
    if wanted.order:
        order = select(col(Order.id)).where(col(Order.number) == wanted.order).scalar_subquery()
        yield "order", [col(Invoice.order_id) == order]
    total = between(col(Invoice.total_minor), wanted.total_from, wanted.total_to)
    if total:
        yield "total", total
    if wanted.has_issued_range:
        yield "issued", between(col(Invoice.issued_on), wanted.issued_from, wanted.issued_to)
    if wanted.types:
        yield "type", [col(Invoice.type).in_(wanted.types)]
    if wanted.currency:
        yield "currency", [col(Invoice.currency) == wanted.currency]


def between(column: Any, first: Any, last: Any) -> Conditions:
    """From `first` to `last`, both included; either may be None: open."""
    return [
        *([column >= first] if first is not None else []),
        *([column <= last] if last is not None else []),
    ]
