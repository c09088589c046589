"""Proofs of transfer: what a payer hands in to show that the money was sent, and who may look at it."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    ActivityKind,
    PaymentMethod,
    PaymentOrder,
    PaymentProof,
    PaymentState,
    StoredFile,
)
from occ_app.services import activity, stored_files
from occ_app.services.paying import baskets

MAKE, READ = Permission.PAYMENTS_MAKE, Permission.PAYMENTS_READ
MOST = 10
WANTED = (PaymentState.ANNOUNCED, PaymentState.EXPIRED)
"""While the money has not been seen."""


@dataclass(frozen=True)
class Proof:
    """A file of a payment, without what is in it."""

    file_id: int
    name: str
    size: int
    """In bytes."""


def add(db: Session, actor: Actor, number: str, name: str, content: bytes) -> None:
    """Keep a proof with a transfer that was announced; Invalid for any other payment, or for what is no such file."""
    gate.require(actor, MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    order = baskets.one(db, actor, number, lock=True)
    if order.method is not PaymentMethod.BANK_TRANSFER or order.state not in WANTED:
        raise Invalid(_("A proof is needed only while a transfer is waited for."), stored_files.FIELD)
    # Whoever handed them in: a delegate reads no proofs, but theirs count.
    held = select(func.count(col(PaymentProof.id))).where(col(PaymentProof.payment_order_id) == order.pk)
    if db.execute(held).scalar_one() >= MOST:
        raise Invalid(_("This payment has enough proofs already."), stored_files.FIELD)
    stored = stored_files.keep(db, actor, MAKE, name, content)
    db.add(PaymentProof(account_id=order.account_id, payment_order_id=order.pk, file_id=stored.pk))
    db.flush()
    activity.record(db, actor, ActivityKind.PROOF_ADDED, order.number, after={"file": stored.name})


def listing(db: Session, actor: Actor, order: PaymentOrder) -> list[Proof]:
    """The proofs of a payment, the oldest first; none for who may not read the company’s payments."""
    if not actor.may(READ):
        gate.require(actor, Permission.PAYMENTS_FOLLOW)
        return []
    columns = select(col(StoredFile.id), col(StoredFile.name), col(StoredFile.size))
    query = gate.narrow(actor, READ, PaymentProof, columns)
    query = query.join(PaymentProof, col(PaymentProof.file_id) == col(StoredFile.id))
    query = query.where(col(PaymentProof.payment_order_id) == order.pk).order_by(col(StoredFile.id))
    return [Proof(*found) for found in db.execute(query)]


def content(db: Session, actor: Actor, number: str, file_id: int) -> StoredFile:
    """A proof of this payment with what is in it; NotFound for any other file."""
    gate.require(actor, READ)
    orders = gate.rows(actor, READ, PaymentOrder).where(col(PaymentOrder.number) == number.replace("\0", ""))
    order = gate.one(db, orders)
    if file_id not in {proof.file_id for proof in listing(db, actor, order)}:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return stored_files.content(db, actor, READ, file_id)
