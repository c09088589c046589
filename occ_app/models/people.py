"""People who sign in, and the right to be in a company, which an order document gives."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from occ_app.models.base import Owned, Record, UtcDateTime, link, now, word

_LIVE: dict[str, Any] = {
    "sqlite_where": text("ended_at IS NULL"),
    "postgresql_where": text("ended_at IS NULL"),
}


class ContactRole(StrEnum):
    """The contact type an order names a person with."""

    FINANCE = "finance"
    TECHNICAL = "technical"
    EXECUTIVE = "executive"


class CompanyRole(StrEnum):
    """What somebody is in a company: contact types, and administrator."""

    FINANCE = "finance"
    TECHNICAL = "technical"
    EXECUTIVE = "executive"
    ADMIN = "admin"


class RightSource(StrEnum):
    """Where a right came from."""

    ORDER = "order"
    INVITATION = "invitation"
    ADMINISTRATOR = "administrator"
    REQUEST = "request"
    SINGLE_SIGN_ON = "single_sign_on"


class ContactState(StrEnum):
    """Whether somebody who has rights in a company may use them."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class ContactFlag(StrEnum):
    """What an administrator should look at: an import never takes a right away, nor gives back one taken."""

    NONE = "none"
    UNNAMED = "unnamed"
    NAMED_AGAIN = "named_again"


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
    has_factor: bool = Field(default=False, description="can show a second factor; kept by services/factors")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    rights_changed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="by somebody: pages open since before are loaded anew"
    )


class Contact(Owned, table=True):
    """A person in a company. What they may do there is said by their rights (`AccessRight`)."""

    __table_args__ = (UniqueConstraint("account_id", "person_id"),)

    person_id: int = link("person", index=True)
    state: ContactState = word(ContactState, default=ContactState.ACTIVE)
    flag: ContactFlag = word(ContactFlag, default=ContactFlag.NONE)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class AccessRight(Owned, table=True):
    """One role of a person in a company, and where it came from. Never deleted: it ends."""

    __table_args__ = (
        Index("uq_access_right_live", "account_id", "person_id", "role", unique=True, **_LIVE),
        Index("ix_access_right_person", "person_id", **_LIVE),
    )

    person_id: int = link("person")
    role: CompanyRole = word(CompanyRole)
    source: RightSource = word(RightSource)
    order_id: int | None = link("customer_order", default=None, description="that named the person so")
    given_by: int | None = link("person", default=None)
    given_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_by: int | None = link("person", default=None)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
