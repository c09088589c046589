"""Giving money back: decided by the supplier's staff, posted once the card company has done it.

What the payer's bank takes back (a chargeback) is the same to the ledger, posted once the dispute is lost.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations.payments import RefundSeen, to_stripe
from occ_app.models import Account, ActivityKind, Allocation, Payment, Refund, RefundState
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import activity, ledger
from occ_app.services.paying import numbers, telling

SETTLE = Permission.PAYMENTS_SETTLE
LONGEST_REASON = 500
PATIENCE = timedelta(minutes=1)
GIVEN_BACK_BEFORE = "given_back_before"


@dataclass(frozen=True)
class Offer:
    """A payment of which money can be given back, and how much of it still."""

    number: str
    company: str
    paid: Money
    most: Money


@dataclass(frozen=True)
class Wanted:
    """A refund as the card company needs to know it."""

    id: int
    number: str
    state: RefundState
    intent_id: str
    amount: Money
    provider_id: str
    """What the card company calls it; empty until it is known to have made it."""
    is_chargeback: bool = False


def offer(db: Session, actor: Actor, payment_number: str) -> Offer:
    """What may be given back of a payment; Invalid for one that did not come through the card company."""
    gate.require(actor, Permission.PAYMENTS_REFUND)
    payment = _card_payment(db, _named(actor, payment_number))
    company = db.get_one(Account, payment.account_id).name
    return Offer(payment.number, company, payment.amount, refundable(db, actor, payment))


def ask(db: Session, actor: Actor, payment_number: str, text: str, reason: str) -> int:
    """Decide to give back part of a card payment, or all of it; the key of the refund. Nothing moves yet.

    Invalid for more than was not given back yet, refunds that are under way included; ProofNeeded without a second
    factor shown lately.
    """
    gate.require(actor, Permission.PAYMENTS_REFUND)
    require_fresh_proof(actor)
    plain = " ".join(reason.split())[:LONGEST_REASON]
    if not plain:
        raise Invalid(_("Please say why the money is given back."), "reason")
    payment = _card_payment(db, _named(actor, payment_number))
    _lock(db, payment)
    amount = _amount(text, payment.currency)
    most = refundable(db, actor, payment)
    if amount.minor > most.minor:
        said = money.display(most, i18n.language())
        raise Invalid(_("At most {amount} can be given back of this payment.", amount=said), "amount")
    made = Refund(
        account_id=payment.account_id,
        number=numbers.fresh("R"),
        payment_id=payment.pk,
        currency=payment.currency,
        amount_minor=amount.minor,
        reason=plain,
        made_by=actor.person_id,
    )
    db.add(made)
    db.flush()
    _record(db, actor, ActivityKind.REFUND_ASKED, payment, made)
    return made.pk


def refundable(db: Session, actor: Actor, payment: Payment) -> Money:
    """What was neither given back nor is about to be."""
    gate.require(actor, Permission.PAYMENTS_REFUND)
    given = select(func.coalesce(func.sum(col(Refund.amount_minor)), 0)).where(
        col(Refund.payment_id) == payment.pk, col(Refund.state) != RefundState.FAILED
    )
    return Money(payment.amount_minor - int(db.execute(given).scalar_one()), payment.currency)


def wanted(db: Session, actor: Actor, refund_id: int) -> Wanted:
    """What the card company is to be told."""
    gate.require(actor, SETTLE)
    return _wanted(db, _one(db, actor, refund_id))


def unsettled(db: Session, actor: Actor) -> list[int]:
    """Refunds that were decided a while ago and of which nothing was heard."""
    gate.require(actor, SETTLE)
    listed = gate.narrow(actor, SETTLE, Refund, select(col(Refund.id))).where(
        col(Refund.state) == RefundState.NEW, col(Refund.made_at) <= now() - PATIENCE
    )
    return list(db.execute(listed.order_by(col(Refund.id))).scalars())


def known(db: Session, actor: Actor, intent_id: str, seen: RefundSeen) -> Wanted | None:
    """The refund that the card company tells of; one made there, and not here, is noted now.

    What it is called there is noted at once: a refund with such a name is never asked for again. None if nothing was
    paid, or all of it was given back before a bank wanted it.
    """
    gate.require(actor, SETTLE)
    rows = gate.rows(actor, SETTLE, Payment).where(col(Payment.provider_id) == intent_id)
    payment = db.execute(rows).scalar_one_or_none()
    if payment is None:
        return None
    _lock(db, payment)
    mine = gate.rows(actor, SETTLE, Refund).where(
        (col(Refund.provider_id) == seen.id) | (col(Refund.number) == seen.refund_ref)
    )
    found = db.execute(mine).scalar_one_or_none()
    if found is None:
        if seen.is_chargeback and not _rest(payment):
            return None
        found = Refund(
            account_id=payment.account_id,
            number=numbers.fresh("R"),
            payment_id=payment.pk,
            currency=payment.currency,
            amount_minor=seen.amount.minor,
            is_chargeback=seen.is_chargeback,
        )
        db.add(found)
    found.provider_id = seen.id
    db.flush()
    return _wanted(db, found)


def post(db: Session, actor: Actor, refund_id: int, provider_id: str) -> RefundState:
    """The money went back: what it paid is due again, what was unapplied first. Done once."""
    gate.require(actor, SETTLE)
    refund, payment = _take_up(db, actor, refund_id)
    if refund.state is RefundState.DONE:
        return refund.state
    if refund.is_chargeback:
        # A bank counts in the cardholder's money, and knows nothing of what was given back before.
        if not _rest(payment):
            return failed(db, actor, refund_id, GIVEN_BACK_BEFORE)
        refund.amount_minor = min(refund.amount_minor, _rest(payment))
    refund.state, refund.provider_id, refund.ended_at, refund.failure = (
        RefundState.DONE,
        provider_id,
        now(),
        "",
    )
    db.flush()
    touched = _take_back(db, actor, payment, refund.amount_minor - payment.unapplied_minor)
    ledger.restate(db, system(), touched)
    ledger.restate_payments(db, system(), {payment.pk})
    kind = ActivityKind.CHARGED_BACK if refund.is_chargeback else ActivityKind.REFUNDED
    _record(db, actor, kind, payment, refund)
    telling.refunded(db, actor, payment, refund, is_due_again=bool(touched))
    return refund.state


def failed(db: Session, actor: Actor, refund_id: int, why: str) -> RefundState:
    """The money did not go back. If it was posted as gone, it is the company’s again: unapplied cash."""
    gate.require(actor, SETTLE)
    refund, payment = _take_up(db, actor, refund_id)
    if refund.state is not RefundState.FAILED:
        refund.state, refund.failure, refund.ended_at = RefundState.FAILED, why[:64], now()
        db.flush()
        ledger.restate_payments(db, system(), {payment.pk})
        if not refund.is_chargeback:  # a dispute that the supplier won: to the company nothing happened
            activity.record(
                db, actor, ActivityKind.REFUND_FAILED, payment.number,
                account_id=payment.account_id, after={"why": refund.failure},
            )  # fmt: skip
    return refund.state


def _rest(payment: Payment) -> int:
    return payment.amount_minor - payment.refunded_minor


def _named(actor: Actor, number: str) -> Select[tuple[Payment]]:
    rows = gate.rows(actor, Permission.PAYMENTS_REFUND, Payment)
    return rows.where(col(Payment.number) == number.replace("\0", ""))


def _card_payment(db: Session, query: Select[tuple[Payment]]) -> Payment:
    payment = gate.one(db, query)
    if not payment.provider_id:
        raise Invalid(_("Only payments by card in the portal can be given back here."))
    return payment


def _record(db: Session, actor: Actor, kind: ActivityKind, payment: Payment, refund: Refund) -> None:
    after = {"amount": f"{money.plain(refund.amount)} {refund.currency}", "reason": refund.reason}
    activity.record(db, actor, kind, payment.number, account_id=payment.account_id, after=after)


def _take_back(db: Session, actor: Actor, payment: Payment, minor: int) -> set[int]:
    """Reverse so much of what the payment was put to, the latest first; the invoices it was taken from.

    An allocation is reversed whole, and what stays of it is put there again: facts are only added.
    """
    rows = gate.rows(actor, SETTLE, Allocation).where(col(Allocation.payment_id) == payment.pk)
    listed = list(db.execute(rows.order_by(col(Allocation.id).desc())).scalars())
    reversed_ids = {one.reverses_id for one in listed if one.reverses_id}
    standing = [one for one in listed if one.reverses_id is None and one.pk not in reversed_ids]
    ledger.hold(db, system(), {one.invoice_id for one in standing})
    today, touched = db.get_one(Account, payment.account_id).today(), set[int]()
    for one in standing:
        if minor <= 0:
            break
        taken = min(minor, one.amount_minor)
        minor -= taken
        touched.add(one.invoice_id)
        db.add(_like(one, -one.amount_minor, today, reverses_id=one.pk))
        if taken < one.amount_minor:
            db.add(_like(one, one.amount_minor - taken, today))
    db.flush()
    return touched


def _like(one: Allocation, minor: int, today: date, *, reverses_id: int | None = None) -> Allocation:
    return Allocation(
        account_id=one.account_id,
        invoice_id=one.invoice_id,
        payment_id=one.payment_id,
        amount_minor=minor,
        reverses_id=reverses_id,
        allocated_on=today,
    )


def _take_up(db: Session, actor: Actor, refund_id: int) -> tuple[Refund, Payment]:
    """Both, locked; the company’s row first, as everybody does who moves its money."""
    refund = _one(db, actor, refund_id)
    payment = db.get_one(Payment, refund.payment_id)
    _lock(db, payment)
    db.refresh(refund, with_for_update=True)
    return refund, payment


def _lock(db: Session, payment: Payment) -> None:
    """The company, then the payment, as it is now."""
    db.get_one(Account, payment.account_id, with_for_update=True)
    db.refresh(payment, with_for_update=True)


def _one(db: Session, actor: Actor, refund_id: int) -> Refund:
    return gate.one(db, gate.rows(actor, SETTLE, Refund).where(col(Refund.id) == refund_id))


def _wanted(db: Session, refund: Refund) -> Wanted:
    payment = db.get_one(Payment, refund.payment_id)
    return Wanted(
        refund.pk,
        refund.number,
        refund.state,
        payment.provider_id or "",
        refund.amount,
        refund.provider_id or "",
        refund.is_chargeback,
    )


def _amount(text: str, currency: str) -> Money:
    try:
        amount = money.parse(text, currency, decimal_mark="," if i18n.language() == "es" else ".")
    except ValueError:
        raise Invalid(_("“{text}” is not an amount.", text=text[:40]), "amount") from None
    if amount.minor <= 0:
        raise Invalid(_("Please give back more than nothing."), "amount")
    to_stripe(amount)
    return amount
