"""Charging what was announced, on its day: one payment an invoice, sent the way every payment is."""

from datetime import timedelta

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.models import (
    Account,
    AutopayCharge,
    AutopayRule,
    BasketItem,
    Invoice,
    PaymentMethod,
    PaymentOrder,
    PaymentOrigin,
    ShortReason,
)
from occ_app.models.base import now
from occ_app.services import ledger
from occ_app.services.autopay import matching
from occ_app.services.autopay.matching import Due
from occ_app.services.autopay.words import Skip
from occ_app.services.paying import coverage, numbers, sending, sheets

SETTLE = Permission.PAYMENTS_SETTLE


def due(db: Session, actor: Actor) -> list[int]:
    """Announced charges whose day has come at their company."""
    gate.require(actor, SETTLE)
    furthest = (now() + timedelta(days=1)).date()  # it is never later than this anywhere
    query = (
        gate.narrow(actor, SETTLE, AutopayCharge, select(AutopayCharge, Account))
        .join(Account, col(Account.id) == col(AutopayCharge.account_id))
        .where(*matching.waiting(), col(AutopayCharge.charge_on) <= furthest)
        .order_by(col(AutopayCharge.charge_on), col(AutopayCharge.id))
    )
    return [charge.pk for charge, account in db.execute(query) if charge.charge_on <= account.today()]


def charge_due(db: Session, actor: Actor, charge_id: int) -> int | None:
    """Make and send the payment of an announced charge, once; its key, or None where it is left out after all.

    Nothing outside is called here: the payment may wait for approval, or stand ready to be charged.
    """
    gate.require(actor, SETTLE)
    charge = gate.one(db, gate.rows(actor, SETTLE, AutopayCharge).where(col(AutopayCharge.id) == charge_id))
    account = db.get_one(Account, charge.account_id, with_for_update=True)
    db.refresh(charge, with_for_update=True)
    if charge.payment_order_id or charge.stopped_at or charge.skipped or charge.charge_on > account.today():
        return None
    rule = db.get_one(AutopayRule, charge.rule_id)
    db.refresh(rule)
    invoice = ledger.hold(db, actor, [charge.invoice_id])[charge.invoice_id]
    room = coverage.payable(db, actor, [invoice])[invoice.pk]
    amount = min(room, charge.amount_minor)
    reason = _left_out(db, actor, rule, Due(invoice, amount, account.today()))
    order = None if reason else _ordered(db, account, rule, invoice, amount, is_part=amount < room)
    if isinstance(order, PaymentOrder):
        charge.payment_order_id = order.pk
    else:
        charge.skipped = reason or order or Skip.REFUSED
    db.flush()
    return charge.payment_order_id


def _left_out(db: Session, actor: Actor, rule: AutopayRule, one: Due) -> Skip | None:
    if rule.stopped_at is not None:
        return Skip.RULE_STOPPED
    if not matching.is_of(db, actor, rule, one.invoice):
        return Skip.OTHER_RULE
    if not one.amount_minor:
        return Skip.PAID
    if found := matching.left_out(db, actor, rule, one):
        return found
    most = rule.cap_month_minor
    if most is not None and one.amount_minor + matching.spent(db, actor, rule, one.day) > most:
        return Skip.CAP_MONTH
    return None


def _ordered(
    db: Session, account: Account, rule: AutopayRule, invoice: Invoice, amount: int, *, is_part: bool
) -> PaymentOrder | Skip:
    """The payment, sent; or why it cannot be sent, and then nothing of it stays.

    It pays part of the invoice where more has become due of it since the notice.
    """
    inside = matching.program(account)
    order, item = _draft(db, rule, invoice, amount)
    item.reason = ShortReason.INSTALMENT if is_part else None
    try:
        sending.check(db, inside, order.number)
        shown = sheets.sheet(db, inside, order.number).to_pay.minor
        return sending.send(db, inside, order.number, shown)
    except Invalid as refusal:
        db.delete(item)
        db.flush()
        db.delete(order)
        return Skip.LIMIT if refusal.field == "limit" else Skip.REFUSED


def _draft(db: Session, rule: AutopayRule, invoice: Invoice, amount: int) -> tuple[PaymentOrder, BasketItem]:
    number = numbers.fresh()
    order = PaymentOrder(
        account_id=rule.account_id,
        number=number,
        basket=number,
        origin=PaymentOrigin.AUTOPAY,
        method=PaymentMethod.CARD,
        card_id=rule.card_id,
        currency=rule.currency,
        reference=numbers.reference(number),
        autopay_rule_id=rule.pk,
    )
    db.add(order)
    db.flush()
    item = BasketItem(
        account_id=rule.account_id, payment_order_id=order.pk, invoice_id=invoice.pk, amount_minor=amount
    )
    db.add(item)
    db.flush()
    return order, item
