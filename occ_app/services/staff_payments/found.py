"""Payments of all companies: the newest of the portal, and what a search finds, the ERP's included."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    AT_PROVIDER,
    HOLDING,
    Account,
    Payment,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundState,
    SavedCard,
    WebhookEvent,
    WebhookState,
)
from occ_app.models.base import now

REFUND = Permission.PAYMENTS_REFUND
PAGE = 50
MOST_BOOKED = 20
"""Payments of the ERP shown with a search; whoever gets more searches for more."""

PATIENCE = timedelta(minutes=10)
"""The sweep asks every minute: what is not decided after this is worth a look."""

ENDED = (PaymentState.FAILED, PaymentState.REFUSED, PaymentState.CANCELLED, PaymentState.EXPIRED)


class Tab(StrEnum):
    """What the list is narrowed to."""

    ALL = "all"
    ATTENTION = "attention"
    IN_PROGRESS = "in_progress"
    RECEIVED = "received"
    FAILED = "failed"


class Concern(StrEnum):
    """Why somebody should look at a payment."""

    STUCK = "stuck"
    REFUND_WAITS = "refund_waits"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    EVENT_FAILED = "event_failed"


@dataclass(frozen=True)
class Search:
    """What is looked for: words in numbers, references, the company; `before` is the last one of the page before."""

    text: str = ""
    tab: Tab = Tab.ALL
    before: int = 0

    @property
    def words(self) -> list[str]:
        """Each has to be found."""
        return self.text.replace("\0", "").lower().split()


@dataclass(frozen=True)
class Listed:
    """A payment asked for in the portal, money that came, or both."""

    company: Account
    order: PaymentOrder | None
    payment: Payment | None
    card: SavedCard | None = None
    concerns: tuple[Concern, ...] = ()

    @property
    def number(self) -> str:
        """What it is looked up by."""
        known = self.order or self.payment
        assert known is not None
        return known.number


@dataclass(frozen=True)
class Found:
    """One page of the list."""

    rows: list[Listed] = field(default_factory=list)
    older: int = 0
    """What the next page begins before; 0 where there is none."""
    has_more_booked: bool = False
    """Whether the search finds more payments of the ERP than are shown."""


def listing(db: Session, actor: Actor, search: Search) -> Found:
    """The newest payments of the portal that are looked for; where words are, the ERP's payments follow them."""
    gate.require(actor, REFUND)
    asked = _asked(db, actor, search)
    booked = _booked(db, actor, search) if search.words and not search.before else []
    last = asked[PAGE - 1].order if len(asked) > PAGE else None
    return Found(
        rows=asked[:PAGE] + booked[:MOST_BOOKED],
        older=last.pk if last else 0,
        has_more_booked=len(booked) > MOST_BOOKED,
    )


def concerned(db: Session, actor: Actor) -> int:
    """How many payments somebody should look at."""
    gate.require(actor, REFUND)
    ids = union(*(_ids(actor, condition) for condition in _concerns().values())).subquery()
    return int(db.execute(select(func.count()).select_from(ids)).scalar_one())


def _asked(db: Session, actor: Actor, search: Search) -> list[Listed]:
    query = (
        gate.rows(actor, REFUND, PaymentOrder)
        .add_columns(Account, Payment, SavedCard)
        .join(Account, col(Account.id) == col(PaymentOrder.account_id))
        .outerjoin(Payment, col(Payment.id) == col(PaymentOrder.payment_id))
        .outerjoin(SavedCard, col(SavedCard.id) == col(PaymentOrder.card_id))
        .where(col(PaymentOrder.state) != PaymentState.DRAFT, *_within(actor, search.tab))
        .where(*(_holds(word, *_texts_of_orders()) for word in search.words))
        .order_by(col(PaymentOrder.id).desc())
        .limit(PAGE + 1)
    )
    query = query.where(col(PaymentOrder.id) < search.before) if search.before else query
    found = [Listed(company, order, money, card) for order, company, money, card in db.execute(query)]
    return _with_concerns(db, actor, found)


