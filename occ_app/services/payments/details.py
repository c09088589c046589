"""One payment with everything its page shows: asked for in the portal, known from the ERP, or both."""

from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    Allocation,
    ApprovalRule,
    Invoice,
    Payment,
    PaymentDecision,
    PaymentLine,
    PaymentOrder,
    PaymentState,
    Person,
    Refund,
    SavedCard,
)
from occ_app.models.base import Owned
from occ_app.money import Money
from occ_app.services.approvals import asking, deciding
from occ_app.services.paying import proofs
from occ_app.services.paying.proofs import Proof

OwnedRow = TypeVar("OwnedRow", bound=Owned)
FOLLOW = Permission.PAYMENTS_FOLLOW


@dataclass(frozen=True)
class Put:
    """What an invoice gets, or got; `source` is the credit note or earlier payment it came from, if it was no money."""

    invoice: str
    amount: Money
    source: str = ""


@dataclass(frozen=True)
class Detail:
    """A payment. `order` is what was asked for here, `payment` the money that came of it or was booked by the ERP."""

    number: str
    order: PaymentOrder | None = None
    payment: Payment | None = None
    puts: list[Put] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    decisions: list[tuple[PaymentDecision, str]] = field(default_factory=list)
    """Each with the name of who decided."""
    maker: str = ""
    card: SavedCard | None = None
    rule: ApprovalRule | None = None
    approvers: list[str] = field(default_factory=list)
    """Names of those it waits for."""
    may_decide: bool = False
    proofs: list[Proof] = field(default_factory=list)
    next_number: str = ""
    """The draft of the same selection in another currency that is still to be sent."""


def detail(db: Session, actor: Actor, number: str) -> Detail:
    """The payment of this number; NotFound for one that is not this actor’s, and for drafts."""
    gate.require(actor, FOLLOW)
    plain = number.replace("\0", "")
    order = _order(db, actor, plain)
    payment = _payment(db, actor, order, plain)
    if order is not None:
        return _asked_here(db, actor, order, payment)
    if payment is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return Detail(
        number=payment.number,
        payment=payment,
        puts=_allocated(db, actor, payment),
        refunds=_refunds(db, actor, payment),
    )


def _asked_here(db: Session, actor: Actor, order: PaymentOrder, payment: Payment | None) -> Detail:
    knows_people = Role.DELEGATE not in actor.roles
    return Detail(
        number=order.number,
        order=order,
        payment=payment,
        puts=_puts(db, actor, order, payment),
        refunds=_refunds(db, actor, payment) if payment else [],
        decisions=_decisions(db, actor, order) if knows_people else [],
        maker=_name(db, order.made_by) if knows_people else "",
        card=db.get(SavedCard, order.card_id or 0),
        rule=db.get(ApprovalRule, order.approval_rule_id or 0),
        approvers=_approvers(db, actor, order) if knows_people else [],
        proofs=proofs.listing(db, actor, order),
        may_decide=knows_people and deciding.may_decide(db, actor, order),
        next_number=_next(db, actor, order),
    )


def _order(db: Session, actor: Actor, number: str) -> PaymentOrder | None:
    query = _mine(actor, PaymentOrder).where(
        col(PaymentOrder.number) == number, col(PaymentOrder.state) != PaymentState.DRAFT
    )
    found: PaymentOrder | None = db.execute(query).scalar_one_or_none()
    return found


def _payment(db: Session, actor: Actor, order: PaymentOrder | None, number: str) -> Payment | None:
    if order is not None:
        # Whoever may see what was asked for may see the money that came of it.
        return db.get(Payment, order.payment_id or 0)
    found: Payment | None = db.execute(
        _mine(actor, Payment).where(col(Payment.number) == number)
    ).scalar_one_or_none()
    return found


def _mine(actor: Actor, table: type[OwnedRow]) -> Select[tuple[OwnedRow]]:
    return gate.rows(actor, FOLLOW, table).where(col(table.account_id) == actor.account_id)


def _puts(db: Session, actor: Actor, order: PaymentOrder, payment: Payment | None) -> list[Put]:
    """What was put to invoices; as long as the money is not there, what is to be."""
    planned = _planned(db, actor, order)
    if payment is None:
        return planned
    return _allocated(db, actor, payment) + [put for put in planned if put.source]


def _planned(db: Session, actor: Actor, order: PaymentOrder) -> list[Put]:
    query = (
        _mine(actor, PaymentLine)
        .add_columns(Invoice)
        .join(Invoice, col(Invoice.id) == col(PaymentLine.invoice_id))
        .where(col(PaymentLine.payment_order_id) == order.pk)
        .order_by(col(PaymentLine.id))
    )
    return [
        Put(invoice.number, Money(line.amount_minor, order.currency), _source(db, line))
        for line, invoice in db.execute(query)
    ]


def _source(db: Session, line: PaymentLine) -> str:
    if line.credit_note_id:
        return db.get_one(Invoice, line.credit_note_id).number
    return db.get_one(Payment, line.cash_id).number if line.cash_id else ""


def _allocated(db: Session, actor: Actor, payment: Payment) -> list[Put]:
    """By invoice, what it got of this money, less what was reversed."""
    query = (
        _mine(actor, Allocation)
        .add_columns(Invoice)
        .join(Invoice, col(Invoice.id) == col(Allocation.invoice_id))
        .where(col(Allocation.payment_id) == payment.pk)
        .order_by(col(Allocation.id))
    )
    sums: dict[str, int] = {}
    for allocation, invoice in db.execute(query):
        sums[invoice.number] = sums.get(invoice.number, 0) + allocation.amount_minor
    return [Put(number, Money(minor, payment.currency)) for number, minor in sums.items() if minor]


def _refunds(db: Session, actor: Actor, payment: Payment) -> list[Refund]:
    query = _mine(actor, Refund).where(col(Refund.payment_id) == payment.pk).order_by(col(Refund.id))
    return list(db.execute(query).scalars())


def _decisions(db: Session, actor: Actor, order: PaymentOrder) -> list[tuple[PaymentDecision, str]]:
    query = _mine(actor, PaymentDecision).where(col(PaymentDecision.payment_order_id) == order.pk)
    found = db.execute(query.order_by(col(PaymentDecision.id))).scalars()
    return [(decision, _name(db, decision.person_id)) for decision in found]


def _approvers(db: Session, actor: Actor, order: PaymentOrder) -> list[str]:
    if order.state is not PaymentState.AWAITING_APPROVAL:
        return []
    return [person.name or person.email for person in asking.approvers(db, actor, order)]


def _name(db: Session, person_id: int | None) -> str:
    person = db.get(Person, person_id or 0)
    return (person.name or person.email) if person else ""


def _next(db: Session, actor: Actor, order: PaymentOrder) -> str:
    """Only whoever may pay goes on to the next one."""
    if not actor.may(Permission.PAYMENTS_MAKE):
        return ""
    query = _mine(actor, PaymentOrder).where(
        col(PaymentOrder.basket) == order.basket, col(PaymentOrder.state) == PaymentState.DRAFT
    )
    found: PaymentOrder | None = db.execute(
        query.order_by(col(PaymentOrder.id)).limit(1)
    ).scalar_one_or_none()
    return found.number if found else ""
