"""What the activity trail says, for tests."""

from typing import Any

from sqlmodel import Session, col, select

from occ_app.models import ActivityEntry


def trail(db: Session, **wanted: Any) -> list[ActivityEntry]:
    """The entries with these values (all, when none are named), oldest first."""
    found = select(ActivityEntry).filter_by(**wanted).order_by(col(ActivityEntry.id))
    return list(db.exec(found))
