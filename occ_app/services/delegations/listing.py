"""What was handed over: to whom, until when, by whom, and whether it was opened."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from occ_app.access import delegations, gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import DelegatedInvoice, Delegation, Invoice, Person
from occ_app.models.base import now

SHOWN, SHOWN_ENDED = 100, 20

Delegate: Any = aliased(Person)
Maker: Any = aliased(Person)


class Stage(StrEnum):
    """Where it stands; it rests while whoever made it has not the right to."""

    LIVE = "live"
    RESTING = "resting"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Shared:
    """One delegation as people of the company see it."""

    id: int
    email: str
    name: str
    first_number: str
    count: int
    made_by: str
    made_at: datetime
    ends_on: date
    note: str
    last_used_at: datetime | None
    stage: Stage
    ended_at: datetime | None


def listing(db: Session, actor: Actor) -> list[Shared]:
    """What is handed over now in this company, by whomever; what ends first, first."""
    return _read(db, actor, _lasts(), col(Delegation.ends_at), SHOWN)


def ended(db: Session, actor: Actor) -> list[Shared]:
    """What is so no longer, the latest first."""
    return _read(db, actor, not_(_lasts()), col(Delegation.id).desc(), SHOWN_ENDED)


def _lasts() -> Any:
    return and_(col(Delegation.revoked_at).is_(None), col(Delegation.ends_at) > now())


def _read(db: Session, actor: Actor, which: Any, order: Any, most: int) -> list[Shared]:
    query = (
        gate.rows(actor, Permission.INVOICES_DELEGATE, Delegation)
        .add_columns(Delegate, Maker)
        .join(Delegate, Delegate.id == col(Delegation.person_id))
        .join(Maker, Maker.id == col(Delegation.made_by))
        .where(which)
    )
    found = db.execute(query.order_by(order, col(Delegation.id)).limit(most)).all()
    held = _held(db, actor, [made.pk for made, _delegate, _maker in found])
    return [_shared(db, made, one, maker, held.get(made.pk, ("", 0))) for made, one, maker in found]


def _held(db: Session, actor: Actor, ids: list[int]) -> dict[int, tuple[str, int]]:
    """The first number and how many documents, by delegation."""
    columns = select(col(DelegatedInvoice.delegation_id), func.min(col(Invoice.number)), func.count())
    joined = columns.join(Invoice, col(Invoice.id) == col(DelegatedInvoice.invoice_id))
    query = gate.narrow(actor, Permission.INVOICES_DELEGATE, DelegatedInvoice, joined)
    query = query.where(col(DelegatedInvoice.delegation_id).in_(ids))
    rows = db.execute(query.group_by(col(DelegatedInvoice.delegation_id)))
    return {pk: (number, count) for pk, number, count in rows}


def _shared(db: Session, made: Delegation, delegate: Person, maker: Person, held: tuple[str, int]) -> Shared:
    return Shared(
        id=made.pk,
        email=delegate.email,
        name=made.name,
        first_number=held[0],
        count=held[1],
        made_by=maker.name or maker.email,
        made_at=made.made_at,
        ends_on=made.ends_on,
        note=made.note,
        last_used_at=made.last_used_at,
        stage=_stage(db, made),
        ended_at=made.revoked_at or (made.ends_at if made.ends_at <= now() else None),
    )


def _stage(db: Session, made: Delegation) -> Stage:
    if made.revoked_at is not None:
        return Stage.REVOKED
    if made.ends_at <= now():
        return Stage.ENDED
    return Stage.LIVE if delegations.has_maker(db, made) else Stage.RESTING
