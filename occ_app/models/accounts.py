"""Customer companies."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, link, now


class Account(Record, table=True):
    """A customer company, as the ERP knows it."""

    __table_args__ = (CheckConstraint("length(currency) = 3", name="currency"),)

    number: str = Field(max_length=64, unique=True, description="the ERP's customer number")
    name: str = Field(max_length=200, index=True)
    currency: str = Field(max_length=3, description="what the company is usually billed in")
    country: str = Field(default="", max_length=2, description="ISO 3166 alpha-2, empty if unknown")
    language: str = Field(
        default="en", max_length=5, description="for mail to people without a choice of their own"
    )
    time_zone: str = Field(default="UTC", max_length=64, description="decides which day it is for due dates")
    tax_id: str = Field(default="", max_length=40)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=120)
    postal_code: str = Field(default="", max_length=20)
    parent_id: int | None = link("account", default=None, index=True)
    is_seen_by_parent: bool = Field(default=False, description="people of the parent company may read here")
    requires_sso: bool = Field(
        default=False, description="its people enter by its own identity provider only"
    )
    requires_second_factor: bool = Field(default=False)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    def today(self) -> date:
        """The date at the company: what decides that an invoice is past due."""
        return now().astimezone(ZoneInfo(self.time_zone)).date()
