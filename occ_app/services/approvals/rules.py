"""The rules of a company: bands of amounts that need approval, and limits no payment may pass."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import HOLDING, ApprovalRule, PaymentLimit, PaymentOrder, PaymentState
from occ_app.money import Money

COUNTED = (*HOLDING, PaymentState.SUCCEEDED)
"""What of a day counts towards its limit: not what was refused, failed or taken back."""


def live(db: Session, actor: Actor) -> list[ApprovalRule]:
    """The company’s bands, by currency, the highest first."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    rows = gate.rows(actor, Permission.PAYMENTS_MAKE, ApprovalRule).where(
        col(ApprovalRule.account_id) == actor.account_id, col(ApprovalRule.ended_at).is_(None)
    )
    order = (col(ApprovalRule.currency), col(ApprovalRule.above_minor).desc())
    return list(db.execute(rows.order_by(*order)).scalars())


def band(db: Session, actor: Actor, amount: Money) -> ApprovalRule | None:
    """The rule a payment of this amount falls under; none for a delegate, who pays with money of their own.

    Where a rule counts by the day, nobody gets below it by paying in parts. Call it with the company’s row locked.
    """
    gate.require(actor, Permission.PAYMENTS_MAKE)
    if actor.delegation_id is not None:
        return None
    rules = [rule for rule in live(db, actor) if rule.currency == amount.currency]
    before = _unapproved(db, actor, amount.currency) if any(rule.is_per_day for rule in rules) else 0
    over = (rule for rule in rules if amount.minor + (before if rule.is_per_day else 0) > rule.above_minor)
    return next(over, None)


def limit(db: Session, actor: Actor, currency: str) -> PaymentLimit | None:
    """The company’s limit in a currency."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    rows = gate.rows(actor, Permission.PAYMENTS_MAKE, PaymentLimit).where(
        col(PaymentLimit.account_id) == actor.account_id, col(PaymentLimit.currency) == currency
    )
    return db.execute(rows).scalar_one_or_none()


def check_limits(db: Session, actor: Actor, amount: Money) -> None:
    """Invalid for a payment above what the company lets one come to, or all of today with it.

    Call it with the company’s row locked, or two payments at once each pass alone.
    """
    gate.require(actor, Permission.PAYMENTS_MAKE)
    most = None if actor.delegation_id is not None else limit(db, actor, amount.currency)
    if most is None:
        return
    _check_one(most, amount)
    if (
        most.per_day_minor is not None
        and amount.minor + _today(db, actor, amount.currency) > most.per_day_minor
    ):
        said = _said(most.per_day_minor, amount.currency)
        raise Invalid(_("Your company’s limit for all payments of a day is {amount}.", amount=said), "limit")


def check_released(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Invalid where a payment that waited is above the limit of one by now: no approval goes beyond it."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    rows = gate.rows(actor, Permission.PAYMENTS_SETTLE, PaymentLimit).where(
        col(PaymentLimit.account_id) == order.account_id, col(PaymentLimit.currency) == order.currency
    )
    if most := db.execute(rows).scalar_one_or_none():
        _check_one(most, order.amount)


def _check_one(most: PaymentLimit, amount: Money) -> None:
    if most.per_payment_minor is not None and amount.minor > most.per_payment_minor:
        said = _said(most.per_payment_minor, amount.currency)
        raise Invalid(_("Your company’s limit for one payment is {amount}.", amount=said), "limit")


def _unapproved(db: Session, actor: Actor, currency: str) -> int:
    """What this person paid today that nobody had to approve; autopay is no person."""
    if actor.person_id is None:
        return 0
    own = (col(PaymentOrder.made_by) == actor.person_id, col(PaymentOrder.approvals_needed) == 0)
    return _today(db, actor, currency, *own)


def _today(db: Session, actor: Actor, currency: str, *besides: ColumnElement[bool]) -> int:
    midnight = datetime.combine(actor.today(), time(), ZoneInfo(actor.time_zone))
    total = gate.narrow(
        actor,
        Permission.PAYMENTS_MAKE,
        PaymentOrder,
        select(func.coalesce(func.sum(col(PaymentOrder.amount_minor)), 0)),
    ).where(
        col(PaymentOrder.account_id) == actor.account_id,
        col(PaymentOrder.currency) == currency,
        col(PaymentOrder.delegation_id).is_(None),
        col(PaymentOrder.state).in_(COUNTED),
        col(PaymentOrder.sent_at) >= midnight,
        *besides,
    )
    return int(db.execute(total).scalar_one())


def _said(minor: int, currency: str) -> str:
    return money.display(Money(minor, currency), i18n.language())
