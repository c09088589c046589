"""What administrators decide: whoever answers first decides for all, and nobody for themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import gettext as _
from occ_app.models import AccessRequest, ActivityKind, CompanyRole, Person, RequestState, RightSource
from occ_app.models.base import now
from occ_app.services import activity, rights
from occ_app.services.access_requests.asking import LAPSES_AFTER, plain
from occ_app.services.access_requests.telling import tell_asker

SHOWN, SHOWN_DECIDED = 100, 20

Asker: Any = aliased(Person)
Decider: Any = aliased(Person)


@dataclass(frozen=True)
class Asked:
    """A request as administrators see it."""

    id: int
    name: str
    email: str
    title: str
    role: CompanyRole
    note: str
    asked_at: datetime
    state: RequestState
    is_own: bool
    decided_by: str
    decided_at: datetime | None
    reason: str


def listing(db: Session, actor: Actor) -> list[Asked]:
    """What waits for an answer, the oldest first."""
    return _read(db, actor, _open(actor).order_by(col(AccessRequest.id)).limit(SHOWN))


def decided(db: Session, actor: Actor) -> list[Asked]:
    """What was answered, the latest first."""
    rows = gate.rows(actor, Permission.ACCESS_DECIDE, AccessRequest)
    answered = rows.where(col(AccessRequest.decided_at).is_not(None))
    return _read(db, actor, answered.order_by(col(AccessRequest.decided_at).desc()).limit(SHOWN_DECIDED))


def approve(db: Session, actor: Actor, request_id: int) -> str:
    """Give the role that opens the page; the address of who asked."""
    asked = _decide(db, actor, request_id, RequestState.APPROVED)
    rights.give(db, actor, asked.person_id, asked.role, RightSource.REQUEST)
    tell_asker(db, actor, asked)
    return _address(db, asked)


def refuse(db: Session, actor: Actor, request_id: int, reason: str) -> str:
    """Say no, and why; the address of who asked."""
    gate.require(actor, Permission.ACCESS_DECIDE)
    why = plain(reason)
    if not why:
        raise Invalid(_("Please say why; whoever asked reads it."), "reason")
    asked = _decide(db, actor, request_id, RequestState.REFUSED, why)
    email = _address(db, asked)
    activity.record(db, actor, ActivityKind.ACCESS_REFUSED, email, after={"page": asked.page, "reason": why})
    tell_asker(db, actor, asked)
    return email


def _decide(
    db: Session, actor: Actor, request_id: int, state: RequestState, reason: str = ""
) -> AccessRequest:
    """Compare and set: of several answers at once one counts."""
    mine = gate.rows(actor, Permission.ACCESS_DECIDE, AccessRequest)
    asked = gate.one(db, mine.where(col(AccessRequest.id) == request_id))
    if asked.person_id == actor.person_id:
        raise Forbidden(_("Nobody gives rights to themselves. Please ask another administrator."))
    values = {"state": state, "decided_by": actor.person_id, "decided_at": now(), "reason": reason}
    still = (col(AccessRequest.id) == request_id, *_is_open())
    done = db.execute(update(AccessRequest).where(*still).values(**values))
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise Invalid(_("This has been decided already, or has lapsed."))
    db.refresh(asked)
    return asked


def _is_open() -> tuple[Any, ...]:
    fresh = col(AccessRequest.asked_at) > now() - LAPSES_AFTER
    return col(AccessRequest.state) == RequestState.OPEN, fresh


def _open(actor: Actor) -> Select[Any]:
    return gate.rows(actor, Permission.ACCESS_DECIDE, AccessRequest).where(*_is_open())


def _read(db: Session, actor: Actor, query: Select[Any]) -> list[Asked]:
    joined = (
        query.add_columns(Asker, Decider)
        .join(Asker, Asker.id == col(AccessRequest.person_id))
        .outerjoin(Decider, Decider.id == col(AccessRequest.decided_by))
    )
    return [_asked(actor, *row) for row in db.execute(joined)]


def _asked(actor: Actor, row: AccessRequest, asker: Person, decider: Person | None) -> Asked:
    return Asked(
        id=row.pk,
        name=asker.name or asker.email,
        email=asker.email,
        title=row.title,
        role=row.role,
        note=row.note,
        asked_at=row.asked_at,
        state=row.state,
        is_own=row.person_id == actor.person_id,
        decided_by=(decider.name or decider.email) if decider else "",
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _address(db: Session, asked: AccessRequest) -> str:
    person = db.get(Person, asked.person_id)
    return person.email if person else ""
