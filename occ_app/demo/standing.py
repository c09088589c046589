"""What Acme's cards are there for: a contract that pays itself, with a charge announced, and a payment that failed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from occ_app.demo.acme import ACME
from occ_app.models import (
    Account,
    AutopayCharge,
    AutopayRule,
    BasketItem,
    Invoice,
    Order,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Person,
    Phase,
    SavedCard,
)
from occ_app.services.paying.numbers import reference

CONTRACT, FAILED_ORDER = "CT-18120", "PD-70313"
NOTICE_DAYS = 7
CAP_MINOR = 4_000_000
STARTED_AGO, FAILED_AGO = timedelta(days=60), timedelta(days=2)
NUMBER = "P7KQ2MXDA4T"


def store(db: Session, account: Account, cards: list[SavedCard], today: date) -> None:
    """Store it, for Acme alone: the first card pays the contract, the last one failed."""
    if account.number != ACME.number:
        return
    marta = db.exec(select(Person.id).where(Person.email == "marta.soler@acme.example")).first()
    _autopay(db, cards[0], marta, today)
    _failed(db, cards[-1], marta, today)
    db.flush()


def _autopay(db: Session, card: SavedCard, by: int | None, today: date) -> None:
    rule = AutopayRule(
        account_id=card.account_id,
        contract_number=CONTRACT,
        currency=ACME.currency,
        card_id=card.pk,
        notice_days=NOTICE_DAYS,
        cap_invoice_minor=CAP_MINOR,
        made_by=by,
        made_at=_at(today - STARTED_AGO),
    )
    db.add(rule)
    db.flush()
    of_contract = select(Order.id).where(
        col(Order.account_id) == card.account_id, col(Order.contract_number) == CONTRACT
    )
    for invoice in _open(db, of_contract):
        charge_on = max(invoice.falls_on, today + timedelta(days=NOTICE_DAYS))
        owned: dict[str, Any] = {"account_id": card.account_id, "rule_id": rule.pk, "invoice_id": invoice.pk}
        db.add(
            AutopayCharge(**owned, charge_on=charge_on, noticed_at=_at(today), amount_minor=invoice.due_minor)
        )


def _failed(db: Session, card: SavedCard, by: int | None, today: date) -> None:
    """The oldest invoice of an order, tried with a card that had expired."""
    of_order = select(Order.id).where(
        col(Order.account_id) == card.account_id, col(Order.number) == FAILED_ORDER
    )
    invoice = next(iter(_open(db, of_order)), None)
    if invoice is None:
        return
    at = _at(today - FAILED_AGO)
    times: dict[str, Any] = dict.fromkeys(("made_at", "sent_at", "submitted_at", "ended_at"), at)
    order = PaymentOrder(
        account_id=card.account_id,
        number=NUMBER,
        basket=NUMBER,
        reference=reference(NUMBER),
        state=PaymentState.FAILED,
        method=PaymentMethod.CARD,
        card_id=card.pk,
        currency=invoice.currency,
        amount_minor=invoice.due_minor,
        made_by=by,
        failure="expired_card",
        **times,
    )
    db.add(order)
    db.flush()
    owned: dict[str, Any] = {
        "account_id": card.account_id,
        "payment_order_id": order.pk,
        "invoice_id": invoice.pk,
        "amount_minor": invoice.due_minor,
    }
    db.add_all([BasketItem(**owned), PaymentLine(**owned)])


def _open(db: Session, orders: Any) -> list[Invoice]:
    """Open invoices of these orders, the oldest due first."""
    query = select(Invoice).where(col(Invoice.order_id).in_(orders), col(Invoice.phase) == Phase.OPEN)
    return list(db.exec(query.where(col(Invoice.due_minor) > 0).order_by(col(Invoice.falls_on))))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), UTC)
