"""The invoices a person may see: lists, their groups and totals, one in detail, and exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import (
    Allocation,
    Document,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    InvoiceTax,
    InvoiceType,
    Order,
    Payment,
    Phase,
)
from occ_app.money import Money
from occ_app.services.paging import Keyset, Page, page
from occ_app.services.search import folded


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
    """What is asked of the list: exactly what stands in its URL."""

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
    sort: str = "urgency"

    def keyset(self) -> Keyset:
        """The order asked for: a name of `SORTS`, `-` before it for descending."""
        name = self.sort.removeprefix("-")
        if name not in SORTS:
            raise Invalid(_("The list cannot be sorted by that."), "sort")
        return Keyset(SORTS[name], col(Invoice.id), descending=self.sort.startswith("-"))


@dataclass(frozen=True)
class Tally:
    """How many documents, and what is due and was billed in one currency."""

    currency: str
    count: int
    due: Money
    total: Money


@dataclass(frozen=True)
class Detail:
    """One document with everything its page shows."""

    invoice: Invoice
    order: Order | None
    lines: list[InvoiceLine]
    taxes: list[InvoiceTax]
    movements: list["Movement"] = field(default_factory=list)


@dataclass(frozen=True)
class Movement:
    """A payment or credit put to (or, on a credit note, used from) the document."""

    on: date
    kind: str
    """`payment`, `payment_submitted`, `credit`, `credit_used` or `reversal`."""
    amount: Money
    source: str
    """Number of the payment or document on the other side; empty for a document the actor may not see."""
    method: str = ""


def listing(
    db: Session, actor: Actor, wanted: Filter, *, after: str = "", before: str = ""
) -> Page[tuple[Invoice, Order | None]]:
    """One page of the documents asked for, each with its order."""
    found = page(db, selection(actor, wanted), wanted.keyset(), after=after, before=before)
    orders = _orders_of(db, actor, found.items)
    pairs = [(invoice, orders.get(invoice.order_id or 0)) for invoice in found.items]
    return Page(pairs, previous=found.previous, next=found.next)


def tallies(db: Session, actor: Actor, wanted: Filter) -> dict[Group, list[Tally]]:
    """Counts and totals per currency of every group, under the same filters but the group's."""
    late = Invoice.has_status(InvoiceStatus.PAST_DUE, actor.today())
    group = case(
        (col(Invoice.phase) == Phase.CLOSED, Group.CLOSED.value),
        (late, Group.PAST_DUE.value),
        else_=Group.OPEN.value,
    )
    columns = select(
        group.label("group"),
        col(Invoice.currency),
        func.count(),
        func.sum(col(Invoice.due_minor)),
        func.sum(col(Invoice.total_minor)),
    )
    query = _filtered(actor, replace(wanted, group=Group.ALL), columns).group_by(
        "group", col(Invoice.currency)
    )
    counted: dict[Group, dict[str, Tally]] = {group: {} for group in Group}
    for name, currency, count, due, total in db.execute(query.order_by(col(Invoice.currency))):
        tally = Tally(currency, count, Money(int(due), currency), Money(int(total), currency))
        for into in (Group(name), Group.ALL):
            counted[into][currency] = _joined(counted[into].get(currency), tally)
    return {group: list(by_currency.values()) for group, by_currency in counted.items()}


def detail(db: Session, actor: Actor, number: str) -> Detail:
    """One document by its number; NotFound if it is not one this actor may see."""
    query = gate.rows(actor, Permission.INVOICES_READ, Invoice).where(col(Invoice.number) == number)
    invoice = gate.one(db, query)
    return Detail(
        invoice=invoice,
        order=_orders_of(db, actor, [invoice]).get(invoice.order_id or 0),
        lines=lines(db, actor, [invoice])[invoice.pk],
        taxes=list(
            db.execute(
                gate.rows(actor, Permission.INVOICES_READ, InvoiceTax)
                .where(col(InvoiceTax.invoice_id) == invoice.pk)
                .order_by(col(InvoiceTax.id))
            ).scalars()
        ),
        movements=_movements(db, actor, invoice),
    )


def lines(db: Session, actor: Actor, invoices: list[Invoice]) -> dict[int, list[InvoiceLine]]:
    """The lines of these documents, by document id."""
    query = gate.rows(actor, Permission.INVOICES_READ, InvoiceLine).where(
        col(InvoiceLine.invoice_id).in_([invoice.pk for invoice in invoices])
    )
    found: dict[int, list[InvoiceLine]] = {invoice.pk: [] for invoice in invoices}
    for line in db.execute(query.order_by(col(InvoiceLine.invoice_id), col(InvoiceLine.position))).scalars():
        found[line.invoice_id].append(line)
    return found