def _with_concerns(db: Session, actor: Actor, found: list[Listed]) -> list[Listed]:
    """Each told with why somebody should look at it."""
    ids = [row.order.pk for row in found if row.order]
    known = {
        concern: set(db.execute(_ids(actor, condition).where(col(PaymentOrder.id).in_(ids))).scalars())
        for concern, condition in _concerns().items()
    }
    return [
        Listed(
            row.company,
            row.order,
            row.payment,
            row.card,
            tuple(concern for concern, those in known.items() if row.order and row.order.pk in those),
        )
        for row in found
    ]


def _within(actor: Actor, tab: Tab) -> list[ColumnElement[bool]]:
    state = col(PaymentOrder.state)
    if tab is Tab.ATTENTION:
        # Each reason is found by its own index; joined by OR, the whole table would be walked.
        ids = union(*(_ids(actor, condition) for condition in _concerns().values())).subquery()
        return [col(PaymentOrder.id).in_(select(ids.c.id))]
    narrowed = {
        Tab.IN_PROGRESS: state.in_(HOLDING),
        Tab.RECEIVED: state == PaymentState.SUCCEEDED,
        Tab.FAILED: state.in_(ENDED),
    }
    return [narrowed[tab]] if tab in narrowed else []


def _ids(actor: Actor, condition: ColumnElement[bool]) -> Select[Any]:
    return gate.narrow(actor, REFUND, PaymentOrder, select(col(PaymentOrder.id))).where(condition)


def _concerns() -> dict[Concern, ColumnElement[bool]]:
    """What makes a payment worth a look, each as a condition on it."""
    order, long_ago = PaymentOrder, now() - PATIENCE
    later = aliased(Refund)
    tried_again = exists().where(
        col(later.payment_id) == col(Refund.payment_id),
        col(later.id) > col(Refund.id),
        col(later.state) != RefundState.FAILED,
    )
    is_new, by_bank = col(Refund.state) == RefundState.NEW, col(Refund.is_chargeback)
    waits = and_(is_new, ~by_bank, col(Refund.made_at) <= long_ago)
    failed = and_(col(Refund.state) == RefundState.FAILED, ~by_bank, ~tried_again)
    disputed = and_(is_new, by_bank)
    unheard = select(col(WebhookEvent.object_id)).where(col(WebhookEvent.state) == WebhookState.FAILED)
    asked_at = func.coalesce(col(order.submitted_at), col(order.sent_at), col(order.made_at))
    return {
        Concern.STUCK: and_(col(order.state).in_(AT_PROVIDER), asked_at <= long_ago),
        Concern.REFUND_WAITS: col(order.payment_id).in_(select(col(Refund.payment_id)).where(waits)),
        Concern.REFUND_FAILED: col(order.payment_id).in_(select(col(Refund.payment_id)).where(failed)),
        Concern.DISPUTED: col(order.payment_id).in_(select(col(Refund.payment_id)).where(disputed)),
        Concern.EVENT_FAILED: col(order.provider_id).in_(unheard),
    }


def _booked(db: Session, actor: Actor, search: Search) -> list[Listed]:
    """Money that nobody paid through the portal."""
    if search.tab in (Tab.ATTENTION, Tab.FAILED):
        return []
    through_portal = exists().where(col(PaymentOrder.payment_id) == col(Payment.id))
    query = (
        gate.rows(actor, REFUND, Payment)
        .add_columns(Account)
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(~through_portal, *(_holds(word, *_texts_of_payments()) for word in search.words))
        .order_by(col(Payment.id).desc())
        .limit(MOST_BOOKED + 1)
    )
    if search.tab is not Tab.ALL:
        is_there = col(Payment.settled_on).is_not(None)
        query = query.where(is_there if search.tab is Tab.RECEIVED else ~is_there)
    return [Listed(company, None, payment) for payment, company in db.execute(query)]


def _texts_of_orders() -> tuple[Any, ...]:
    order = PaymentOrder
    return col(order.number), col(order.reference), col(order.provider_id), *_texts_of_companies()


def _texts_of_payments() -> tuple[Any, ...]:
    money = Payment
    own = col(money.number), col(money.reference), col(money.erp_number), col(money.provider_id)
    return *own, *_texts_of_companies()


def _texts_of_companies() -> tuple[Any, ...]:
    return col(Account.name), col(Account.number)


def _holds(word: str, *texts: Any) -> ColumnElement[bool]:
    return or_(*(func.lower(text).contains(word, autoescape=True) for text in texts))
