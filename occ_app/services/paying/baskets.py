"""Baskets: drafts of payments, one a currency, until they are sent. Nothing is promised to a draft."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Select, delete
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import (
    BasketItem,
    Document,
    Invoice,
    PaymentMethod,
    PaymentOrder,
    PaymentOrigin,
    PaymentState,
    Phase,
    ShortReason,
)
from occ_app.money import Money
from occ_app.services import cards
from occ_app.services.documents import Choice
from occ_app.services.documents import rows as chosen_rows
from occ_app.services.invoices import Filter, Group
from occ_app.services.paying import amounts, coverage, numbers

MOST_INVOICES = 100
"""Invoices of one payment: what a person can still look through."""

FURTHEST_DAYS = 365


def begin(db: Session, actor: Actor, wanted: Choice) -> list[str]:
    """Drafts for all that can be paid of these documents; their numbers, one a currency. Invalid if that is none."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    due = (row.invoice for row in chosen_rows(db, actor, wanted) if _may_be_due(row.invoice))
    invoices = list(islice(due, MOST_INVOICES + 1))
    room = coverage.payable(db, actor, invoices)
    open_ones = {invoice.pk: room[invoice.pk] for invoice in invoices if room[invoice.pk] > 0}
    return _drafts(db, actor, [i for i in invoices if i.pk in open_ones], open_ones)


def begin_past_due(db: Session, actor: Actor) -> list[str]:
    """The same for all that is past due."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    return begin(db, actor, Choice(Filter(group=Group.PAST_DUE)))


def begin_amount(db: Session, actor: Actor, currency: str, text: str) -> list[str]:
    """A draft that pays this amount, oldest due first; the last invoice may be paid in part."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    if currency not in currencies(db, actor):
        raise Invalid(_("Nothing is due in this currency."), "currency")
    wanted = amounts.read(text, currency, "amount")
    oldest = _unpaid(actor).where(col(Invoice.currency) == currency)
    invoices = list(db.execute(oldest.order_by(col(Invoice.falls_on), col(Invoice.id))).scalars())
    room, left, parts = coverage.payable(db, actor, invoices), wanted.minor, {}
    for invoice in invoices:
        if left and room[invoice.pk]:
            parts[invoice.pk] = min(left, room[invoice.pk])
            left -= parts[invoice.pk]
    if left:
        most = Money(wanted.minor - left, currency)
        raise Invalid(_("At most {amount} can be paid now.", amount=amounts.said(most)), "amount")
    made = _drafts(db, actor, [i for i in invoices if i.pk in parts], parts)
    for item, invoice in items(db, actor, one(db, actor, made[0])):
        item.reason = ShortReason.INSTALMENT if item.amount_minor < room[invoice.pk] else None
    db.flush()
    return made


def currencies(db: Session, actor: Actor) -> list[str]:
    """What currencies something is due in."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    kinds = _unpaid(actor).with_only_columns(col(Invoice.currency)).distinct()
    return list(db.execute(kinds.order_by(col(Invoice.currency))).scalars())


def planned_day(actor: Actor, text: str) -> date:
    """A day at the company (ISO) that a payment can be planned for: after today, within a year; Invalid for others."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("“{text}” is not a day.", text=text[:40]), "day") from None
    if not 0 < (day - actor.today()).days <= FURTHEST_DAYS:
        raise Invalid(_("Please choose a day after today, within a year."), "day")
    return day


def again(db: Session, actor: Actor, number: str) -> list[str]:
    """A new draft of a payment that did not come to be, with what of it can still be paid; its number."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = one(db, actor, number)
    pairs = items(db, actor, order)
    room = coverage.payable(db, actor, [invoice for _item, invoice in pairs])
    wanted = {invoice.pk: min(item.amount_minor, room[invoice.pk]) for item, invoice in pairs}
    invoices = [invoice for _item, invoice in pairs if wanted[invoice.pk]]
    made = _drafts(db, actor, invoices, wanted)
    _keep_reasons(db, actor, [item for item, _invoice in pairs], made)
    return made


def one(db: Session, actor: Actor, number: str, *, lock: bool = False) -> PaymentOrder:
    """A payment of this actor’s, in whatever state; NotFound for any other.

    A delegate’s draft is theirs alone: what it is paid with is not the company’s.
    """
    query = gate.rows(actor, Permission.PAYMENTS_MAKE, PaymentOrder)
    query = query.where(col(PaymentOrder.number) == number.replace("\0", ""))
    if actor.delegation_id is None:
        is_ours = col(PaymentOrder.delegation_id).is_(None)
        was_sent = col(PaymentOrder.state) != PaymentState.DRAFT
        query = query.where(col(PaymentOrder.account_id) == actor.account_id, is_ours | was_sent)
    if lock:
        # As it is once nobody else has it: it may have been read, and then sent by another tab, before.
        query = query.with_for_update().execution_options(populate_existing=True)
    return gate.one(db, query)


def draft(db: Session, actor: Actor, number: str) -> PaymentOrder:
    """One that can still be changed; Invalid once it was sent."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = one(db, actor, number, lock=True)
    if order.state is not PaymentState.DRAFT:
        raise Invalid(_("This payment was sent already."), "sent")
    return order


