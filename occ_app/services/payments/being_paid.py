"""Payments that are not done: on their way or waiting, and those that failed and nobody has put right."""

from datetime import timedelta

from sqlalchemy import case, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import HOLDING, Invoice, PaymentLine, PaymentOrder, PaymentState, Phase
from occ_app.models.base import now

MOST = 20
SHOWN_FOR = timedelta(days=30)

URGENCY = (
    PaymentState.AWAITING_APPROVAL,
    PaymentState.NEEDS_ACTION,
    PaymentState.SCHEDULED,
    PaymentState.ANNOUNCED,
    PaymentState.PROCESSING,
    PaymentState.SUBMITTING,
)
"""What needs somebody first."""


def under_way(db: Session, actor: Actor) -> list[PaymentOrder]:
    """Payments that wait or are on their way: what needs somebody first, then the newest."""
    rows = gate.rows(actor, Permission.PAYMENTS_READ, PaymentOrder)
    place = case(*((col(PaymentOrder.state) == state, at) for at, state in enumerate(URGENCY)))
    mine = rows.where(col(PaymentOrder.account_id) == actor.account_id, col(PaymentOrder.state).in_(HOLDING))
    return list(db.execute(mine.order_by(place, col(PaymentOrder.id).desc()).limit(MOST)).scalars())


def failed(db: Session, actor: Actor) -> list[PaymentOrder]:
    """What failed of late and nobody let be, as long as something it was to pay is still open; the newest first."""
    rows = gate.rows(actor, Permission.PAYMENTS_READ, PaymentOrder)
    unpaid = (
        select(col(PaymentLine.payment_order_id))
        .join(Invoice, col(Invoice.id) == col(PaymentLine.invoice_id))
        .where(col(PaymentLine.account_id) == actor.account_id, col(Invoice.phase) == Phase.OPEN)
    )
    mine = rows.where(
        col(PaymentOrder.account_id) == actor.account_id,
        col(PaymentOrder.state) == PaymentState.FAILED,
        col(PaymentOrder.fixed_at).is_(None),
        col(PaymentOrder.ended_at) > now() - SHOWN_FOR,
        col(PaymentOrder.id).in_(unpaid),
    )
    return list(db.execute(mine.order_by(col(PaymentOrder.id).desc()).limit(MOST)).scalars())
