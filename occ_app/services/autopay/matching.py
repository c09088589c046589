"""Which invoices a rule pays, when, and what it leaves to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.models import (
    HOLDING,
    Account,
    AutopayCharge,
    AutopayRule,
    Document,
    Invoice,
    Order,
    PaymentOrder,
    PaymentState,
    Phase,
    SavedCard,
)
from occ_app.money import Money
from occ_app.services.autopay.words import Skip

SETTLE = Permission.PAYMENTS_SETTLE
COUNTED = (*HOLDING, PaymentState.SUCCEEDED)
"""What counts towards the most of a month: charged, and on its way to be."""


@dataclass(frozen=True)
class Due:
    """So much of an invoice (minor units), to be charged on a day at the company."""

    invoice: Invoice
    amount_minor: int
    day: date

    @property
    def amount(self) -> Money:
        """With its currency."""
        return Money(self.amount_minor, self.invoice.currency)


def program(account: Account) -> Actor:
    """Autopay itself, acting in a company."""
    return Actor(
        roles=frozenset({Role.SYSTEM}),
        name="autopay",
        account_id=account.pk,
        account_name=account.name,
        language=account.language,
        time_zone=account.time_zone,
    )


FINAL = ("", Skip.REFUSED)
"""Announced, or what another notice would not change."""


def charge_day(rule: AutopayRule, invoice: Invoice, today: date) -> date:
    """So many days before it is due, and never sooner than a notice of today promises."""
    wanted = invoice.falls_on - timedelta(days=rule.days_before)
    return max(wanted, today + timedelta(days=rule.notice_days))


def coming(db: Session, actor: Actor, rule: AutopayRule, today: date) -> list[Invoice]:
    """Open invoices of the rule whose notice is due, the oldest due first; not those announced, stopped or sent."""
    gate.require(actor, SETTLE)
    last = today + timedelta(days=rule.days_before + rule.notice_days)
    is_settled = col(AutopayCharge.skipped).in_(FINAL) | col(AutopayCharge.payment_order_id).is_not(None)
    # What a person stopped stays stopped, whichever rule had announced it.
    decided = exists().where(
        col(AutopayCharge.invoice_id) == col(Invoice.id),
        col(AutopayCharge.stopped_at).is_not(None) | ((col(AutopayCharge.rule_id) == rule.pk) & is_settled),
    )
    query = gate.rows(actor, SETTLE, Invoice).where(
        col(Invoice.account_id) == rule.account_id,
        col(Invoice.document) == Document.INVOICE,
        col(Invoice.phase) == Phase.OPEN,
        col(Invoice.currency) == rule.currency,
        col(Invoice.falls_on) <= last,
        ~decided,
    )
    ours = _of_rule(db, actor, rule, query).order_by(col(Invoice.falls_on), col(Invoice.id))
    return list(db.execute(ours).scalars())


def is_of(db: Session, actor: Actor, rule: AutopayRule, invoice: Invoice) -> bool:
    """Whether the rule pays this invoice: a contract's own wins over the company's."""
    gate.require(actor, SETTLE)
    one = gate.rows(actor, SETTLE, Invoice).where(col(Invoice.id) == invoice.pk)
    return db.execute(_of_rule(db, actor, rule, one)).first() is not None


def left_out(db: Session, actor: Actor, rule: AutopayRule, one: Due) -> Skip | None:
    """Why the rule does not pay this; None if it does. What a month may come to is for callers, with `spent`."""
    gate.require(actor, SETTLE)
    if rule.skips_disputed and one.invoice.is_disputed:
        return Skip.DISPUTED
    if rule.cap_invoice_minor is not None and one.amount_minor > rule.cap_invoice_minor:
        return Skip.CAP_INVOICE
    if db.get_one(SavedCard, rule.card_id).is_expired(one.day):
        return Skip.CARD_EXPIRED
    return None


def spent(db: Session, actor: Actor, rule: AutopayRule, day: date) -> int:
    """What the rule has charged, or is charging, in the calendar month of a day at the company (minor units)."""
    gate.require(actor, SETTLE)
    zone = ZoneInfo(db.get_one(Account, rule.account_id).time_zone)
    first, following = (datetime.combine(edge, time(), zone) for edge in _month(day))
    amount = func.coalesce(func.sum(col(PaymentOrder.amount_minor)), 0)
    total = gate.narrow(actor, SETTLE, PaymentOrder, select(amount)).where(
        col(PaymentOrder.autopay_rule_id) == rule.pk,
        col(PaymentOrder.state).in_(COUNTED),
        col(PaymentOrder.sent_at) >= first,
        col(PaymentOrder.sent_at) < following,
    )
    return int(db.execute(total).scalar_one())


def announced(db: Session, actor: Actor, rule: AutopayRule, day: date) -> int:
    """What it has announced for the month of a day and not charged yet (minor units)."""
    gate.require(actor, SETTLE)
    first, following = _month(day)
    amount = func.coalesce(func.sum(col(AutopayCharge.amount_minor)), 0)
    total = gate.narrow(actor, SETTLE, AutopayCharge, select(amount)).where(
        col(AutopayCharge.rule_id) == rule.pk,
        *waiting(),
        col(AutopayCharge.charge_on) >= first,
        col(AutopayCharge.charge_on) < following,
    )
    return int(db.execute(total).scalar_one())


def waiting() -> tuple[ColumnElement[bool], ...]:
    """Charges that were announced and will be made on their day."""
    return (
        col(AutopayCharge.skipped) == "",
        col(AutopayCharge.stopped_at).is_(None),
        col(AutopayCharge.payment_order_id).is_(None),
    )


def _month(day: date) -> tuple[date, date]:
    """The first day of its month, and of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _of_rule(
    db: Session, actor: Actor, rule: AutopayRule, query: Select[tuple[Invoice]]
) -> Select[tuple[Invoice]]:
    if rule.contract_number:
        return query.where(col(Invoice.order_id).in_(_orders(rule, [rule.contract_number])))
    others = gate.narrow(actor, SETTLE, AutopayRule, select(col(AutopayRule.contract_number))).where(
        col(AutopayRule.account_id) == rule.account_id,
        col(AutopayRule.currency) == rule.currency,
        col(AutopayRule.contract_number) != "",
        col(AutopayRule.stopped_at).is_(None),
    )
    contracts = list(db.execute(others).scalars())
    is_elsewhere = col(Invoice.order_id).in_(_orders(rule, contracts))
    return query.where(or_(col(Invoice.order_id).is_(None), ~is_elsewhere))


def _orders(rule: AutopayRule, contracts: Iterable[str]) -> SelectOfScalar[int | None]:
    return select(col(Order.id)).where(
        col(Order.account_id) == rule.account_id, col(Order.contract_number).in_(list(contracts))
    )
