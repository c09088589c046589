"""The rules of a company as its people read them, and what waits for approval now."""

from dataclasses import dataclass
from itertools import zip_longest

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    Account,
    ApprovalRule,
    InvoiceTally,
    PaymentDecision,
    PaymentLimit,
    PaymentOrder,
    PaymentState,
    Person,
)
from occ_app.services.approvals import asking, naming

READ = Permission.PAYMENTS_READ
MOST_WAITING = 50


@dataclass(frozen=True)
class Band:
    """A rule, up to where it holds (nothing: without end), and the people it names today."""

    rule: ApprovalRule
    until_minor: int | None
    people: list[Person]


@dataclass(frozen=True)
class Waiting:
    """A payment that waits, who made it (nobody: autopay), who approved it already, and who may now."""

    order: PaymentOrder
    maker: Person | None
    approved: list[Person]
    may: list[Person]


def bands(db: Session, actor: Actor) -> list[Band]:
    """The rules that hold, by currency, the lowest first."""
    rows = gate.rows(actor, READ, ApprovalRule).where(col(ApprovalRule.ended_at).is_(None))
    order = (col(ApprovalRule.currency), col(ApprovalRule.above_minor))
    rules = list(db.execute(rows.order_by(*order)).scalars())
    return [
        Band(
            rule,
            higher.above_minor if higher and higher.currency == rule.currency else None,
            list(db.execute(naming.named(rule)).scalars()),
        )
        for rule, higher in zip_longest(rules, rules[1:])
    ]


def limits(db: Session, actor: Actor) -> dict[str, PaymentLimit]:
    """The limits there are, by currency."""
    rows = gate.rows(actor, READ, PaymentLimit).order_by(col(PaymentLimit.currency))
    return {limit.currency: limit for limit in db.execute(rows).scalars()}


def waiting(db: Session, actor: Actor) -> list[Waiting]:
    """What waits for approval now, the longest first."""
    rows = gate.rows(actor, READ, PaymentOrder).where(
        col(PaymentOrder.state) == PaymentState.AWAITING_APPROVAL
    )
    orders = db.execute(rows.order_by(col(PaymentOrder.sent_at), col(PaymentOrder.id)).limit(MOST_WAITING))
    return [
        Waiting(
            order,
            db.get(Person, order.made_by or 0),
            _approved(db, order),
            asking.approvers(db, actor, order),
        )
        for order in orders.scalars()
    ]


def currencies(db: Session, actor: Actor) -> list[str]:
    """The company’s own currency, then whatever else it is billed in or has rules for."""
    gate.require(actor, READ)
    own = db.get_one(Account, actor.account_id).currency
    found = {
        currency
        for table in (InvoiceTally, ApprovalRule, PaymentLimit)
        for currency in db.execute(
            gate.narrow(actor, READ, table, select(table.currency)).distinct()
        ).scalars()
    }
    return [own, *sorted(found - {own})]


def candidates(db: Session, actor: Actor) -> list[Person]:
    """The people a rule may name."""
    gate.require(actor, Permission.APPROVAL_RULES_MANAGE)
    return list(db.execute(naming.active(actor.account_id or 0, naming.APPROVING)).scalars())


def _approved(db: Session, order: PaymentOrder) -> list[Person]:
    yes = select(col(PaymentDecision.person_id)).where(
        col(PaymentDecision.payment_order_id) == order.pk, col(PaymentDecision.is_approved).is_(True)
    )
    return list(db.execute(select(Person).where(col(Person.id).in_(yes)).order_by(Person.name)).scalars())
