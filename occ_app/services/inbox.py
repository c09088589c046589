"""The inbox: what the portal has to tell a person in a company. Words are found when it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, update
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import InboxEntry, InboxKind
from occ_app.models.base import now

SHOWN = 20
KEEP = timedelta(days=90)


@dataclass(frozen=True)
class Told:
    """One entry, as its reader gets it."""

    kind: InboxKind
    facts: Mapping[str, str]
    created_at: datetime
    is_new: bool


def put(
    db: Session,
    actor: Actor,
    *,
    account_id: int,
    person_id: int,
    kind: InboxKind,
    facts: Mapping[str, str],
    expires_at: datetime | None = None,
) -> None:
    """Tell somebody something; after `expires_at` it is gone."""
    gate.require(actor, Permission.INBOX_PUT)
    db.add(
        InboxEntry(
            account_id=account_id,
            person_id=person_id,
            kind=kind,
            facts=dict(facts),
            expires_at=expires_at,
        )
    )
    db.flush()


def listing(db: Session, actor: Actor) -> list[Told]:
    """One's own entries in this company, newest first."""
    newest = _mine(actor).order_by(col(InboxEntry.id).desc()).limit(SHOWN)
    return [
        Told(entry.kind, entry.facts, entry.created_at, entry.read_at is None)
        for entry in db.execute(newest).scalars()
    ]


def unread(db: Session, actor: Actor) -> int:
    """How many of them were never looked at."""
    fresh = _mine(actor).where(col(InboxEntry.read_at).is_(None)).with_only_columns(func.count())
    return int(db.execute(fresh).scalar_one())


def mark_read(db: Session, actor: Actor) -> None:
    """Note that one has looked at all of them."""
    mine = _mine(actor).with_only_columns(col(InboxEntry.id)).where(col(InboxEntry.read_at).is_(None))
    ids = list(db.execute(mine).scalars())
    if ids:
        db.execute(update(InboxEntry).where(col(InboxEntry.id).in_(ids)).values(read_at=now()))


def sweep(db: Session, actor: Actor) -> None:
    """Forget what leads nowhere any more, and what is old."""
    gate.require(actor, Permission.INBOX_PUT)
    is_old = col(InboxEntry.created_at) < now() - KEEP
    db.execute(delete(InboxEntry).where(or_(is_old, col(InboxEntry.expires_at) < now())))


def _mine(actor: Actor) -> Select[Any]:
    alive = or_(col(InboxEntry.expires_at).is_(None), col(InboxEntry.expires_at) > now())
    rows = gate.rows(actor, Permission.INBOX_READ, InboxEntry)
    return rows.where(col(InboxEntry.person_id) == actor.person_id, alive)
