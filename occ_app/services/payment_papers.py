"""What the papers of a payment are made of: its receipt, and the remittance advice, for whoever may see the payment."""

from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from occ_app import i18n
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents import receipt_pdf
from occ_app.documents.archive import plain_name
from occ_app.documents.payment_lines import PaidLine
from occ_app.documents.receipt_pdf import Receipt
from occ_app.documents.remittance_pdf import Remittance
from occ_app.documents.words import SHORT_REASONS
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    Allocation,
    BasketItem,
    Invoice,
    Order,
    Payment,
    PaymentLine,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundState,
    SavedCard,
)
from occ_app.services.outbox import File

MOST_ENCLOSED = 100
"""Invoices of a receipt that goes along with its mail: a longer one takes too long to print while money is posted."""

Credits = dict[int, dict[str, int]]
"""By invoice and number of the source, minor units."""

log = structlog.get_logger(__name__)


def receipt(db: Session, actor: Actor, number: str) -> Receipt:
    """The receipt of a payment that was received; NotFound for any other, or one that is not this actor’s."""
    gate.require(actor, _permission(actor))
    payment = db.execute(_payment(actor, number)).scalar_one_or_none()
    if payment is None:
        # One that was only sent is told so; what is nobody’s here is not found.
        gate.one(db, _order(actor, number))
    if payment is None or payment.settled_on is None:
        raise NotFound(_("This payment has not been received yet. Its receipt comes with the money."))
    order = db.execute(select(PaymentOrder).where(col(PaymentOrder.payment_id) == payment.pk)).scalar()
    money = _allocated(db, payment)
    used = _credits_put(db, order, payment)
    done = select(Refund).where(col(Refund.payment_id) == payment.pk, col(Refund.state) == RefundState.DONE)
    return Receipt(
        payment=payment,
        account=db.get_one(Account, payment.account_id),
        lines=[
            PaidLine(invoice, money[invoice.pk], tuple(used[invoice.pk].items()))
            for invoice in _invoices(db, {pk for pk in (*money, *used) if money[pk] or used[pk]})
        ],
        refunds=list(db.execute(done.order_by(col(Refund.id))).scalars()),
        card=_card(db, order),
    )


def remittance(db: Session, actor: Actor, number: str) -> Remittance:
    """What a payment that was sent is for, whatever has become of it; NotFound for a draft, or not this actor’s."""
    gate.require(actor, _permission(actor))
    order = gate.one(db, _order(actor, number))
    account = db.get_one(Account, order.account_id)
    listed = select(PaymentLine).where(col(PaymentLine.payment_order_id) == order.pk)
    lines = list(db.execute(listed.order_by(col(PaymentLine.id))).scalars())
    chosen = select(BasketItem).where(col(BasketItem.payment_order_id) == order.pk)
    items = {item.invoice_id: item for item in db.execute(chosen).scalars()}
    invoices = _invoices(db, {line.invoice_id for line in lines})
    orders = select(Order).where(col(Order.id).in_({invoice.order_id for invoice in invoices}))
    po_numbers = {placed.pk: placed.po_number for placed in db.execute(orders).scalars()}
    promised = _promised_credits(db, lines)
    return Remittance(
        order=order,
        account=account,
        lines=[
            PaidLine(
                invoice,
                sum(line.amount_minor for line in lines if line.is_money and line.invoice_id == invoice.pk),
                tuple(promised[invoice.pk].items()),
                invoice.po_number or po_numbers.get(invoice.order_id or 0, ""),
                *_why(items.get(invoice.pk)),
            )
            for invoice in invoices
        ],
        sent_on=(order.sent_at or order.made_at).astimezone(ZoneInfo(account.time_zone)).date(),
        card=_card(db, order),
    )


def enclosed(db: Session, actor: Actor, number: str, language: str) -> list[File]:
    """The receipt as a file for a mail. None where it is long, or cannot be printed: no money waits for its paper."""
    try:
        found = receipt(db, actor, number)
        if len(found.lines) > MOST_ENCLOSED:
            return []
        content = receipt_pdf.render(found, language)
    except NotFound:
        return []
    except (OSError, RuntimeError):
        log.exception("receipt not printed", number=number)
        return []
    return [File(receipt_name(number, language), "application/pdf", content)]


