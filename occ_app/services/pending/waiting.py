"""Orders that wait for money, and payments that wait for somebody or for their day."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery, case, func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    Document,
    Invoice,
    InvoiceType,
    Order,
    PaymentLine,
    PaymentOrder,
    PaymentState,
    Phase,
)
from occ_app.money import Money
from occ_app.services.paying.coverage import NOT_YET_SENT

MAKE = Permission.PAYMENTS_MAKE
MOST = 20
"""Orders, and payments, that the page shows; the lists have all of them."""


@dataclass(frozen=True)
class WaitingOrder:
    """An order with invoices that nothing pays yet, in one currency."""

    number: str
    contract_number: str
    invoices: int
    amount: Money
    is_renewal: bool
    """Of support for a time to come: nothing of it is late."""


@dataclass(frozen=True)
class Waiting:
    """What the page shows, and of how many orders."""

    orders: list[WaitingOrder]
    count: int
    payments: list[PaymentOrder]


def waiting(db: Session, actor: Actor) -> Waiting:
    """The company's orders that wait for money, the oldest due first, and its payments that wait."""
    gate.require(actor, Permission.BILLING_READ)
    gate.require(actor, MAKE)
    groups = _groups(actor).subquery()
    count = int(db.execute(select(func.count()).select_from(groups)).scalar_one())
    listed = db.execute(select(groups).order_by(groups.c.falls_on, groups.c.number).limit(MOST))
    payments = (
        gate.rows(actor, MAKE, PaymentOrder)
        .where(col(PaymentOrder.state).in_((PaymentState.AWAITING_APPROVAL, PaymentState.SCHEDULED)))
        .order_by(col(PaymentOrder.scheduled_for), col(PaymentOrder.id))
        .limit(MOST)
    )
    return Waiting([_order(row) for row in listed], count, list(db.execute(payments).scalars()))


def _groups(actor: Actor) -> Any:
    """A row for each order and currency that something is left to pay of."""
    promised = _promised()
    left = col(Invoice.due_minor) - col(Invoice.pending_minor) - func.coalesce(promised.c.minor, 0)
    is_renewal = (col(Invoice.type) == InvoiceType.SUPPORT) & (col(Invoice.falls_on) >= actor.today())
    columns: Any = select(
        col(Order.number).label("number"),
        col(Order.contract_number).label("contract_number"),
        col(Invoice.currency).label("currency"),
        func.count().label("invoices"),
        func.sum(left).label("minor"),
        func.min(col(Invoice.falls_on)).label("falls_on"),
        func.min(case((is_renewal, 1), else_=0)).label("is_renewal"),
    )
    return (
        gate.narrow(actor, MAKE, Invoice, columns)
        .join(Order, col(Order.id) == col(Invoice.order_id))
        .outerjoin(promised, promised.c.invoice_id == col(Invoice.id))
        .where(col(Invoice.phase) == Phase.OPEN, col(Invoice.document) == Document.INVOICE, left > 0)
        .group_by(col(Order.number), col(Order.contract_number), col(Invoice.currency))
    )


def _promised() -> Subquery:
    """By invoice, what payments that wait will pay of it."""
    return (
        select(
            col(PaymentLine.invoice_id).label("invoice_id"),
            func.sum(col(PaymentLine.amount_minor)).label("minor"),
        )
        .join(PaymentOrder, col(PaymentOrder.id) == col(PaymentLine.payment_order_id))
        .where(col(PaymentOrder.state).in_(NOT_YET_SENT))
        .group_by(col(PaymentLine.invoice_id))
        .subquery()
    )


def _order(row: Any) -> WaitingOrder:
    return WaitingOrder(
        number=row.number,
        contract_number=row.contract_number,
        invoices=row.invoices,
        amount=Money(int(row.minor), row.currency),
        is_renewal=bool(row.is_renewal),
    )
