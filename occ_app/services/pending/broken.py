"""The fix-it list: payments that failed, and what will fail on its day because of its card."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    AutopayCharge,
    AutopayRule,
    BasketItem,
    Invoice,
    PaymentOrder,
    PaymentState,
    SavedCard,
)
from occ_app.money import Money
from occ_app.services.autopay import matching
from occ_app.services.paying import coverage

MAKE = Permission.PAYMENTS_MAKE
MOST_FAILED = 50


class Kind(StrEnum):
    """What has to be put right."""

    FAILED = "failed"
    PLANNED = "planned"
    AUTOPAY = "autopay"


@dataclass(frozen=True)
class Broken:
    """One entry; `key` is the number of the payment, or the id of the rule."""

    kind: Kind
    key: str
    amount: Money | None
    """What can still be paid of a failed one, what a planned one will be; none for a rule."""
    card: SavedCard | None
    day: date | None
    """Of a planned one, and of a rule's next charge."""
    failure: str = ""
    contract_number: str = ""


def broken(db: Session, actor: Actor) -> list[Broken]:
    """What waits to be put right, payments that failed first; what was paid otherwise meanwhile is none of it."""
    gate.require(actor, Permission.BILLING_READ)
    gate.require(actor, MAKE)
    return [*_failed(db, actor), *_planned(db, actor), *_autopay(db, actor)]


def _failed(db: Session, actor: Actor) -> Iterator[Broken]:
    """The newest first: an invoice whose payment failed twice stands here once."""
    query = (
        gate.rows(actor, MAKE, PaymentOrder)
        .where(
            col(PaymentOrder.state) == PaymentState.FAILED,
            col(PaymentOrder.fixed_at).is_(None),
            col(PaymentOrder.delegation_id).is_(None),
        )
        .order_by(col(PaymentOrder.ended_at).desc(), col(PaymentOrder.id).desc())
        .limit(MOST_FAILED)
    )
    orders = list(db.execute(query).scalars())
    baskets = _baskets(db, actor, orders)
    invoices = {invoice.pk: invoice for pairs in baskets.values() for _item, invoice in pairs}
    room = coverage.payable(db, actor, invoices.values())
    for order in orders:
        minor = 0
        for item, invoice in baskets.get(order.pk, []):
            part = min(item.amount_minor, room[invoice.pk])
            room[invoice.pk] -= part
            minor += part
        if minor:
            card = db.get(SavedCard, order.card_id or 0)
            amount = Money(minor, order.currency)
            yield Broken(Kind.FAILED, order.number, amount, card, None, failure=order.failure)


def _planned(db: Session, actor: Actor) -> Iterator[Broken]:
    query = (
        gate.rows(actor, MAKE, PaymentOrder)
        .add_columns(SavedCard)
        .join(SavedCard, col(SavedCard.id) == col(PaymentOrder.card_id))
        .where(
            col(PaymentOrder.state).in_((PaymentState.SCHEDULED, PaymentState.AWAITING_APPROVAL)),
            col(PaymentOrder.delegation_id).is_(None),
        )
        .order_by(col(PaymentOrder.scheduled_for), col(PaymentOrder.id))
    )
    for order, card in db.execute(query):
        if card.is_expired(order.scheduled_for or actor.today()):
            yield Broken(Kind.PLANNED, order.number, order.amount, card, order.scheduled_for)


def _autopay(db: Session, actor: Actor) -> Iterator[Broken]:
    rules = (
        gate.rows(actor, MAKE, AutopayRule)
        .add_columns(SavedCard)
        .join(SavedCard, col(SavedCard.id) == col(AutopayRule.card_id))
        .where(col(AutopayRule.stopped_at).is_(None))
        .order_by(col(AutopayRule.id))
    )
    days = _charge_days(db, actor)
    for rule, card in db.execute(rules):
        ahead = days.get(rule.pk, [])
        if card.is_expired(max([actor.today(), *ahead])):
            failing = [day for day in ahead if card.is_expired(day)]
            yield Broken(
                Kind.AUTOPAY, str(rule.pk), None, card, min(failing, default=None),
                contract_number=rule.contract_number,
            )  # fmt: skip


def _charge_days(db: Session, actor: Actor) -> dict[int, list[date]]:
    """By rule, the days it charges on: announced, or left out because of the card."""
    query = gate.rows(actor, MAKE, AutopayCharge).where(
        matching.waiting()[1], matching.waiting()[2], col(AutopayCharge.skipped).in_(("", "card_expired"))
    )
    days: dict[int, list[date]] = {}
    for charge in db.execute(query).scalars():
        days.setdefault(charge.rule_id, []).append(charge.charge_on)
    return days


def _baskets(
    db: Session, actor: Actor, orders: list[PaymentOrder]
) -> dict[int, list[tuple[BasketItem, Invoice]]]:
    query = (
        gate.narrow(actor, MAKE, BasketItem, select(BasketItem, Invoice))
        .join(Invoice, col(Invoice.id) == col(BasketItem.invoice_id))
        .where(col(BasketItem.payment_order_id).in_([order.pk for order in orders]))
    )
    found: dict[int, list[tuple[BasketItem, Invoice]]] = {}
    for item, invoice in db.execute(query):
        found.setdefault(item.payment_order_id, []).append((item, invoice))
    return found
