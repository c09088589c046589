"""Saying what autopay is going to charge, days before: what was not announced is never charged."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Account, AutopayCharge, AutopayRule, Invoice, SavedCard
from occ_app.models.base import now
from occ_app.services.approvals import rules as limits
from occ_app.services.autopay import letters, matching
from occ_app.services.autopay.matching import Due
from occ_app.services.autopay.words import Skip
from occ_app.services.paying import coverage

SETTLE = Permission.PAYMENTS_SETTLE


def announce(db: Session, actor: Actor, rule_id: int) -> int:
    """Announce, once, what a rule is going to charge, and note what it leaves out; how many invoices were announced.

    What was left out is looked at again as long as it is open: with its reason gone it is announced like any other.
    """
    gate.require(actor, SETTLE)
    rule = gate.one(db, gate.rows(actor, SETTLE, AutopayRule).where(col(AutopayRule.id) == rule_id))
    account = db.get_one(Account, rule.account_id, with_for_update=True)
    db.refresh(rule)
    if rule.stopped_at is not None or not letters.has_readers(db, actor, account.pk):
        return 0  # what reaches nobody is not announced, and so not charged
    today = account.today()
    invoices = matching.coming(db, actor, rule, today)
    room = coverage.payable(db, actor, invoices)
    known = _known(db, actor, rule)
    notices: defaultdict[date, list[Due]] = defaultdict(list)
    for invoice in invoices:
        if amount := room[invoice.pk]:
            one = Due(invoice, amount, matching.charge_day(rule, invoice, today))
            charge = known.get(invoice.pk) or _fresh(db, rule, invoice)
            charge.charge_on, charge.skipped = one.day, _left_out(db, actor, rule, one) or ""
            if not charge.skipped:
                charge.noticed_at, charge.amount_minor = now(), amount
                notices[one.day].append(one)
            db.flush()
    card = db.get_one(SavedCard, rule.card_id)
    for told in notices.values():
        letters.tell(db, actor, card, told)
    return sum(map(len, notices.values()))


def _left_out(db: Session, actor: Actor, rule: AutopayRule, one: Due) -> Skip | None:
    if found := matching.left_out(db, actor, rule, one):
        return found
    if rule.cap_month_minor is not None:
        used = matching.spent(db, actor, rule, one.day) + matching.announced(db, actor, rule, one.day)
        if one.amount_minor + used > rule.cap_month_minor:
            return Skip.CAP_MONTH
    inside = matching.program(db.get_one(Account, rule.account_id))
    most = limits.limit(db, inside, rule.currency)
    caps = [cap for cap in (most.per_payment_minor, most.per_day_minor) if cap is not None] if most else []
    return Skip.LIMIT if caps and one.amount_minor > min(caps) else None


def _known(db: Session, actor: Actor, rule: AutopayRule) -> dict[int, AutopayCharge]:
    """What was left out until now, by invoice."""
    query = gate.narrow(actor, SETTLE, AutopayCharge, select(AutopayCharge)).where(
        col(AutopayCharge.rule_id) == rule.pk
    )
    return {charge.invoice_id: charge for charge in db.execute(query).scalars()}


def _fresh(db: Session, rule: AutopayRule, invoice: Invoice) -> AutopayCharge:
    charge = AutopayCharge(
        account_id=rule.account_id, rule_id=rule.pk, invoice_id=invoice.pk, charge_on=invoice.falls_on
    )
    # Whether it is announced follows: until then it must not count as announced for the month.
    charge.skipped = Skip.PAID
    db.add(charge)
    return charge
