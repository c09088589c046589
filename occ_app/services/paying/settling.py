"""What became of a payment at the card company or the bank, posted to the ledger exactly once.

Every road leads here: the answer to the person who pays, the way back from 3-D Secure, the webhook, the sweep, an
import. Each may come late, twice or in another order; the state of the order, locked, decides.
"""

from datetime import date

from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.models import (
    AT_PROVIDER,
    WITHDRAWN,
    Account,
    ActivityKind,
    Allocation,
    Payment,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
)
from occ_app.models.base import now
from occ_app.money import Money, plain
from occ_app.services import activity, ledger
from occ_app.services.paying import telling

SETTLE = Permission.PAYMENTS_SETTLE


def take_up(db: Session, actor: Actor, order_id: int) -> PaymentOrder:
    """The payment as it is now, locked; the company’s row first, as everybody does who moves its money."""
    gate.require(actor, SETTLE)
    found = gate.one(db, gate.rows(actor, SETTLE, PaymentOrder).where(col(PaymentOrder.id) == order_id))
    db.get_one(Account, found.account_id, with_for_update=True)
    db.refresh(found, with_for_update=True)
    return found


def note_intent(db: Session, actor: Actor, order_id: int, provider_id: str) -> str:
    """Remember under which id the card company has it, before it is asked to charge; the id that counts.

    A second id, made by somebody who tried at the same time, never replaces the first. Empty where the payment is
    no longer at the card company.
    """
    gate.require(actor, SETTLE)
    order = take_up(db, actor, order_id)
    if order.state not in AT_PROVIDER:
        return ""
    order.provider_id = order.provider_id or provider_id
    db.flush()
    return order.provider_id


def post(db: Session, actor: Actor, order_id: int, received: Money, provider_id: str) -> PaymentOrder:
    """The card company has the money: write the payment and what it pays. Done once, whatever state it was in.

    Of what an invoice no longer takes, because it was paid otherwise meanwhile, the rest stays as unapplied cash.
    """
    gate.require(actor, SETTLE)
    order = take_up(db, actor, order_id)
    if order.state is PaymentState.SUCCEEDED:
        return order
    if received.currency != order.currency or received.minor <= 0:
        raise ValueError(f"payment {order.number} was asked for in {order.currency}, got {received}")
    today = db.get_one(Account, order.account_id).today()
    payment = Payment(
        account_id=order.account_id,
        number=order.number,
        method=PaymentMethod.CARD,
        reference=order.reference,
        currency=order.currency,
        amount_minor=received.minor,
        received_on=today,
        settled_on=today,
        provider_id=provider_id,
    )
    db.add(payment)
    db.flush()
    order.provider_id = order.provider_id or provider_id
    close(db, actor, order, payment)
    return order


def close(db: Session, actor: Actor, order: PaymentOrder, payment: Payment) -> None:
    """Put a payment that was received to what its order promised, and tell those who wait for it."""
    gate.require(actor, SETTLE)
    order.state, order.payment_id, order.posted_at = PaymentState.SUCCEEDED, payment.pk, now()
    order.failure, order.ended_at = "", None
    db.flush()
    _allocate(db, actor, order, payment)
    told = {"amount": f"{plain(payment.amount)} {payment.currency}", "method": payment.method.value}
    activity.record(
        db, actor, ActivityKind.PAYMENT_RECEIVED, order.number, account_id=order.account_id, after=told
    )
    telling.received(db, actor, order)


