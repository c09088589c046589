"""What the card company is told of a payment, and which payments it has to be asked about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, not_, or_, select, update
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    AT_PROVIDER,
    WITHDRAWN,
    PaymentOrder,
    PaymentOrigin,
    PaymentState,
    ProviderCustomer,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services.paying import baskets

SETTLE = Permission.PAYMENTS_SETTLE
BATCH = 50

PATIENCE = timedelta(minutes=1)
"""How long whoever sent a payment is left to finish it before the sweep looks after it, and between two looks."""

PATIENCE_WITH_BANKS = timedelta(minutes=10)
"""Between two looks at one that waits for days, since somebody else approved it; the card company tells of its end."""


@dataclass(frozen=True)
class Charge:
    """A payment by card as the card company needs to know it."""

    id: int
    number: str
    state: PaymentState
    amount: Money
    customer: str
    card: str
    provider_id: str
    is_off_session: bool
    """Whether nobody is there to answer a bank: autopay, and payments planned for a day."""
    answer_by: datetime
    """Until when its bank is waited for."""


def charge_of(db: Session, actor: Actor, order_id: int) -> Charge:
    """The payment, and whose card it is charged to."""
    gate.require(actor, SETTLE)
    order = gate.one(db, gate.rows(actor, SETTLE, PaymentOrder).where(col(PaymentOrder.id) == order_id))
    card = db.get(SavedCard, order.card_id or 0)
    held = select(col(ProviderCustomer.provider_id)).where(
        col(ProviderCustomer.account_id) == order.account_id,
        col(ProviderCustomer.delegation_id).is_(None)
        if order.delegation_id is None
        else col(ProviderCustomer.delegation_id) == order.delegation_id,
    )
    return Charge(
        id=order.pk,
        number=order.number,
        state=order.state,
        amount=order.amount,
        customer=db.execute(held).scalar_one_or_none() or "",
        card=card.provider_id if card else "",
        provider_id=order.provider_id or "",
        is_off_session=order.origin is PaymentOrigin.AUTOPAY or order.scheduled_for is not None,
        answer_by=order.answer_by,
    )


def may_answer(actor: Actor, order: PaymentOrder) -> bool:
    """Whether a bank waits for this actor: it is charged to their card."""
    gate.require(actor, Permission.PAYMENTS_FOLLOW)
    is_theirs = order.delegation_id == actor.delegation_id
    return order.asks_payer and is_theirs and actor.may(Permission.PAYMENTS_MAKE)


def answerable(db: Session, actor: Actor, number: str) -> PaymentOrder:
    """A payment whose bank the actor may answer, since it is charged to their card; NotFound for any other."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = baskets.one(db, actor, number)
    if order.delegation_id != actor.delegation_id:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return order


def unsettled(db: Session, actor: Actor) -> list[int]:
    """Payments to ask the card company about, taken for this sweep: nobody else takes them up for a minute."""
    gate.require(actor, SETTLE)
    looked, long_ago = col(PaymentOrder.looked_at), now() - PATIENCE
    waits_for_days = and_(
        col(PaymentOrder.state) == PaymentState.NEEDS_ACTION,
        col(PaymentOrder.approvals_needed) > 0,
        col(PaymentOrder.failure) != WITHDRAWN,
    )
    is_due = (
        col(PaymentOrder.state).in_(AT_PROVIDER),
        col(PaymentOrder.submitted_at) <= long_ago,
        or_(
            looked.is_(None),
            looked <= now() - PATIENCE_WITH_BANKS,
            and_(looked <= long_ago, not_(waits_for_days)),
        ),
    )
    listed = gate.narrow(actor, SETTLE, PaymentOrder, select(col(PaymentOrder.id))).where(*is_due)
    longest_ago = (looked.asc().nulls_first(), col(PaymentOrder.id))
    ids = db.execute(listed.order_by(*longest_ago).limit(BATCH)).scalars().all()
    return [pk for pk in ids if _take(db, pk, is_due)]


def overdue(db: Session, actor: Actor) -> list[int]:
    """Announced transfers that are no longer waited for."""
    gate.require(actor, SETTLE)
    listed = gate.narrow(actor, SETTLE, PaymentOrder, select(col(PaymentOrder.id))).where(
        col(PaymentOrder.state) == PaymentState.ANNOUNCED, col(PaymentOrder.expires_at) <= now()
    )
    return list(db.execute(listed.order_by(col(PaymentOrder.id)).limit(BATCH)).scalars())


def by_provider_id(db: Session, actor: Actor, provider_id: str) -> int | None:
    """Which payment the card company means."""
    gate.require(actor, SETTLE)
    listed = gate.narrow(actor, SETTLE, PaymentOrder, select(col(PaymentOrder.id)))
    found: int | None = db.execute(
        listed.where(col(PaymentOrder.provider_id) == provider_id)
    ).scalar_one_or_none()
    return found


def _take(db: Session, order_id: int, is_due: tuple[Any, ...]) -> bool:
    taken = update(PaymentOrder).where(col(PaymentOrder.id) == order_id, *is_due).values(looked_at=now())
    done = db.execute(taken.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount == 1
