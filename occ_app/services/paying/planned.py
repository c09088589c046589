"""Payments planned for a day: let go when it has come, or charged to another card before."""

from datetime import timedelta

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, PaymentMethod, PaymentOrder, PaymentState, SavedCard
from occ_app.models.base import now
from occ_app.services import activity, cards
from occ_app.services.paying import baskets, sending, settling

SETTLE = Permission.PAYMENTS_SETTLE
CHANGEABLE = (PaymentState.SCHEDULED, PaymentState.AWAITING_APPROVAL)


def due(db: Session, actor: Actor) -> list[int]:
    """Planned payments whose day has come at their company."""
    gate.require(actor, SETTLE)
    furthest = (now() + timedelta(days=1)).date()  # it is never later than this anywhere
    query = (
        gate.narrow(actor, SETTLE, PaymentOrder, select(PaymentOrder, Account))
        .join(Account, col(Account.id) == col(PaymentOrder.account_id))
        .where(col(PaymentOrder.state) == PaymentState.SCHEDULED, col(PaymentOrder.scheduled_for) <= furthest)
        .order_by(col(PaymentOrder.scheduled_for), col(PaymentOrder.id))
    )
    return [
        order.pk
        for order, account in db.execute(query)
        if order.scheduled_for and order.scheduled_for <= account.today()
    ]


def release_due(db: Session, actor: Actor, order_id: int) -> PaymentState:
    """Let a planned payment go on, once; where it stands. One whose card has expired meanwhile fails at once."""
    gate.require(actor, SETTLE)
    order = settling.take_up(db, actor, order_id)
    if order.state is PaymentState.SCHEDULED:
        sending.release(db, actor, order)
        _fail_if_expired(db, actor, order)
    return order.state


def change_card(db: Session, actor: Actor, number: str, card_id: int) -> None:
    """Charge a planned payment to another card of the company, one that is still good on its day."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order, card = baskets.one(db, actor, number, lock=True), cards.one(db, actor, card_id)
    if order.state not in CHANGEABLE or order.method is not PaymentMethod.CARD:
        raise Invalid(_("This payment no longer waits for its day."))
    if card.is_expired(order.scheduled_for or actor.today()):
        raise Invalid(_("This card expires before that day. Please choose another one."), "method")
    before, order.card_id = db.get(SavedCard, order.card_id or 0), card.pk
    db.flush()
    activity.record(
        db,
        actor,
        ActivityKind.CARD_CHANGED,
        order.number,
        before={"card": before.words} if before else None,
        after={"card": card.words},
    )


def _fail_if_expired(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Nobody asks the card company for what a card cannot pay any more."""
    card, today = db.get(SavedCard, order.card_id or 0), db.get_one(Account, order.account_id).today()
    if order.state is PaymentState.SUBMITTING and card and card.is_expired(today):
        settling.failed(db, actor, order.pk, "expired_card")
