"""What one does again within a minute is one deed: a page that is painted, and then comes alive, was opened once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import ActivityEntry, ActivityKind
from occ_app.models.base import now
from occ_app.services.activity.chain import record

WITHIN = timedelta(minutes=1)


def record_once(db: Session, actor: Actor, kind: ActivityKind, subject: str = "", **facts: Any) -> None:
    """As `record`, but for what the same person has just done to the same thing, which is noted already."""
    gate.require(actor, Permission.ACTIVITY_RECORD)
    again = select(col(ActivityEntry.id)).where(
        col(ActivityEntry.account_id) == actor.account_id,
        col(ActivityEntry.person_id) == actor.person_id,
        col(ActivityEntry.at) > now() - WITHIN,
        col(ActivityEntry.kind) == kind,
        col(ActivityEntry.subject) == subject[:254],
    )
    if db.execute(again.limit(1)).first() is None:
        record(db, actor, kind, subject, **facts)
