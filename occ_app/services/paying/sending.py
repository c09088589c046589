"""Sending a payment: its invoices and credits are promised to it, once, and it goes where it has to go next."""

from datetime import timedelta

from sqlmodel import Session

from occ_app import money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations.payments import to_stripe
from occ_app.models import (
    WITHDRAWN,
    Account,
    ActivityKind,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentOrigin,
    PaymentState,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import activity, cards, ledger
from occ_app.services.approvals import asking, rules
from occ_app.services.paying import amounts, baskets, charges, coverage, editing, settling
from occ_app.services.paying.coverage import Plan

WAIT_FOR_TRANSFER = timedelta(days=14)
"""How long an announced transfer holds its invoices; a bank takes three days, payment runs are weekly."""

CANCELLABLE = (PaymentState.AWAITING_APPROVAL, PaymentState.SCHEDULED, PaymentState.ANNOUNCED)


def send(db: Session, actor: Actor, number: str, expected_minor: int) -> PaymentOrder:
    """Promise the invoices of a draft to it and send it on. One that was sent already is answered as it stands.

    `expected_minor` is the money the person was shown last: Invalid if it has become another amount, or if an
    invoice is being paid otherwise by now. Nothing outside is called here.
    """
    gate.require(actor, Permission.PAYMENTS_MAKE)
    account = db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.state is not PaymentState.DRAFT:
        return order
    plan = _plan(db, actor, order)
    if plan.money_minor != expected_minor:
        raise Invalid(_("What is to be paid has changed. Please look at it again."), "changed")
    _check_method(db, actor, order, plan.money_minor)
    rules.check_limits(db, actor, Money(plan.money_minor, order.currency))
    _promise(db, order, plan)
    order.sent_at = now()
    if order.origin is PaymentOrigin.PERSON:
        # Whoever sends it makes it, whoever began the draft: they are the one who may not approve it.
        order.made_by = actor.person_id
    activity.record(db, actor, ActivityKind.PAYMENT_SENT, order.number, after=_told(order))
    rule = rules.band(db, actor, order.amount)
    if rule is not None:
        order.approval_rule_id, order.approvals_needed = rule.pk, rule.approvals
        _stand(db, order, PaymentState.AWAITING_APPROVAL)
        asking.ask(db, actor, order)
    else:
        go_on(db, system(), account, order)
    return order


def check(db: Session, actor: Actor, number: str) -> None:
    """Refuse now what `send` would refuse."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.draft(db, actor, number)
    plan = _plan(db, actor, order)
    _check_method(db, actor, order, plan.money_minor)
    rules.check_limits(db, actor, Money(plan.money_minor, order.currency))


def release(db: Session, actor: Actor, order: PaymentOrder) -> None:
    """Let a payment go on that was approved, or whose day has come."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    account = db.get_one(Account, order.account_id, with_for_update=True)
    db.refresh(order, with_for_update=True)
    is_due = (
        order.state is PaymentState.SCHEDULED and (order.scheduled_for or account.today()) <= account.today()
    )
    if order.state is PaymentState.AWAITING_APPROVAL or is_due:
        go_on(db, actor, account, order)


def cancel(db: Session, actor: Actor, number: str) -> PaymentOrder:
    """Take back a payment that was not charged yet; one that has ended is answered as it stands.

    One whose bank waits for an answer is still at the card company, which has to be told before it ends.
    """
    gate.require(actor, Permission.PAYMENTS_MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.state in CANCELLABLE:
        settling.end(db, system(), order, PaymentState.CANCELLED)
        activity.record(db, actor, ActivityKind.PAYMENT_CANCELLED, order.number, after=_told(order))
    elif charges.may_answer(actor, order):
        order.failure = WITHDRAWN
        db.flush()
        activity.record(db, actor, ActivityKind.PAYMENT_CANCELLED, order.number, after=_told(order))
    elif order.is_holding and order.failure != WITHDRAWN:
        raise Invalid(_("This payment is on its way already and cannot be taken back here."))
    return order


def reschedule(db: Session, actor: Actor, number: str, day: str) -> None:
    """Move a planned payment to another day (ISO) after today."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.state is not PaymentState.SCHEDULED:
        raise Invalid(_("Only a planned payment can be moved to another day."))
    order.scheduled_for = baskets.planned_day(actor, day)
    db.flush()
    activity.record(db, actor, ActivityKind.PAYMENT_PLANNED, order.number, after={"day": day})


def pay_now(db: Session, actor: Actor, number: str) -> PaymentOrder:
    """Do not wait for the day of a planned payment."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    account = db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.state is PaymentState.SCHEDULED:
        order.scheduled_for = account.today()
        activity.record(db, actor, ActivityKind.PAYMENT_SENT, order.number, after=_told(order))
        go_on(db, system(), account, order)
        order.scheduled_for = None  # somebody is there to answer their bank
        db.flush()
    return order


def let_be(db: Session, actor: Actor, number: str) -> None:
    """A failed payment is not to be put right any more."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.state is PaymentState.FAILED and order.fixed_at is None:
        order.fixed_at = now()
        db.flush()
        activity.record(db, actor, ActivityKind.PAYMENT_LET_BE, order.number)


def go_on(db: Session, actor: Actor, account: Account, order: PaymentOrder) -> None:
    """From wherever it waited to its day, to the bank or to the card company; or done, where credits pay all."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    if not _cut(db, actor, order):
        settling.end(db, actor, order, PaymentState.CANCELLED)
    elif not order.amount_minor:
        settling.apply_credits(db, actor, order)
    elif order.scheduled_for and order.scheduled_for > account.today():
        _stand(db, order, PaymentState.SCHEDULED)
    elif order.method is PaymentMethod.BANK_TRANSFER:
        order.submitted_at, order.expires_at = now(), now() + WAIT_FOR_TRANSFER
        _stand(db, order, PaymentState.ANNOUNCED)
    else:
        order.submitted_at = now()
        _stand(db, order, PaymentState.SUBMITTING)


def _plan(db: Session, actor: Actor, order: PaymentOrder) -> Plan:
    """What each invoice gets from where, as of now and with all of it locked; Invalid if one cannot take so much."""
    pairs = baskets.items(db, actor, order)
    if not pairs:
        raise Invalid(_("There is nothing to pay here: it is paid, or a payment is already on its way."))
    held = ledger.hold(db, system(), [invoice.pk for _item, invoice in pairs])
    room = coverage.payable(db, actor, held.values())
    for item, invoice in pairs:
        if item.amount_minor < room[invoice.pk] and item.reason is None:
            raise editing.unexplained(invoice)
        if item.amount_minor > room[invoice.pk]:
            most = amounts.said(Money(room[invoice.pk], order.currency))
            raise Invalid(
                _("{number}: at most {amount} can be paid now.", number=invoice.number, amount=most),
                invoice.number,
            )
    wanted = {invoice.pk: item.amount_minor for item, invoice in pairs}
    return coverage.plan(wanted, coverage.sources(db, actor, order.currency, lock=True))


def _check_method(db: Session, actor: Actor, order: PaymentOrder, money_minor: int) -> None:
    if not money_minor or order.method is PaymentMethod.BANK_TRANSFER:
        return
    card = next((card for card in cards.listing(db, actor) if card.pk == order.card_id), None)
    if order.method is not PaymentMethod.CARD or card is None:
        raise Invalid(_("Please choose how to pay."), "method")
    if card.is_expired(order.scheduled_for or actor.today()):
        raise Invalid(_("This card has expired. Please choose another one."), "method")
    if order.scheduled_for and order.scheduled_for <= actor.today():
        raise Invalid(_("Please choose a day after today, within a year."), "day")
    to_stripe(Money(money_minor, order.currency))


def _promise(db: Session, order: PaymentOrder, plan: Plan) -> None:
    order.amount_minor = plan.money_minor
    if not order.amount_minor:
        order.method, order.card_id, order.scheduled_for = PaymentMethod.OTHER, None, None
    db.add_all(
        PaymentLine(
            account_id=order.account_id,
            payment_order_id=order.pk,
            invoice_id=share.invoice_id,
            amount_minor=share.amount_minor,
            credit_note_id=share.source.credit_note_id if share.source else None,
            cash_id=share.source.cash_id if share.source else None,
        )
        for share in plan.shares
    )
    db.flush()


def _cut(db: Session, actor: Actor, order: PaymentOrder) -> bool:
    """While it waited an invoice may have been paid otherwise: never ask for more than is still due.

    Credits keep their part, money gives way; whether anything is left to pay.
    """
    lines = settling.lines_of(db, actor, order)
    held = ledger.hold(db, actor, {line.invoice_id for line in lines})
    room = {pk: max(0, invoice.due_minor - invoice.pending_minor) for pk, invoice in held.items()}
    for line in sorted(lines, key=lambda line: (line.is_money, line.pk)):
        left = min(line.amount_minor, room[line.invoice_id])
        room[line.invoice_id] -= left
        if left:
            line.amount_minor = left
        else:
            db.delete(line)
    db.flush()
    kept = settling.lines_of(db, actor, order)
    order.amount_minor = sum(line.amount_minor for line in kept if line.is_money)
    return bool(kept)


def _stand(db: Session, order: PaymentOrder, state: PaymentState) -> None:
    order.state = state
    db.flush()
    settling.restate(db, system(), order)


def _told(order: PaymentOrder) -> dict[str, str]:
    """What the trail keeps of it."""
    return {
        "amount": f"{money.plain(order.amount)} {order.currency}",
        "method": order.method.value,
    }
