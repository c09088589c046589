"""The running figures of invoices: derived here, from allocations, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, select, true
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Document, Invoice, Payment, Phase
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


def restate(db: Session, actor: Actor, invoice_ids: Iterable[int]) -> None:
    """Bring the stored figures of these invoices in line with their allocations."""
    gate.require(actor, Permission.IMPORTS_RUN)
    for row in _derivations(db, actor, Permission.IMPORTS_RUN, list(invoice_ids)):
        invoice, derived = row[0], _figures_of(row)
        for name, value in vars(derived).items():
            setattr(invoice, name, value)
    db.flush()


def check(db: Session, actor: Actor) -> list[Difference]:
    """Re-derive every running figure; what is returned is wrong in the database."""
    differences = []
    for row in _derivations(db, actor, Permission.LEDGER_CHECK):
        invoice = row[0]
        for name, value in vars(_figures_of(row)).items():
            if getattr(invoice, name) != value:
                differences.append(Difference(invoice.number, name, getattr(invoice, name), value))
    differences += [
        Difference(f"tally of {found.key}", found.figure, found.stored, found.derived)
        for found in tally_check.miscounts(db, actor)
    ]
    return differences + _over_allocated(db, actor)


def _figures_of(row: Any) -> Figures:
    invoice, credited, paid, pending, used = row
    return figures(
        total=invoice.total_minor,
        falls_on=invoice.falls_on,
        credited=-used if invoice.document is Document.CREDIT_NOTE else credited,
        paid=paid,
        pending=pending,
    )


def _derivations(
    db: Session, actor: Actor, permission: Permission, ids: list[int] | None = None
) -> Iterable[Row[Any]]:
    """Rows of (invoice, credited, paid, pending, used as credit): sums of allocations."""
    amount = col(Allocation.amount_minor)
    settled = col(Payment.settled_on).is_not(None)
    received = (
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
    used = (
        select(col(Allocation.credit_note_id).label("credit_note_id"), func.sum(amount).label("used"))
        .where(col(Allocation.credit_note_id).is_not(None), _among(Allocation.credit_note_id, ids))
        .group_by(col(Allocation.credit_note_id))
        .subquery()
    )
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


def _among(column: Any, ids: list[int] | None) -> ColumnElement[bool]:
    """Only these keys; every one where none are named."""
    return true() if ids is None else col(column).in_(ids)


def _over_allocated(db: Session, actor: Actor) -> list[Difference]:
    """Payments of which more was given to invoices than was received."""
    spent = func.sum(col(Allocation.amount_minor))
    query = (
        gate.narrow(
            actor,
            Permission.LEDGER_CHECK,
            Payment,
            select(col(Payment.number), col(Payment.amount_minor), spent),
        )
        .join(Allocation, col(Allocation.payment_id) == col(Payment.id))
        .group_by(col(Payment.id), col(Payment.number), col(Payment.amount_minor))
        .having(spent > col(Payment.amount_minor))
    )
    return [Difference(number, "allocated", given, amount) for number, amount, given in db.execute(query)]