def exported(db: Session, actor: Actor, wanted: Filter) -> Iterator[tuple[Invoice, Order | None]]:
    """Everything the filter asks for, page after page, so that memory does not grow with it."""
    found = listing(db, actor, wanted)
    yield from found.items
    while found.next:
        found = listing(db, actor, wanted, after=found.next)
        yield from found.items
        db.expunge_all()


def selection(actor: Actor, wanted: Filter) -> Select[tuple[Invoice]]:
    """The gated query behind the list: every filter, no order."""
    return _filtered(actor, wanted, select(Invoice))


def _filtered(actor: Actor, wanted: Filter, columns: Select[Any]) -> Select[Any]:
    query = gate.narrow(actor, Permission.INVOICES_READ, Invoice, columns)
    return query.where(*_conditions(wanted, actor.today()))


def _conditions(wanted: Filter, today: date) -> Iterator[ColumnElement[bool]]:
    if wanted.group is Group.OPEN:
        yield or_(
            *(Invoice.has_status(s, today) for s in (InvoiceStatus.OPEN, InvoiceStatus.PAYMENT_SUBMITTED))
        )
    elif wanted.group is not Group.ALL:
        yield Invoice.has_status(InvoiceStatus(wanted.group.value), today)
    if wanted.statuses:
        yield or_(*(Invoice.has_status(status, today) for status in wanted.statuses))
    if wanted.types:
        yield col(Invoice.type).in_(wanted.types)
    if wanted.document:
        yield col(Invoice.document) == wanted.document
    if wanted.currency:
        yield col(Invoice.currency) == wanted.currency
    if wanted.order:
        yield col(Invoice.order_id).in_(select(col(Order.id)).where(col(Order.number) == wanted.order))
    yield from _date_conditions(wanted)
    for text in folded(wanted.search).split():
        yield col(Invoice.search_text).contains(text, autoescape=True)


def _date_conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.issued_from:
        yield col(Invoice.issued_on) >= wanted.issued_from
    if wanted.issued_to:
        yield col(Invoice.issued_on) <= wanted.issued_to
    if wanted.due_from or wanted.due_to:
        yield col(Invoice.document) == Document.INVOICE
    if wanted.due_from:
        yield col(Invoice.falls_on) >= wanted.due_from
    if wanted.due_to:
        yield col(Invoice.falls_on) <= wanted.due_to


def _joined(known: Tally | None, more: Tally) -> Tally:
    if known is None:
        return more
    return Tally(more.currency, known.count + more.count, known.due + more.due, known.total + more.total)


def _orders_of(db: Session, actor: Actor, invoices: list[Invoice]) -> dict[int, Order]:
    ids = {invoice.order_id for invoice in invoices if invoice.order_id}
    if not ids:
        return {}
    query = gate.rows(actor, Permission.ORDERS_READ, Order).where(col(Order.id).in_(ids))
    return {order.pk: order for order in db.execute(query).scalars()}


def _movements(db: Session, actor: Actor, invoice: Invoice) -> list[Movement]:
    """Allocations to the document, and where it is a credit note, from it; oldest first."""
    numbers = select(col(Invoice.id), col(Invoice.number))
    other = gate.narrow(actor, Permission.INVOICES_READ, Invoice, numbers).subquery()
    side = Allocation.credit_note_id if invoice.is_credit_note else Allocation.invoice_id
    across = Allocation.invoice_id if invoice.is_credit_note else Allocation.credit_note_id
    query = (
        gate.rows(actor, Permission.INVOICES_READ, Allocation)
        .add_columns(Payment, other.c.number)
        .outerjoin(Payment, col(Payment.id) == col(Allocation.payment_id))
        .outerjoin(other, other.c.id == col(across))
        .where(col(side) == invoice.pk)
        .order_by(col(Allocation.allocated_on), col(Allocation.id))
    )
    return [_movement(invoice, *row) for row in db.execute(query)]


def _movement(
    invoice: Invoice, allocation: Allocation, payment: Payment | None, number: str | None
) -> Movement:
    if allocation.reverses_id is not None:
        kind = "reversal"
    elif payment is not None:
        kind = "payment" if payment.settled_on else "payment_submitted"
    else:
        kind = "credit_used" if invoice.is_credit_note else "credit"
    return Movement(
        on=allocation.allocated_on,
        kind=kind,
        amount=Money(allocation.amount_minor, invoice.currency),
        source=payment.number if payment else number or "",
        method=payment.method.value if payment else "",
    )