def items(db: Session, actor: Actor, order: PaymentOrder) -> list[tuple[BasketItem, Invoice]]:
    """What is in a basket, the oldest due first."""
    query = (
        gate.rows(actor, Permission.PAYMENTS_MAKE, BasketItem)
        .where(col(BasketItem.payment_order_id) == order.pk)
        .add_columns(Invoice)
        .join(Invoice, col(Invoice.id) == col(BasketItem.invoice_id))
        .order_by(col(Invoice.falls_on), col(Invoice.id))
    )
    return [(item, invoice) for item, invoice in db.execute(query)]


def siblings(db: Session, actor: Actor, order: PaymentOrder) -> list[PaymentOrder]:
    """The payments of the same selection, in other currencies too, in the order they were begun."""
    query = gate.rows(actor, Permission.PAYMENTS_MAKE, PaymentOrder)
    query = query.where(
        col(PaymentOrder.basket) == order.basket, col(PaymentOrder.account_id) == order.account_id
    )
    return list(db.execute(query.order_by(col(PaymentOrder.id))).scalars())


def forget(db: Session, actor: Actor, older_than: datetime) -> int:
    """Delete drafts that nobody sent since before then; how many."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    old = gate.rows(actor, Permission.PAYMENTS_SETTLE, PaymentOrder).where(
        col(PaymentOrder.state) == PaymentState.DRAFT, col(PaymentOrder.made_at) < older_than
    )
    ids = [order.pk for order in db.execute(old.with_for_update(skip_locked=True)).scalars()]
    if ids:
        db.execute(delete(BasketItem).where(col(BasketItem.payment_order_id).in_(ids)))
        db.execute(delete(PaymentOrder).where(col(PaymentOrder.id).in_(ids)))
    return len(ids)


def _drafts(db: Session, actor: Actor, invoices: Iterable[Invoice], parts: Mapping[int, int]) -> list[str]:
    """One draft for each currency of these invoices, paying so much of each."""
    listed = list(invoices)
    if not listed:
        raise Invalid(_("There is nothing to pay here: it is paid, or a payment is already on its way."))
    if len(listed) > MOST_INVOICES:
        said = ngettext("{count} invoice", "{count} invoices", MOST_INVOICES)
        raise Invalid(_("At most {many} can be paid at once. Please choose fewer.", many=said))
    basket = numbers.fresh("B")
    made = [
        _draft(db, actor, basket, [invoice for invoice in listed if invoice.currency == currency], parts)
        for currency in dict.fromkeys(invoice.currency for invoice in listed)
    ]
    return [order.number for order in made]


def _draft(
    db: Session, actor: Actor, basket: str, invoices: list[Invoice], parts: Mapping[int, int]
) -> PaymentOrder:
    number, is_delegate = numbers.fresh(), actor.delegation_id is not None
    card = cards.usual_for(db, actor, invoices)
    order = PaymentOrder(
        account_id=invoices[0].account_id,
        number=number,
        basket=basket,
        origin=PaymentOrigin.DELEGATE if is_delegate else PaymentOrigin.PERSON,
        method=PaymentMethod.CARD if card else PaymentMethod.BANK_TRANSFER,
        card_id=card.pk if card else None,
        currency=invoices[0].currency,
        reference=numbers.reference(number),
        made_by=actor.person_id,
        delegation_id=actor.delegation_id,
    )
    db.add(order)
    db.flush()
    db.add_all(
        BasketItem(
            account_id=order.account_id,
            payment_order_id=order.pk,
            invoice_id=i.pk,
            amount_minor=parts[i.pk],
        )
        for i in invoices
    )
    db.flush()
    return order


def _keep_reasons(db: Session, actor: Actor, before: list[BasketItem], made: list[str]) -> None:
    """Whoever said why less is paid need not say it again."""
    said = {item.invoice_id: item for item in before if item.reason}
    for number in made:
        for item, _invoice in items(db, actor, one(db, actor, number)):
            if item.invoice_id in said:
                item.reason, item.note = said[item.invoice_id].reason, said[item.invoice_id].note
    db.flush()


def _may_be_due(invoice: Invoice) -> bool:
    return invoice.document is Document.INVOICE and invoice.phase is not Phase.CLOSED


def _unpaid(actor: Actor) -> Select[tuple[Invoice]]:
    """Invoices that something is due of."""
    return gate.rows(actor, Permission.PAYMENTS_MAKE, Invoice).where(
        col(Invoice.phase) != Phase.CLOSED, col(Invoice.document) == Document.INVOICE
    )
