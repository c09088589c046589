"""How much of an invoice can still be paid, and what of it credits and unapplied cash cover before money is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    HOLDING,
    IN_FLIGHT,
    Document,
    Invoice,
    Payment,
    PaymentLine,
    PaymentOrder,
    PaymentState,
    Phase,
)

NOT_YET_SENT = tuple(state for state in HOLDING if state not in IN_FLIGHT)


@dataclass(frozen=True)
class Source:
    """A credit note, or a payment of which some is left. Amounts are minor units."""

    number: str
    left_minor: int
    credit_note_id: int | None = None
    cash_id: int | None = None


@dataclass(frozen=True)
class Share:
    """What one invoice gets from one source; money where there is none."""

    invoice_id: int
    amount_minor: int
    source: Source | None = None


@dataclass(frozen=True)
class Plan:
    """What each invoice of a basket gets from where; `money_minor` is what is to be charged or transferred."""

    shares: list[Share] = field(default_factory=list)

    @property
    def money_minor(self) -> int:
        """What credits do not cover."""
        return sum(share.amount_minor for share in self.shares if share.source is None)

    def taken(self) -> list[tuple[Source, int]]:
        """The sources used, in the order they are used in, and how much of each."""
        sums: dict[str, int] = {}
        sources = {share.source.number: share.source for share in self.shares if share.source}
        for share in self.shares:
            if share.source:
                sums[share.source.number] = sums.get(share.source.number, 0) + share.amount_minor
        return [(sources[number], amount) for number, amount in sums.items()]


def payable(db: Session, actor: Actor, invoices: Iterable[Invoice]) -> dict[int, int]:
    """By invoice, what may still be paid: what is due less all that is on its way, waits or is planned (minor units)."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    listed = [invoice for invoice in invoices if invoice.document is Document.INVOICE]
    planned = _promised(db, col(PaymentLine.invoice_id), {i.pk for i in listed}, NOT_YET_SENT)
    return {i.pk: max(0, i.due_minor - i.pending_minor - planned.get(i.pk, 0)) for i in listed}


def sources(db: Session, actor: Actor, currency: str, *, lock: bool = False) -> list[Source]:
    """What the company has with the supplier in a currency: unapplied cash, then credit notes, oldest first.

    Nothing for a delegate, who pays with money of their own.
    """
    gate.require(actor, Permission.PAYMENTS_MAKE)
    if actor.delegation_id is not None:
        return []
    return [*_cash(db, actor, currency, lock=lock), *_credit_notes(db, actor, currency, lock=lock)]


def plan(wanted: Mapping[int, int], available: list[Source]) -> Plan:
    """Cover the wanted amounts (minor units by invoice id, in their order) with the sources first, then with money."""
    left = {source.number: source.left_minor for source in available}
    shares = []
    for invoice_id, amount in wanted.items():
        open_minor = amount
        for source in available:
            taken = min(open_minor, left[source.number])
            if taken > 0:
                shares.append(Share(invoice_id, taken, source))
                left[source.number] -= taken
                open_minor -= taken
        if open_minor > 0:
            shares.append(Share(invoice_id, open_minor))
    return Plan(shares)


def _cash(db: Session, actor: Actor, currency: str, *, lock: bool) -> list[Source]:
    query = (
        gate.rows(actor, Permission.PAYMENTS_MAKE, Payment)
        .where(
            col(Payment.account_id) == actor.account_id,
            col(Payment.currency) == currency,
            col(Payment.unapplied_minor) > 0,
            col(Payment.settled_on).is_not(None),
        )
        .order_by(col(Payment.id))
    )
    found = list(db.execute(query.with_for_update() if lock else query).scalars())
    promised = _promised(db, col(PaymentLine.cash_id), {one.pk for one in found}, HOLDING)
    named = [(one, one.unapplied_minor - promised.get(one.pk, 0)) for one in found]
    return [Source(one.number, left, cash_id=one.pk) for one, left in named if left > 0]


def _credit_notes(db: Session, actor: Actor, currency: str, *, lock: bool) -> list[Source]:
    query = (
        gate.rows(actor, Permission.PAYMENTS_MAKE, Invoice)
        .where(
            col(Invoice.account_id) == actor.account_id,
            col(Invoice.document) == Document.CREDIT_NOTE,
            col(Invoice.phase) == Phase.OPEN,
            col(Invoice.currency) == currency,
        )
        .order_by(col(Invoice.id))
    )
    found = list(db.execute(query.with_for_update() if lock else query).scalars())
    promised = _promised(db, col(PaymentLine.credit_note_id), {one.pk for one in found}, HOLDING)
    named = [(one, -one.due_minor - promised.get(one.pk, 0)) for one in found]
    return [Source(one.number, left, credit_note_id=one.pk) for one, left in named if left > 0]


def _promised(
    db: Session,
    to: Any,
    ids: set[int],
    states: tuple[PaymentState, ...],
) -> dict[int, int]:
    """What payments in these states will put to, or take of, each of these."""
    if not ids:
        return {}
    query = (
        select(to, func.sum(col(PaymentLine.amount_minor)))
        .join(PaymentOrder, col(PaymentOrder.id) == col(PaymentLine.payment_order_id))
        .where(to.in_(ids), col(PaymentOrder.state).in_(states))
        .group_by(to)
    )
    return {key: int(amount) for key, amount in db.execute(query)}
