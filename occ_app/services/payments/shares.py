"""What a payment puts to invoices: promised as long as the money is not there, allocated once it is."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Invoice, Payment, PaymentLine, PaymentOrder
from occ_app.money import Money


@dataclass(frozen=True)
class Put:
    """What an invoice gets, or got; `source` is the credit note or earlier payment it came from, if it was no money."""

    invoice: str
    amount: Money
    source: str = ""


def puts(
    db: Session, actor: Actor, needs: Permission, order: PaymentOrder | None, payment: Payment | None
) -> list[Put]:
    """The money by invoice, then the credits that were used beside it; for a payment the actor was shown already."""
    gate.require(actor, needs)
    money = _allocated(db, actor, needs, payment) if payment else []
    promised = _promised(db, actor, needs, order) if order else []
    return money + [put for put in promised if payment is None or put.source]


def _allocated(db: Session, actor: Actor, needs: Permission, payment: Payment) -> list[Put]:
    """By invoice, what it got of this money, less what was reversed."""
    query = _with_invoices(actor, needs, Allocation).where(col(Allocation.payment_id) == payment.pk)
    sums: dict[str, int] = {}
    for allocation, invoice in db.execute(query):
        sums[invoice.number] = sums.get(invoice.number, 0) + allocation.amount_minor
    return [Put(number, Money(minor, payment.currency)) for number, minor in sums.items() if minor]


def _promised(db: Session, actor: Actor, needs: Permission, order: PaymentOrder) -> list[Put]:
    query = _with_invoices(actor, needs, PaymentLine).where(col(PaymentLine.payment_order_id) == order.pk)
    return [
        Put(invoice.number, Money(line.amount_minor, order.currency), _source(db, line))
        for line, invoice in db.execute(query)
    ]


def _with_invoices(actor: Actor, needs: Permission, table: type[Allocation | PaymentLine]) -> Select[Any]:
    """Each row beside its invoice, in the order they were made."""
    rows = gate.rows(actor, needs, table).add_columns(Invoice)
    return rows.join(Invoice, col(Invoice.id) == col(table.invoice_id)).order_by(col(table.id))


def _source(db: Session, line: PaymentLine) -> str:
    if line.credit_note_id:
        return db.get_one(Invoice, line.credit_note_id).number
    return db.get_one(Payment, line.cash_id).number if line.cash_id else ""
