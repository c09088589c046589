"""Server-side sessions, one-time sign-in codes and the counters that limit guessing."""

from datetime import datetime

from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, link, now


class SignInSession(Record, table=True):
    """A browser that is signed in. The token itself is only in its cookie; here is its hash."""

    ref: str = Field(max_length=32, unique=True, description="opaque name: what sockets and logs may carry")
    token_hash: str = Field(max_length=64, unique=True)
    person_id: int = link("person", index=True)
    account_id: int | None = link("account", default=None)
    user_agent: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="absolute: no use prolongs it")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInCode(Record, table=True):
    """A one-time code and link, mailed to one address; both die with the first use of either."""

    email: str = Field(max_length=254, index=True)
    code_hash: str = Field(max_length=64)
    link_hash: str = Field(max_length=64, unique=True)
    tries: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(Record, table=True):
    """One use of something limited; `key` names what and by whom (hashed), shared by all processes."""

    key: str = Field(max_length=80, index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
