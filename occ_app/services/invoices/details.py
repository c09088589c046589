"""One document with everything its page shows."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Invoice, InvoiceLine, InvoiceTax, Order, Payment
from occ_app.money import Money
from occ_app.services.invoices.lists import orders_of


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


def detail(db: Session, actor: Actor, number: str) -> Detail:
    """One document by its number; NotFound if it is not one this actor may see."""
    query = gate.rows(actor, Permission.INVOICES_READ, Invoice).where(col(Invoice.number) == number)
    invoice = gate.one(db, query)
    return Detail(
        invoice=invoice,
        order=orders_of(db, actor, [invoice]).get(invoice.order_id or 0),
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
