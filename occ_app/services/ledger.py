"""The running figures of invoices and payments: derived here, from allocations, and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, literal, select, true
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    IN_FLIGHT,
    Allocation,
    Document,
    Invoice,
    Payment,
    PaymentLine,
    PaymentOrder,
    Phase,
    Refund,
    RefundState,
)
from occ_app.models.invoices import CLOSED_URGENCY
from occ_app.services import tally_check


@dataclass(frozen=True)
class Figures:
    """Everything about an invoice that follows from its total and its allocations (minor units)."""

    credited_minor: int
    paid_minor: int
    pending_minor: int
    due_minor: int
    phase: Phase
    urgency: int


@dataclass(frozen=True)
class Difference:
    """A stored figure that is not what the facts say."""

    number: str
    figure: str
    stored: Any
    derived: Any


def figures(*, total: int, falls_on: date, credited: int = 0, paid: int = 0, pending: int = 0) -> Figures:
    """Derive the figures: due = total − credited − paid; submitted when pending covers what is due.

    All amounts are minor units; on a credit note `total` and `credited` (what was used of it) are negative.
    """
    due = total - credited - paid
    if due == 0:
        phase = Phase.CLOSED
    elif due > 0 and pending >= due:
        phase = Phase.SUBMITTED
    else:
        phase = Phase.OPEN
    day = falls_on.toordinal()
    urgency = CLOSED_URGENCY - day if phase is Phase.CLOSED else day
    return Figures(credited, paid, pending, due, phase, urgency)


def hold(db: Session, actor: Actor, invoice_ids: Iterable[int]) -> dict[int, Invoice]:
    """Lock these documents, in the order of their ids, until the transaction ends; by id, as they are now.

    Whoever puts money to them must hold them first: their figures are sums over what others may be adding.
    """
    gate.require(actor, Permission.IMPORTS_RUN)
    wanted = gate.rows(actor, Permission.IMPORTS_RUN, Invoice).where(col(Invoice.id).in_(set(invoice_ids)))
    locked = wanted.order_by(col(Invoice.id)).with_for_update().execution_options(populate_existing=True)
    return {invoice.pk: invoice for invoice in db.execute(locked).scalars()}


def room(db: Session, actor: Actor, invoices: Iterable[Invoice]) -> dict[int, int]:
    """By document, what is due less the money put to it that is not settled yet: what it still takes (minor units).

    What payments made in the portal promise does not count: the money that is there goes first.
    """
    gate.require(actor, Permission.IMPORTS_RUN)
    listed = list(invoices)
    query = (
        select(col(Allocation.invoice_id), func.sum(col(Allocation.amount_minor)))
        .join(Payment, col(Payment.id) == col(Allocation.payment_id))
        .where(
            _among(Allocation.invoice_id, [invoice.pk for invoice in listed]),
            col(Payment.settled_on).is_(None),
        )
        .group_by(col(Allocation.invoice_id))
    )
    coming = {pk: int(amount) for pk, amount in db.execute(query)} if listed else {}
    return {invoice.pk: invoice.due_minor - coming.get(invoice.pk, 0) for invoice in listed}


def restate(db: Session, actor: Actor, invoice_ids: Iterable[int]) -> None:
    """Bring the stored figures of these invoices in line with their allocations and the payments on their way."""
    gate.require(actor, Permission.IMPORTS_RUN)
    invoice_ids = set(invoice_ids)
    hold(db, actor, invoice_ids)
    coming = _coming(db, list(invoice_ids))
    for row in _derivations(db, actor, Permission.IMPORTS_RUN, list(invoice_ids)):
        invoice, derived = row[0], _figures_of(row, coming)
        for name, value in vars(derived).items():
            setattr(invoice, name, value)
    db.flush()


def restate_payments(db: Session, actor: Actor, payment_ids: Iterable[int]) -> None:
    """Bring what of these payments was given back, and what is left of them, in line with the facts."""
    gate.require(actor, Permission.IMPORTS_RUN)
    ids = sorted(set(payment_ids))
    refunded = _refunded(db, ids)
    query = gate.rows(actor, Permission.IMPORTS_RUN, Payment).where(col(Payment.id).in_(ids))
    given = {key: int(amount) for key, amount in db.execute(_given(select(col(Payment.id)), ids))}
    for payment in db.execute(query).scalars():
        payment.refunded_minor = refunded.get(payment.pk, 0)
        payment.unapplied_minor = payment.amount_minor - payment.refunded_minor - given[payment.pk]
    db.flush()


def check(db: Session, actor: Actor) -> list[Difference]:
    """Re-derive every running figure; what is returned is wrong in the database."""
    gate.require(actor, Permission.LEDGER_CHECK)
    differences = []
    coming = _coming(db)
    for row in _derivations(db, actor, Permission.LEDGER_CHECK):
        invoice = row[0]
        for name, value in vars(_figures_of(row, coming)).items():
            if getattr(invoice, name) != value:
                differences.append(Difference(invoice.number, name, getattr(invoice, name), value))
    differences += [
        Difference(f"tally of {found.key}", found.figure, found.stored, found.derived)
        for found in tally_check.miscounts(db, actor)
    ]
    return differences + _misstated_payments(db, actor)


def _figures_of(row: Any, coming: Mapping[int, int]) -> Figures:
    invoice, credited, paid, pending, used = row
    return figures(
        total=invoice.total_minor,
        falls_on=invoice.falls_on,
        credited=-used if invoice.document is Document.CREDIT_NOTE else credited,
        paid=paid,
        pending=pending + coming.get(invoice.pk, 0),
    )


def _derivations(
    db: Session, actor: Actor, permission: Permission, ids: list[int] | None = None
) -> Iterable[Row[Any]]:
    """Rows of (invoice, credited, paid, pending, used as credit): sums of allocations."""
    received, used = _received(ids), _used(ids)
    zero = literal(0)
    query = (
        gate.rows(actor, permission, Invoice)
        .add_columns(
            func.coalesce(received.c.credited, zero),
            func.coalesce(received.c.paid, zero),
            func.coalesce(received.c.pending, zero),
            func.coalesce(used.c.used, zero),
        )
        .outerjoin(received, received.c.invoice_id == col(Invoice.id))
        .outerjoin(used, used.c.credit_note_id == col(Invoice.id))
        .where(_among(Invoice.id, ids))
        .order_by(col(Invoice.id))
    )
    return db.execute(query.execution_options(yield_per=None if ids else 1000))


def _received(ids: list[int] | None) -> Subquery:
    """What credit notes and payments put to each invoice, settled and on its way."""
    amount = col(Allocation.amount_minor)
    settled = col(Payment.settled_on).is_not(None)
    return (
        select(
            col(Allocation.invoice_id).label("invoice_id"),
            func.sum(case((col(Allocation.credit_note_id).is_not(None), amount), else_=0)).label("credited"),
            func.sum(case((settled, amount), else_=0)).label("paid"),
            func.sum(case((col(Payment.id).is_not(None) & ~settled, amount), else_=0)).label("pending"),
        )
        .outerjoin(Payment, col(Payment.id) == col(Allocation.payment_id))
        .where(_among(Allocation.invoice_id, ids))
        .group_by(col(Allocation.invoice_id))
        .subquery()
    )


def _used(ids: list[int] | None) -> Subquery:
    """What was used of each credit note."""
    return (
        select(
            col(Allocation.credit_note_id).label("credit_note_id"),
            func.sum(col(Allocation.amount_minor)).label("used"),
        )
        .where(col(Allocation.credit_note_id).is_not(None), _among(Allocation.credit_note_id, ids))
        .group_by(col(Allocation.credit_note_id))
        .subquery()
    )


def _coming(db: Session, ids: list[int] | None = None) -> dict[int, int]:
    """What payments made in the portal will put to each invoice, once their money is there.

    Asked for by itself, since few payments are on their way: joined to the rest, PostgreSQL may plan it badly.
    """
    query = (
        select(col(PaymentLine.invoice_id), func.sum(col(PaymentLine.amount_minor)))
        .join(PaymentOrder, col(PaymentOrder.id) == col(PaymentLine.payment_order_id))
        .where(col(PaymentOrder.state).in_(IN_FLIGHT), _among(PaymentLine.invoice_id, ids))
        .group_by(col(PaymentLine.invoice_id))
    )
    return {invoice_id: int(amount) for invoice_id, amount in db.execute(query)}


def _among(column: Any, ids: list[int] | None) -> ColumnElement[bool]:
    """Only these keys; every one where none are named."""
    return true() if ids is None else col(column).in_(ids)


def _misstated_payments(db: Session, actor: Actor) -> list[Difference]:
    """Payments of which something else was given back, or is left, than they say."""
    refunded = _refunded(db)
    names = ("id", "number", "amount_minor", "refunded_minor", "unapplied_minor")
    said: list[Any] = [getattr(Payment, name) for name in names]
    query = gate.narrow(actor, Permission.LEDGER_CHECK, Payment, _given(select(*said)))
    found = []
    for key, number, amount, back, left, given in db.execute(query.execution_options(yield_per=1000)):
        derived = refunded.get(key, 0)
        for name, stored, right in (
            ("refunded_minor", back, derived),
            ("unapplied_minor", left, amount - derived - given),
        ):
            if stored != right:
                found.append(Difference(number, name, stored, right))
    return found


def _given(columns: Select[Any], ids: list[int] | None = None) -> Select[Any]:
    """These columns of payments, and what was put of each to invoices."""
    return (
        columns.add_columns(func.coalesce(func.sum(col(Allocation.amount_minor)), 0))
        .select_from(Payment)
        .outerjoin(Allocation, col(Allocation.payment_id) == col(Payment.id))
        .where(_among(Payment.id, ids))
        .group_by(col(Payment.id))
    )


def _refunded(db: Session, ids: list[int] | None = None) -> dict[int, int]:
    """What was given back of each payment; few have any."""
    query = (
        select(col(Refund.payment_id), func.sum(col(Refund.amount_minor)))
        .where(col(Refund.state) == RefundState.DONE, _among(Refund.payment_id, ids))
        .group_by(col(Refund.payment_id))
    )
    return {payment_id: int(amount) for payment_id, amount in db.execute(query)}