def receipt_name(number: str, language: str) -> str:
    """What its file is called."""
    with i18n.speaking(language):
        return plain_name(f"{_('receipt')}-{number}.pdf")


def _permission(actor: Actor) -> Permission:
    """A delegate reads no payments, but has the papers of their own; so has whoever pays."""
    return Permission.PAYMENTS_READ if actor.may(Permission.PAYMENTS_READ) else Permission.PAYMENTS_MAKE


def _payment(actor: Actor, number: str) -> Select[tuple[Payment]]:
    permission = _permission(actor)
    if permission is Permission.PAYMENTS_READ:
        return gate.rows(actor, permission, Payment).where(col(Payment.number) == _plain(number))
    own = select(Payment).join(PaymentOrder, col(PaymentOrder.payment_id) == col(Payment.id))
    return gate.narrow(actor, permission, PaymentOrder, own).where(col(Payment.number) == _plain(number))


def _order(actor: Actor, number: str) -> Select[tuple[PaymentOrder]]:
    return gate.rows(actor, _permission(actor), PaymentOrder).where(
        col(PaymentOrder.number) == _plain(number), col(PaymentOrder.state) != PaymentState.DRAFT
    )


def _plain(number: str) -> str:
    return number.replace("\0", "")  # PostgreSQL would answer with an error of its own


def _allocated(db: Session, payment: Payment) -> dict[int, int]:
    """What the payment has put to each invoice, less what was taken back."""
    put: dict[int, int] = defaultdict(int)
    query = select(Allocation).where(col(Allocation.payment_id) == payment.pk)
    for one in db.execute(query).scalars():
        put[one.invoice_id] += one.amount_minor
    return put


def _credits_put(db: Session, order: PaymentOrder | None, payment: Payment) -> Credits:
    """What was put to invoices together with the money, and is none of it."""
    if order is None:
        return defaultdict(dict)
    query = select(Allocation).where(
        col(Allocation.payment_order_id) == order.pk,
        or_(col(Allocation.payment_id).is_(None), col(Allocation.payment_id) != payment.pk),
    )
    found = db.execute(query.order_by(col(Allocation.id))).scalars().all()
    return _by_source(
        db, [(one.invoice_id, one.credit_note_id, one.payment_id, one.amount_minor) for one in found]
    )


def _promised_credits(db: Session, lines: Iterable[PaymentLine]) -> Credits:
    used = [line for line in lines if not line.is_money]
    return _by_source(
        db, [(one.invoice_id, one.credit_note_id, one.cash_id, one.amount_minor) for one in used]
    )


def _by_source(db: Session, used: Iterable[tuple[int, int | None, int | None, int]]) -> Credits:
    """From (invoice, credit note, payment, amount) to amounts by the source’s number."""
    listed = list(used)
    notes = select(col(Invoice.id), col(Invoice.number)).where(
        col(Invoice.id).in_({one[1] for one in listed})
    )
    cash = select(col(Payment.id), col(Payment.number)).where(col(Payment.id).in_({one[2] for one in listed}))
    named = {("note", row[0]): row[1] for row in db.execute(notes)}
    named |= {("cash", row[0]): row[1] for row in db.execute(cash)}
    sums: Credits = defaultdict(lambda: defaultdict(int))
    for invoice_id, note, paid, amount in listed:
        sums[invoice_id][named["note", note] if note else named["cash", paid]] += amount
    return sums


def _invoices(db: Session, ids: set[int]) -> list[Invoice]:
    """The invoices of a payment, the one due first before the others."""
    query = select(Invoice).where(col(Invoice.id).in_(ids))
    return list(db.execute(query.order_by(col(Invoice.falls_on), col(Invoice.id))).scalars())


def _card(db: Session, order: PaymentOrder | None) -> str:
    card = db.get(SavedCard, order.card_id) if order and order.card_id else None
    return card.words if card else ""


def _why(item: BasketItem | None) -> tuple[str, str]:
    """The reason and the note of whoever paid less than was due."""
    if item is None or item.reason is None:
        return "", ""
    return SHORT_REASONS[item.reason], item.note
