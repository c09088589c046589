"""Reviews of access: an administrator looks at every right again, by a day, and signs the result."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, link, now, word
from occ_app.models.people import CompanyRole

_OPEN: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NULL"),
    "postgresql_where": text("closed_at IS NULL"),
}


class Decision(StrEnum):
    """What a review says of one right."""

    UNDECIDED = "undecided"
    KEPT = "kept"
    REMOVED = "removed"
    GONE = "gone"
    """It ended in another way while the review was open."""


class Review(Owned, table=True):
    """One review of all rights in a company; one at a time."""

    __table_args__ = (Index("uq_review_open", "account_id", unique=True, **_OPEN),)

    started_by: int = link("person")
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    due_on: date
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = link("person", default=None)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReviewItem(Owned, table=True):
    """One right that was live when the review began, and what was decided of it."""

    __table_args__ = (UniqueConstraint("review_id", "right_id"),)

    review_id: int = link("review")
    right_id: int = link("access_right")
    person_id: int = link("person")
    role: CompanyRole = word(CompanyRole)
    decision: Decision = word(Decision, default=Decision.UNDECIDED)
    decided_by: int | None = link("person", default=None)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
