"""Asking those who may approve a payment, in the inbox and by mail, and reminding them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import (
    Account,
    ActivityKind,
    ApprovalRule,
    AutopayRule,
    InboxKind,
    PaymentDecision,
    PaymentOrder,
    PaymentState,
    Person,
)
from occ_app.models.base import now
from occ_app.services import activity, inbox, outbox
from occ_app.services.approvals import naming
from occ_app.services.people import letters

KIND = "payment_approval"
REMIND_AFTER = timedelta(days=1)


def ask(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Tell everybody who may approve it that it waits for them."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    activity.record(db, actor, ActivityKind.APPROVAL_ASKED, order.number, account_id=order.account_id)
    _tell(db, order, with_inbox=True)
    order.reminded_at = now()
    db.flush()


def remind(db: Session, actor: Actor) -> int:
    """Mail once a day those whom a payment still waits for; how many payments."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    rows = gate.rows(actor, Permission.PAYMENTS_SETTLE, PaymentOrder).where(
        col(PaymentOrder.state) == PaymentState.AWAITING_APPROVAL,
        or_(col(PaymentOrder.reminded_at).is_(None), col(PaymentOrder.reminded_at) < now() - REMIND_AFTER),
    )
    count, listed = 0, rows.order_by(col(PaymentOrder.account_id), col(PaymentOrder.id))
    for order in db.execute(listed).scalars().all():
        db.get_one(Account, order.account_id, with_for_update=True)
        db.refresh(order, with_for_update=True)
        if order.state is PaymentState.AWAITING_APPROVAL:
            _tell(db, order, with_inbox=False)
            order.reminded_at = now()
            count += 1
    db.flush()
    return count


def approvers(db: Session, actor: Actor, order: PaymentOrder) -> list[Person]:
    """Who may still approve it: never its maker, nor who set up the autopay that made it, and nobody twice."""
    gate.require(actor, Permission.PAYMENTS_READ)
    return _approvers(db, order)


def entitled(db: Session, actor: Actor, rule: ApprovalRule) -> list[Person]:
    """Who may approve what this person pays under a rule."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    return _entitled(db, rule, select(col(Person.id)).where(col(Person.id) == (actor.person_id or 0)))


def _approvers(db: Session, order: PaymentOrder) -> list[Person]:
    rule = db.get(ApprovalRule, order.approval_rule_id or 0)
    if rule is None:
        return []
    decided = select(col(PaymentDecision.person_id)).where(col(PaymentDecision.payment_order_id) == order.pk)
    maker = select(col(Person.id)).where(col(Person.id) == order.made_by)
    starter = select(col(AutopayRule.made_by)).where(
        col(AutopayRule.id) == order.autopay_rule_id, col(AutopayRule.made_by).is_not(None)
    )
    return _entitled(db, rule, decided, maker, starter)


def _entitled(db: Session, rule: ApprovalRule, *besides: Select[Any]) -> list[Person]:
    """Whom a rule names, but for these; administrators where it names nobody else (any more)."""
    for query in (naming.named(rule), naming.administrators(rule.account_id)):
        left = query.where(*(col(Person.id).not_in(others) for others in besides))
        if people := list(db.execute(left).scalars()):
            return people
    return []


def _tell(db: Session, order: PaymentOrder, *, with_inbox: bool) -> None:
    account = db.get_one(Account, order.account_id)
    maker = db.get(Person, order.made_by or 0)
    made_by = (maker.name or maker.email) if maker else ""
    facts = {
        "number": order.number,
        "name": made_by,
        "minor": str(order.amount_minor),
        "currency": order.currency,
    }
    for person in _approvers(db, order):
        language = person.language or account.language
        with speaking(language):
            amount, name = money.display(order.amount, i18n.language()), made_by or _("Autopay")
            draft = letters.letter(
                _("{company}: a payment of {amount} waits for you", company=account.name, amount=amount),
                [
                    _("{name} wants to pay {amount} and needs your approval.", name=name, amount=amount),
                    _("Nothing is paid before you decide."),
                ],
                _("Look at the payment"),
                f"/{language}/payments/{order.number}",
            )
        outbox.put(db, system(), person.email, draft, kind=KIND, account_id=account.pk)
        if with_inbox:
            inbox.put(
                db, system(), account_id=account.pk, person_id=person.pk,
                kind=InboxKind.PAYMENT_TO_APPROVE, facts=facts,
            )  # fmt: skip
