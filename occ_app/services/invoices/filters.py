"""What can be asked of the list, and as which conditions on invoices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from occ_app.models import Allocation, Document, Invoice, InvoiceStatus, InvoiceType, Order, Payment
from occ_app.services.invoices import words
from occ_app.services.lists import ListFilter, between

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


@dataclass(frozen=True, kw_only=True)
class Filter(ListFilter):
    """What is asked of the list of invoices. Amounts are minor units of `currency`."""

    sorts: ClassVar[Mapping[str, Any]] = SORTS | {"id": col(Invoice.id)}

    group: Group = Group.ALL
    types: tuple[InvoiceType, ...] = ()
    statuses: tuple[InvoiceStatus, ...] = ()
    document: Document | None = None
    contract: str = ""
    order: str = ""
    po: str = ""
    payment: str = ""
    currency: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    total_from: int | None = None
    total_to: int | None = None
    sort: str = "urgency"

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
    yield from _references(wanted)
    total = between(col(Invoice.total_minor), wanted.total_from, wanted.total_to)
    if total:
        yield "total", total
    if wanted.has_issued_range:
        yield "issued", between(col(Invoice.issued_on), wanted.issued_from, wanted.issued_to)
    if wanted.types:
        yield "type", [col(Invoice.type).in_(wanted.types)]
    if wanted.currency:
        yield "currency", [col(Invoice.currency) == wanted.currency]


def _references(wanted: Filter) -> Iterator[tuple[str, Conditions]]:
    """What the document belongs to, named exactly."""
    if wanted.order:
        order = select(col(Order.id)).where(col(Order.number) == wanted.order).scalar_subquery()
        yield "order", [col(Invoice.order_id) == order]
    if wanted.contract:
        orders = select(col(Order.id)).where(col(Order.contract_number) == wanted.contract)
        yield "contract", [col(Invoice.order_id).in_(orders)]
    if wanted.po:
        yield "po", [col(Invoice.po_number) == wanted.po]
    if wanted.payment:
        paid = select(col(Allocation.invoice_id)).join(Payment, col(Payment.id) == col(Allocation.payment_id))
        yield "payment", [col(Invoice.id).in_(paid.where(col(Payment.number) == wanted.payment))]
