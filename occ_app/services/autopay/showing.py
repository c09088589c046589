"""What a company sees of its autopay: rules, what is charged next, what is left to people; and stopping one charge."""

from dataclasses import dataclass

from sqlalchemy import Select, or_
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    ActivityKind,
    AutopayCharge,
    AutopayRule,
    Invoice,
    Order,
    Phase,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import activity, cards
from occ_app.services.autopay import matching
from occ_app.services.paying import coverage

MANAGE = Permission.AUTOPAY_MANAGE
MOST = 100
"""Charges of a page: what a person can still look through."""


@dataclass(frozen=True)
class Charge:
    """An invoice that was announced or left out, and what of it can be paid."""

    charge: AutopayCharge
    invoice: Invoice
    amount: Money


@dataclass(frozen=True)
class Listing:
    """Everything of a company's autopay that goes on."""

    rules: list[tuple[AutopayRule, SavedCard]]
    upcoming: list[Charge]
    left_out: list[Charge]


@dataclass(frozen=True)
class Choices:
    """What a new rule can be for, and charge."""

    contracts: list[str]
    currencies: list[str]
    cards: list[SavedCard]


def listing(db: Session, actor: Actor) -> Listing:
    """Rules that run, the next charges by their day, and open invoices that are left to people."""
    gate.require(actor, MANAGE)
    rules = (
        gate.rows(actor, MANAGE, AutopayRule)
        .add_columns(SavedCard)
        .join(SavedCard, col(SavedCard.id) == col(AutopayRule.card_id))
        .where(col(AutopayRule.stopped_at).is_(None))
        .order_by(col(AutopayRule.contract_number), col(AutopayRule.currency))
    )
    is_left = or_(col(AutopayCharge.skipped) != "", col(AutopayCharge.stopped_at).is_not(None))
    unpaid = col(AutopayCharge.payment_order_id).is_(None)
    return Listing(
        rules=[(rule, card) for rule, card in db.execute(rules)],
        upcoming=_charges(db, actor, _open(actor).where(*matching.waiting())),
        left_out=_charges(db, actor, _open(actor).where(is_left, unpaid)),
    )


def choices(db: Session, actor: Actor) -> Choices:
    """Contracts, currencies and good cards of the company."""
    gate.require(actor, MANAGE)
    contracts = gate.narrow(actor, MANAGE, Order, select(col(Order.contract_number)).distinct())
    currencies = gate.narrow(actor, MANAGE, Invoice, select(col(Invoice.currency)).distinct())
    named = contracts.where(col(Order.contract_number) != "").order_by(col(Order.contract_number))
    return Choices(
        contracts=list(db.execute(named).scalars()),
        currencies=list(db.execute(currencies.order_by(col(Invoice.currency))).scalars()),
        cards=[card for card in cards.listing(db, actor) if not card.is_expired(actor.today())],
    )


def stop_charge(db: Session, actor: Actor, number: str) -> None:
    """Do not pay this invoice by autopay; others of its rule are paid as before."""
    gate.require(actor, MANAGE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    plain = number.replace("\0", "")
    rows = (
        gate.rows(actor, MANAGE, AutopayCharge)
        .join(Invoice, col(Invoice.id) == col(AutopayCharge.invoice_id))
        .where(col(Invoice.number) == plain, col(AutopayCharge.skipped) == "")
        .order_by(col(AutopayCharge.id).desc())
    )
    held = rows.with_for_update(of=AutopayCharge).execution_options(populate_existing=True)
    charges = list(db.execute(held).scalars())
    if not charges:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    if charges[0].payment_order_id is not None:
        raise Invalid(_("Invoice {number} is being paid already.", number=plain))
    # Two rules may have announced it: what a person stopped is charged by neither.
    announced = [one for one in charges if one.stopped_at is None and one.payment_order_id is None]
    for charge in announced:
        charge.stopped_at, charge.stopped_by = now(), actor.person_id
    db.flush()
    if announced:
        activity.record(db, actor, ActivityKind.AUTOPAY_CHARGE_STOPPED, plain)


def _open(actor: Actor) -> Select[tuple[AutopayCharge]]:
    """Charges of rules that run and of invoices that something is due of."""
    return (
        gate.rows(actor, MANAGE, AutopayCharge)
        .join(AutopayRule, col(AutopayRule.id) == col(AutopayCharge.rule_id))
        .join(Invoice, col(Invoice.id) == col(AutopayCharge.invoice_id))
        .where(col(AutopayRule.stopped_at).is_(None), col(Invoice.phase) != Phase.CLOSED)
        .order_by(col(AutopayCharge.charge_on), col(AutopayCharge.id))
        .limit(MOST)
    )


def _charges(db: Session, actor: Actor, query: Select[tuple[AutopayCharge]]) -> list[Charge]:
    found = [(charge, invoice) for charge, invoice in db.execute(query.add_columns(Invoice))]
    room = coverage.payable(db, actor, [invoice for _charge, invoice in found])
    return [Charge(charge, invoice, Money(room[invoice.pk], invoice.currency)) for charge, invoice in found]
