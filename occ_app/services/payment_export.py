"""Payments for the ERP: what the portal posted, in the order it was posted, every record at least once.

A record’s id never changes, so whoever has it already can leave it out. See docs/export.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.models import (
    Account,
    Allocation,
    BasketItem,
    Invoice,
    Payment,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundState,
)
from occ_app.models.base import now
from occ_app.money import Money, plain

EXPORT = Permission.PAYMENTS_EXPORT

CLOCKS_DIFFER = timedelta(minutes=5)
"""At most, between the machines of the portal and its database."""

AT_ONCE = 500

REFUNDS = ("refund", "refund_failed", "chargeback")

Entry = tuple[datetime, str, int]
"""When, what, and its key."""

_OLDEST_WRITER = text(
    "SELECT min(xact_start) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@dataclass(frozen=True)
class Put:
    """What an invoice got of a payment. Amounts are plain decimals."""

    invoice: str
    amount: str
    kind: str
    """`money`, `credit` (of a credit note) or `cash` (of an earlier payment)."""
    source: str = ""
    """Number of the credit note or earlier payment."""
    reason: str = ""
    """Why less than was due is paid: one of the words of docs/export.md."""
    note: str = ""


@dataclass(frozen=True)
class Posting:
    """One record. `kind` is `payment`, `credits`, `announced`, `refund`, `refund_failed` or `chargeback`."""

    id: str
    kind: str
    at: str
    number: str
    company: str
    currency: str
    amount: str
    method: str = ""
    received_on: str = ""
    provider_id: str = ""
    reference: str = ""
    payment: str = ""
    """Of a refund: the payment it is of."""
    erp_number: str = ""
    """What the ERP calls the payment, where it has told."""
    allocations: list[Put] = field(default_factory=list)


def moment_of(since: str) -> datetime:
    """The instant a day (from its midnight, UTC) or a cursor stands for; Invalid for anything else."""
    try:
        found = datetime.fromisoformat(since.strip())
    except ValueError:
        raise Invalid(f"“{since}” is neither a day (2026-04-03) nor a cursor of an earlier export.") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def cursor_of(moment: datetime) -> str:
    """An instant as the next export is asked for it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def horizon(db: Session, actor: Actor) -> datetime:
    """Before then nothing can appear any more: whoever posts now and has not committed began later.

    To be asked before the records are read, in a transaction of its own that may write: SQLite has one writer, for
    whom that waits; PostgreSQL tells since when the oldest one is at work.
    """
    gate.require(actor, EXPORT)
    if db.get_bind().dialect.name != "postgresql":
        db.connection()  # begins the transaction: here it waits
        return now()
    oldest: datetime | None = db.execute(_OLDEST_WRITER).scalar()
    return min(oldest or now(), now()) - CLOCKS_DIFFER


def postings(db: Session, actor: Actor, since: datetime) -> Iterator[Posting]:
    """Every record from that instant on, oldest first."""
    gate.require(actor, EXPORT)
    listed = sorted([*_orders(db, actor, since), *_refunds(db, actor, since)])
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        refunds = _refunded(db, actor, [entry for entry in some if entry[1] in REFUNDS])
        orders = _Orders(db, actor, {pk for _at, kind, pk in some if kind not in REFUNDS})
        for at, kind, pk in some:
            yield refunds[pk] if kind in REFUNDS else orders.posting(at, kind, pk)


def _orders(db: Session, actor: Actor, since: datetime) -> Iterator[Entry]:
    columns = select(col(PaymentOrder.posted_at), col(PaymentOrder.payment_id), col(PaymentOrder.id))
    posted = gate.narrow(actor, EXPORT, PaymentOrder, columns).where(col(PaymentOrder.posted_at) >= since)
    for at, payment_id, pk in db.execute(posted):
        yield at, "payment" if payment_id else "credits", pk
    columns_sent = select(col(PaymentOrder.submitted_at), col(PaymentOrder.id))
    sent = gate.narrow(actor, EXPORT, PaymentOrder, columns_sent).where(
        col(PaymentOrder.submitted_at) >= since,
        col(PaymentOrder.method) == PaymentMethod.BANK_TRANSFER,
        col(PaymentOrder.state) != PaymentState.DRAFT,
    )
    for at, pk in db.execute(sent):
        yield at, "announced", pk


def _refunds(db: Session, actor: Actor, since: datetime) -> Iterator[Entry]:
    """Those that are done, and those the card company took back after it had made them; of disputes only lost ones."""
    kinds = {
        (RefundState.DONE, False): "refund",
        (RefundState.FAILED, False): "refund_failed",
        (RefundState.DONE, True): "chargeback",
    }
    columns = select(col(Refund.ended_at), col(Refund.state), col(Refund.is_chargeback), col(Refund.id))
    query = gate.narrow(actor, EXPORT, Refund, columns).where(
        col(Refund.ended_at) >= since, col(Refund.provider_id).is_not(None)
    )
    for at, state, by_bank, pk in db.execute(query):
        if kind := kinds.get((state, by_bank)):
            yield at, kind, pk


