"""Lists that are mailed: once, or every week or month in the name of whoever asked."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Select, Text, select
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, link, now, word
from occ_app.models.orders import OrderContact


class Frequency(StrEnum):
    """How often."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class MailingSchedule(Owned, table=True):
    """A list, its recipients and its days. It ends by itself once nobody has the right to it any more."""

    __table_args__ = (
        CheckConstraint(
            "(frequency = 'once' AND day = 0) OR (frequency = 'weekly' AND day BETWEEN 1 AND 7)"
            " OR (frequency = 'monthly' AND day BETWEEN 1 AND 31)",
            name="day",
        ),
        CheckConstraint("(ended_at IS NULL) = (next_run_at IS NOT NULL)", name="ended"),
    )

    created_by: int = link("person", index=True)
    frequency: Frequency = word(Frequency)
    day: int = Field(default=0, description="ISO weekday or day of the month; where that has none, its last")
    query: str = Field(default="", sa_type=Text, description="what is listed, as in the list's address")
    recipients: str = Field(sa_type=Text, description="e-mail addresses, separated by commas")
    formats: str = Field(max_length=40, description="csv, xlsx, pdf, separated by commas")
    note: str = Field(default="", max_length=1000)
    language: str = Field(default="", max_length=5, description="empty: each recipient's own")
    next_run_at: datetime | None = Field(sa_type=UtcDateTime, index=True)
    tries: int = Field(default=0, description="of the run that is due")
    last_run_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_why: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        """Those of the people whom these orders name."""
        named = select(col(OrderContact.person_id)).where(col(OrderContact.order_id).in_(orders))
        return col(cls.created_by).in_(named)
