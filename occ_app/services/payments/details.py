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
    ApprovalRule,
    Payment,
    PaymentDecision,
    PaymentOrder,
    PaymentState,
    Person,
    Refund,
    SavedCard,
)
from occ_app.models.base import Owned
from occ_app.services.approvals import asking, deciding
from occ_app.services.paying import proofs
from occ_app.services.paying.proofs import Proof
from occ_app.services.payments.shares import Put, puts

OwnedRow = TypeVar("OwnedRow", bound=Owned)
FOLLOW = Permission.PAYMENTS_FOLLOW


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
        puts=puts(db, actor, FOLLOW, None, payment),
        refunds=_refunds(db, actor, payment),
    )


def _asked_here(db: Session, actor: Actor, order: PaymentOrder, payment: Payment | None) -> Detail:
    knows_people = Role.DELEGATE not in actor.roles
    return Detail(
        number=order.number,
        order=order,
        payment=payment,
        puts=puts(db, actor, FOLLOW, order, payment),
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
