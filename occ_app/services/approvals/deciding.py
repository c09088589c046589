"""Approving and refusing: by whom the rule names, never by who made the payment, each person once."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import (
    Account,
    ActivityKind,
    CompanyRole,
    InboxKind,
    PaymentDecision,
    PaymentOrder,
    PaymentState,
    Person,
)
from occ_app.services import activity, inbox, outbox
from occ_app.services.approvals import asking, naming, rules
from occ_app.services.paying import sending, settling
from occ_app.services.people import letters

LONGEST_REASON = 500
APPROVE = Permission.PAYMENTS_APPROVE


def may_decide(db: Session, actor: Actor, order: PaymentOrder) -> bool:
    """Whether it waits for this actor."""
    gate.require(actor, Permission.PAYMENTS_READ)
    if not actor.may(APPROVE) or order.state is not PaymentState.AWAITING_APPROVAL:
        return False
    return any(person.pk == actor.person_id for person in asking.approvers(db, actor, order))


def approve(db: Session, actor: Actor, number: str) -> PaymentOrder:
    """Say yes; with the last approval it needs the payment goes on. Whoever owes a second factor shows it first."""
    gate.require(actor, APPROVE)
    require_fresh_proof(actor)
    order = _waiting(db, actor, number)
    _decide(db, actor, order, is_approved=True, reason="")
    said_yes = select(func.count()).where(
        col(PaymentDecision.payment_order_id) == order.pk, col(PaymentDecision.is_approved).is_(True)
    )
    if db.execute(said_yes).scalar_one() >= order.approvals_needed:
        rules.check_released(db, system(), order)
        sending.release(db, system(), order)
        _tell_maker(db, actor, order, InboxKind.PAYMENT_APPROVED, "")
    return order


def refuse(db: Session, actor: Actor, number: str, reason: str) -> PaymentOrder:
    """Say no, and why: the payment ends, its invoices can be paid otherwise."""
    gate.require(actor, APPROVE)
    plain = " ".join(reason.split())[:LONGEST_REASON]
    if not plain:
        raise Invalid(_("Please say why you refuse it."), "reason")
    order = _waiting(db, actor, number)
    _decide(db, actor, order, is_approved=False, reason=plain)
    settling.end(db, system(), order, PaymentState.REFUSED)
    _tell_maker(db, actor, order, InboxKind.PAYMENT_REFUSED, plain)
    return order


def _waiting(db: Session, actor: Actor, number: str) -> PaymentOrder:
    rows = gate.rows(actor, APPROVE, PaymentOrder).where(col(PaymentOrder.number) == number.replace("\0", ""))
    order = settling.take_up(db, system(), gate.one(db, rows).pk)
    if order.state is not PaymentState.AWAITING_APPROVAL:
        raise Invalid(_("This payment no longer waits for approval."))
    if order.made_by == actor.person_id:
        raise Forbidden(_("Nobody approves a payment of their own. Somebody else has to look at it."))
    if not may_decide(db, actor, order):
        raise Forbidden(_("This payment does not wait for you."))
    return order


def _decide(db: Session, actor: Actor, order: PaymentOrder, *, is_approved: bool, reason: str) -> None:
    assert actor.person_id is not None  # only people hold the permission
    db.add(
        PaymentDecision(
            account_id=order.account_id,
            payment_order_id=order.pk,
            person_id=actor.person_id,
            is_approved=is_approved,
            reason=reason,
        )
    )
    db.flush()
    kind = ActivityKind.PAYMENT_APPROVED if is_approved else ActivityKind.PAYMENT_REFUSED
    activity.record(db, actor, kind, order.number, after={"reason": reason} if reason else None)


def _tell_maker(db: Session, actor: Actor, order: PaymentOrder, kind: InboxKind, reason: str) -> None:
    """Whoever made it, as long as they are still of the company."""
    active = naming.active(order.account_id, tuple(CompanyRole))
    maker = db.execute(active.where(col(Person.id) == (order.made_by or 0))).scalar_one_or_none()
    if maker is None:
        return
    account = db.get_one(Account, order.account_id)
    facts = {"number": order.number, "name": actor.name, "reason": reason}
    facts |= {"minor": str(order.amount_minor), "currency": order.currency}
    inbox.put(db, system(), account_id=account.pk, person_id=maker.pk, kind=kind, facts=facts)
    language = maker.language or account.language
    with speaking(language):
        amount = money.display(order.amount, i18n.language())
        said = (
            _("{name} approved your payment of {amount}.", name=actor.name, amount=amount)
            if kind is InboxKind.PAYMENT_APPROVED
            else _("{name} refused your payment of {amount}.", name=actor.name, amount=amount)
        )
        draft = letters.letter(
            said, [said, *([reason] if reason else [])], _("Look at the payment"),
            f"/{language}/payments/{order.number}",
        )  # fmt: skip
    outbox.put(db, system(), maker.email, draft, kind=asking.KIND, account_id=account.pk)
