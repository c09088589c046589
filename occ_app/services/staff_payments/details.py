"""One payment with everything that staff need to answer a question about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    Payment,
    PaymentDecision,
    PaymentOrder,
    PaymentState,
    Person,
    Refund,
    RefundState,
    SavedCard,
    WebhookEvent,
)
from occ_app.models.base import Owned
from occ_app.money import Money
from occ_app.services import payments, refunds
from occ_app.services.payments import Put

REFUND = Permission.PAYMENTS_REFUND


class StepKind(StrEnum):
    """What happened to a payment."""

    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ENDED = "ended"
    REFUND_ASKED = "refund_asked"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    CHARGED_BACK = "charged_back"
    DISPUTE_WON = "dispute_won"
    EVENT = "event"


BY_US = (StepKind.REFUND_ASKED, StepKind.REFUND_DONE, StepKind.REFUND_FAILED)
BY_BANK = (StepKind.DISPUTED, StepKind.CHARGED_BACK, StepKind.DISPUTE_WON)


@dataclass(frozen=True)
class Step:
    """One thing that happened."""

    at: datetime
    kind: StepKind
    who: str = ""
    said: str = ""
    """What went with it: a reason, a code, what the card company calls it."""
    amount: Money | None = None


@dataclass(frozen=True)
class Detail:
    """A payment with everything around it."""

    company: Account
    order: PaymentOrder | None = None
    payment: Payment | None = None
    card: SavedCard | None = None
    maker: str = ""
    puts: list[Put] = field(default_factory=list)
    refunds: list[tuple[Refund, str]] = field(default_factory=list)
    """Each with the name of who decided it; empty where the card company told of it."""
    steps: list[Step] = field(default_factory=list)
    refundable: Money | None = None
    """What can still be given back; none where nothing came through the card company."""

    @property
    def provider_id(self) -> str:
        """What the card company calls it."""
        order, payment = self.order, self.payment
        return (payment.provider_id if payment else None) or (order.provider_id if order else None) or ""


def detail(db: Session, actor: Actor, number: str) -> Detail:
    """The payment of this number; NotFound for drafts and where there is none."""
    gate.require(actor, REFUND)
    plain = number.replace("\0", "")
    orders = _rows(actor, PaymentOrder).where(col(PaymentOrder.state) != PaymentState.DRAFT)
    order = db.execute(orders.where(col(PaymentOrder.number) == plain)).scalar_one_or_none()
    if order is not None:
        payment = db.get(Payment, order.payment_id or 0)
    else:
        payment = db.execute(_rows(actor, Payment).where(col(Payment.number) == plain)).scalar_one_or_none()
    if order is None and payment is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return _detail(db, actor, order, payment)


def _detail(db: Session, actor: Actor, order: PaymentOrder | None, payment: Payment | None) -> Detail:
    known = order or payment
    assert known is not None
    given_back = _refunds(db, actor, payment) if payment else []
    is_ours = payment is not None and payment.provider_id is not None
    return Detail(
        company=db.get_one(Account, known.account_id),
        order=order,
        payment=payment,
        card=db.get(SavedCard, order.card_id or 0) if order else None,
        maker=_name(db, order.made_by) if order else "",
        puts=payments.puts(db, actor, REFUND, order, payment),
        refunds=given_back,
        steps=sorted(
            [*_steps(db, actor, order), *_steps_back(given_back), *_events(db, order, payment)],
            key=lambda step: step.at,
        ),
        refundable=refunds.refundable(db, actor, payment) if payment and is_ours else None,
    )


def _rows(actor: Actor, table: type[Owned]) -> Select[Any]:
    return gate.rows(actor, REFUND, table)


def _refunds(db: Session, actor: Actor, payment: Payment) -> list[tuple[Refund, str]]:
    query = _rows(actor, Refund).where(col(Refund.payment_id) == payment.pk).order_by(col(Refund.id))
    return [(refund, _name(db, refund.made_by)) for refund in db.execute(query).scalars()]


def _steps(db: Session, actor: Actor, order: PaymentOrder | None) -> list[Step]:
    """What became of what was asked for."""
    if order is None:
        return []
    maker = _name(db, order.made_by)
    known = [
        (order.sent_at, StepKind.SENT, maker, ""),
        (order.submitted_at, StepKind.SUBMITTED, "", ""),
        (order.posted_at, StepKind.RECEIVED, "", ""),
        (order.ended_at, StepKind.ENDED, "", order.failure),
    ]
    decisions = _rows(actor, PaymentDecision).where(col(PaymentDecision.payment_order_id) == order.pk)
    decided = [
        Step(
            one.decided_at,
            StepKind.APPROVED if one.is_approved else StepKind.REFUSED,
            _name(db, one.person_id),
            one.reason,
        )
        for one in db.execute(decisions.order_by(col(PaymentDecision.id))).scalars()
    ]
    return [Step(at, kind, who, said) for at, kind, who, said in known if at] + decided


def _steps_back(given_back: list[tuple[Refund, str]]) -> list[Step]:
    steps = []
    for refund, who in given_back:
        asked, done, failed = BY_BANK if refund.is_chargeback else BY_US
        steps.append(Step(refund.made_at, asked, who, refund.reason, refund.amount))
        if refund.ended_at:
            kind = done if refund.state is RefundState.DONE else failed
            why = "" if refund.is_chargeback else refund.failure
            steps.append(Step(refund.ended_at, kind, "", why, refund.amount))
    return steps


def _events(db: Session, order: PaymentOrder | None, payment: Payment | None) -> list[Step]:
    """What the card company told of it."""
    intents = {one.provider_id for one in (order, payment) if one and one.provider_id}
    query = select(WebhookEvent).where(col(WebhookEvent.object_id).in_(intents))
    found = db.execute(query.order_by(col(WebhookEvent.id))).scalars() if intents else ()
    return [Step(event.received_at, StepKind.EVENT, "", event.kind) for event in found]


def _name(db: Session, person_id: int | None) -> str:
    person = db.get(Person, person_id or 0)
    if person is None:
        return ""
    return f"{person.name} ({person.email})" if person.name else person.email