@dataclass(frozen=True)
class _Share:
    """A line or an allocation of a payment."""

    invoice_id: int
    amount_minor: int
    note_id: int | None
    cash_id: int | None


class _Orders:
    """The payments of these keys, with what they put where or will."""

    def __init__(self, db: Session, actor: Actor, ids: set[int]) -> None:
        own = gate.rows(actor, EXPORT, PaymentOrder).where(col(PaymentOrder.id).in_(ids))
        self._orders = {order.pk: order for order in db.execute(own).scalars()}
        paid = {order.payment_id for order in self._orders.values() if order.payment_id}
        payments = gate.rows(actor, EXPORT, Payment).where(col(Payment.id).in_(paid))
        self._payments = {payment.pk: payment for payment in db.execute(payments).scalars()}
        items = gate.rows(actor, EXPORT, BasketItem).where(col(BasketItem.payment_order_id).in_(ids))
        self._items = {(i.payment_order_id, i.invoice_id): i for i in db.execute(items).scalars()}
        self._load_shares(db, actor, ids)
        shares = [share for by_id in (self._put, self._planned) for some in by_id.values() for share in some]
        self._companies = _numbers(db, Account, {order.account_id for order in self._orders.values()})
        self._documents = _numbers(
            db, Invoice, {pk for one in shares for pk in (one.invoice_id, one.note_id)}
        )
        self._cash = _numbers(db, Payment, {one.cash_id for one in shares})

    def posting(self, at: datetime, kind: str, pk: int) -> Posting:
        """What the ERP is told of one of them."""
        order = self._orders[pk]
        is_planned = kind == "announced"
        payment = None if is_planned else self._payments.get(order.payment_id or 0)
        shares = (self._planned if is_planned else self._put)[pk]
        return Posting(
            id=f"{kind}:{order.number}",
            kind=kind,
            at=cursor_of(at),
            number=order.number,
            company=self._companies[order.account_id],
            currency=order.currency,
            amount=plain(payment.amount if payment else order.amount),
            method=(payment or order).method.value,
            received_on=payment.received_on.isoformat() if payment else "",
            provider_id=(payment.provider_id or "") if payment else "",
            reference=order.reference,
            erp_number=payment.erp_number if payment else "",
            allocations=[self._told(order, share) for share in shares],
        )

    def _load_shares(self, db: Session, actor: Actor, ids: set[int]) -> None:
        self._put: dict[int, list[_Share]] = defaultdict(list)
        self._planned: dict[int, list[_Share]] = defaultdict(list)
        put = gate.rows(actor, EXPORT, Allocation).where(col(Allocation.payment_order_id).in_(ids))
        for one in db.execute(put.order_by(col(Allocation.id))).scalars():
            order = self._orders[one.payment_order_id or 0]
            cash_id = one.payment_id if one.payment_id != order.payment_id else None
            self._put[order.pk].append(_Share(one.invoice_id, one.amount_minor, one.credit_note_id, cash_id))
        lines = gate.rows(actor, EXPORT, PaymentLine).where(col(PaymentLine.payment_order_id).in_(ids))
        for line in db.execute(lines.order_by(col(PaymentLine.id))).scalars():
            self._planned[line.payment_order_id].append(
                _Share(line.invoice_id, line.amount_minor, line.credit_note_id, line.cash_id)
            )

    def _told(self, order: PaymentOrder, share: _Share) -> Put:
        item = self._items.get((order.pk, share.invoice_id))
        note, cash = self._documents.get(share.note_id, ""), self._cash.get(share.cash_id, "")
        return Put(
            invoice=self._documents[share.invoice_id],
            amount=plain(Money(share.amount_minor, order.currency)),
            kind="credit" if note else "cash" if cash else "money",
            source=note or cash,
            reason=item.reason.value if item and item.reason else "",
            note=item.note if item and item.reason else "",
        )


def _refunded(db: Session, actor: Actor, entries: Iterable[Entry]) -> dict[int, Posting]:
    """What the ERP is told of these refunds, by their key."""
    when = {pk: (at, kind) for at, kind, pk in entries}
    query = (
        gate.rows(actor, EXPORT, Refund)
        .add_columns(Payment, col(Account.number))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .join(Account, col(Account.id) == col(Refund.account_id))
        .where(col(Refund.id).in_(when))
    )
    return {
        refund.pk: Posting(
            id=f"{when[refund.pk][1]}:{refund.number}",
            kind=when[refund.pk][1],
            at=cursor_of(when[refund.pk][0]),
            number=refund.number,
            company=company,
            currency=refund.currency,
            amount=plain(refund.amount),
            method=payment.method.value,
            provider_id=refund.provider_id or "",
            reference=payment.reference,
            payment=payment.number,
            erp_number=payment.erp_number,
        )
        for refund, payment, company in db.execute(query)
    }


def _numbers(db: Session, table: Any, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The numbers of these records, by their key."""
    query = select(table.id, table.number).where(table.id.in_({pk for pk in ids if pk}))
    return {row[0]: row[1] for row in db.execute(query)}