def apply_credits(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Nothing is left to charge: put the credits to the invoices at once."""
    gate.require(actor, SETTLE)
    order.state, order.posted_at = PaymentState.SUCCEEDED, now()
    db.flush()
    _allocate(db, actor, order, None)
    activity.record(db, actor, ActivityKind.CREDITS_APPLIED, order.number, account_id=order.account_id)


def awaiting_action(db: Session, actor: Actor, order_id: int) -> None:
    """The bank wants to hear from whoever pays; where somebody else approved it, they may have to be called."""
    gate.require(actor, SETTLE)
    order = _move(db, actor, order_id, PaymentState.NEEDS_ACTION)
    if order and order.approvals_needed:
        telling.asked(db, actor, order)


def processing(db: Session, actor: Actor, order_id: int) -> None:
    """The card company has not decided yet."""
    gate.require(actor, SETTLE)
    _move(db, actor, order_id, PaymentState.PROCESSING)


def failed(db: Session, actor: Actor, order_id: int, why: str) -> PaymentOrder:
    """It certainly was not and will not be charged: `why` is the card company’s code, or our word. Invoices are free.

    What somebody took back ends as taken back, and nobody is told that it failed.
    """
    gate.require(actor, SETTLE)
    order = take_up(db, actor, order_id)
    if order.state in AT_PROVIDER and order.failure == WITHDRAWN:
        order.failure = ""
        end(db, actor, order, PaymentState.CANCELLED)
    elif order.state in AT_PROVIDER:
        order.failure = why[:64]
        end(db, actor, order, PaymentState.FAILED)
        after = {"why": order.failure}
        activity.record(
            db, actor, ActivityKind.PAYMENT_FAILED, order.number, account_id=order.account_id, after=after
        )
        telling.failed(db, actor, order)
    return order


def expire(db: Session, actor: Actor, order_id: int) -> None:
    """An announced transfer did not come in time: its invoices can be paid otherwise; one that comes late is matched."""
    gate.require(actor, SETTLE)
    order = take_up(db, actor, order_id)
    if order.state is PaymentState.ANNOUNCED and order.expires_at and order.expires_at <= now():
        end(db, actor, order, PaymentState.EXPIRED)
        activity.record(db, actor, ActivityKind.PAYMENT_EXPIRED, order.number, account_id=order.account_id)
        telling.expired(db, actor, order)


def end(db: Session, actor: Actor, order: PaymentOrder, state: PaymentState) -> None:
    """Nothing is promised to it any more."""
    gate.require(actor, SETTLE)
    order.state, order.ended_at = state, now()
    db.flush()
    restate(db, actor, order)


def restate(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Bring what it pays in line with the state it has now."""
    gate.require(actor, SETTLE)
    ledger.restate(db, system(), {line.invoice_id for line in lines_of(db, actor, order)})


def lines_of(db: Session, actor: Actor, order: PaymentOrder) -> list[PaymentLine]:
    """What it pays, in the order it was planned."""
    query = gate.rows(actor, SETTLE, PaymentLine).where(col(PaymentLine.payment_order_id) == order.pk)
    return list(db.execute(query.order_by(col(PaymentLine.id))).scalars())


def _move(db: Session, actor: Actor, order_id: int, state: PaymentState) -> PaymentOrder | None:
    """The payment, if this is news of it."""
    order = take_up(db, actor, order_id)
    if order.state not in AT_PROVIDER or order.state is state:
        return None
    order.state = state
    db.flush()
    return order


def _allocate(db: Session, actor: Actor, order: PaymentOrder, payment: Payment | None) -> None:
    """Put each line to its invoice, never more than that still takes or its source still has."""
    lines = lines_of(db, actor, order)
    notes = {line.credit_note_id for line in lines if line.credit_note_id}
    held = ledger.hold(db, system(), {line.invoice_id for line in lines} | notes)
    cash = {
        pk: db.get_one(Payment, pk, with_for_update=True)
        for pk in sorted({i.cash_id for i in lines if i.cash_id})
    }
    due = ledger.room(db, system(), held.values())
    left = {("note", pk): -due[pk] for pk in notes} | {
        ("cash", pk): one.unapplied_minor for pk, one in cash.items()
    }
    left["money", 0] = payment.amount_minor if payment else 0
    today = db.get_one(Account, order.account_id).today()
    for line in lines:
        source = _source(line)
        amount = min(line.amount_minor, max(0, due[line.invoice_id]), max(0, left[source]))
        if amount > 0:
            due[line.invoice_id] -= amount
            left[source] -= amount
            db.add(_allocation(line, amount, payment, today))
    db.flush()
    ledger.restate(db, system(), held)
    ledger.restate_payments(db, system(), {*cash, *([payment.pk] if payment else [])})


def _source(line: PaymentLine) -> tuple[str, int]:
    if line.credit_note_id:
        return "note", line.credit_note_id
    return ("cash", line.cash_id) if line.cash_id else ("money", 0)


def _allocation(line: PaymentLine, amount: int, payment: Payment | None, today: date) -> Allocation:
    paid_by = line.cash_id or (payment.pk if payment and line.is_money else None)
    return Allocation(
        account_id=line.account_id,
        invoice_id=line.invoice_id,
        payment_id=None if line.credit_note_id else paid_by,
        credit_note_id=line.credit_note_id,
        payment_order_id=line.payment_order_id,
        amount_minor=amount,
        allocated_on=today,
    )
