"""People who sign in, and the right to be in a company, which an order document gives."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from occ_app.models.base import Owned, Record, UtcDateTime, link, now, word


class ContactRole(StrEnum):
    """The contact type an order names a person with."""

    FINANCE = "finance"
    TECHNICAL = "technical"
    EXECUTIVE = "executive"


class ColorMode(StrEnum):
    """Light, dark, or what the person's system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Person(Record, table=True):
    """Somebody with an e-mail address, in any number of companies."""

    email: str = Field(max_length=254, unique=True, description="lower case")
    name: str = Field(default="", max_length=200)
    language: str = Field(default="", max_length=5, description="chosen; empty until then")
    color_mode: ColorMode = word(ColorMode, default=ColorMode.SYSTEM)
    is_staff: bool = Field(default=False, description="works for the supplier")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Contact(Owned, table=True):
    """A person in a company. Without an order that names them (`OrderContact`) they may not enter."""

    __table_args__ = (UniqueConstraint("account_id", "person_id"),)

    person_id: int = link("person", index=True)
    is_admin: bool = Field(default=False, description="the first main contact of the company's orders")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
