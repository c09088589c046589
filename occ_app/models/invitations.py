"""Invitations: a link by mail with which somebody takes a place in a company."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, link, now

_OPEN = "accepted_at IS NULL AND cancelled_at IS NULL"
_WHILE_OPEN: dict[str, Any] = {"sqlite_where": text(_OPEN), "postgresql_where": text(_OPEN)}


class Invitation(Owned, table=True):
    """Somebody was asked in. The link itself is only in the mail; here is its hash."""

    __table_args__ = (Index("uq_invitation_open", "account_id", "email", unique=True, **_WHILE_OPEN),)

    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=200)
    roles: str = Field(max_length=80, description="what was offered: `CompanyRole`s, with commas")
    message: str = Field(default="", max_length=1_000)
    token_hash: str = Field(max_length=64, unique=True)
    invited_by: int = link("person")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    sent_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, description="the last time")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
