"""What a person changes of a draft: how much of each invoice and why, what is left out, how and when it is paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import BasketItem, Invoice, PaymentMethod, ShortReason
from occ_app.money import Money
from occ_app.services import cards
from occ_app.services.paying import amounts, coverage
from occ_app.services.paying.baskets import draft, items, planned_day

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Entry:
    """What a person wrote for one invoice: an amount as they write it, and why it is less than what is due."""

    amount: str
    reason: str = ""
    note: str = ""


def change(db: Session, actor: Actor, number: str, entries: Mapping[str, Entry]) -> None:
    """Pay other amounts of the invoices of a draft; Invalid names the invoice. Why it is less can be said later."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = draft(db, actor, number)
    for item, invoice in items(db, actor, order):
        if entry := entries.get(invoice.number):
            room = coverage.payable(db, actor, [invoice])[invoice.pk]
            _change(item, invoice, entry, room)
    db.flush()


def explain(
    db: Session,
    actor: Actor,
    number: str,
    invoice_number: str,
    *,
    reason: str | None = None,
    note: str | None = None,
) -> None:
    """Say why less than is due is paid of an invoice of a draft; what is not given stays as it is."""
    item, invoice = _one(db, actor, number, invoice_number)
    if reason is not None:
        item.reason = _reason(reason, invoice)
    if note is not None:
        item.note = _plain(note)
    db.flush()


def leave_out(db: Session, actor: Actor, number: str, invoice_number: str) -> None:
    """Take an invoice out of a draft."""
    item, _invoice = _one(db, actor, number, invoice_number)
    db.delete(item)
    db.flush()


def choose(
    db: Session,
    actor: Actor,
    number: str,
    *,
    method: PaymentMethod,
    card_id: int | None = None,
    day: str = "",
) -> None:
    """Say how, and on which day at the company, a draft is to be paid."""
    order = draft(db, actor, number)
    if method not in (PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER):
        raise Invalid(_("Please choose how to pay."), "method")
    order.card_id = cards.one(db, actor, card_id or 0).pk if method is PaymentMethod.CARD else None
    if day and (method is not PaymentMethod.CARD or actor.delegation_id is not None):
        raise Invalid(_("Only payments by card can be planned for a day."), "day")
    order.method, order.scheduled_for = method, planned_day(actor, day) if day else None
    db.flush()


def _one(db: Session, actor: Actor, number: str, invoice_number: str) -> tuple[BasketItem, Invoice]:
    order = draft(db, actor, number)
    for item, invoice in items(db, actor, order):
        if invoice.number == invoice_number:
            return item, invoice
    raise NotFound(_("There is nothing here by that name, or it is not your company’s."))


def _change(item: BasketItem, invoice: Invoice, entry: Entry, room: int) -> None:
    amount = amounts.read(entry.amount, invoice.currency, invoice.number)
    if amount.minor > room:
        most = amounts.said(Money(room, invoice.currency))
        raise Invalid(
            _("{number}: at most {amount} can be paid now.", number=invoice.number, amount=most),
            invoice.number,
        )
    reason, note = item.reason, _plain(entry.note) or item.note
    item.amount_minor, item.reason, item.note = amount.minor, None, ""
    if amount.minor < room:
        item.reason, item.note = _reason(entry.reason, invoice) if entry.reason else reason, note


def _reason(text: str, invoice: Invoice) -> ShortReason:
    try:
        return ShortReason(text)
    except ValueError:
        raise unexplained(invoice) from None


def unexplained(invoice: Invoice) -> Invalid:
    """What is asked where less is to be paid than is due, and nobody said why."""
    said = _("{number}: please say why you pay less than is due.", number=invoice.number)
    return Invalid(said, invoice.number)


def _plain(note: str) -> str:
    return " ".join(note.split())[:LONGEST_NOTE]
