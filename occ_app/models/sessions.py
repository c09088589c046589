"""Server-side sessions, one-time sign-in codes and the counters that limit guessing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, big, column, link, now, word


class SignInMethod(StrEnum):
    """How somebody proved who they are."""

    CODE = "code"
    DELEGATION = "delegation"
    DEMO = "demo"
    INVITATION = "invitation"
    LINK = "link"
    SINGLE_SIGN_ON = "single_sign_on"


class SignInSession(Record, table=True):
    """A browser that is signed in. The token itself is only in its cookie; here is its hash."""

    ref: str = Field(max_length=32, unique=True, description="opaque name: what sockets and logs may carry")
    token_hash: str = Field(max_length=64, unique=True)
    person_id: int = link("person", index=True)
    account_id: int | None = link("account", default=None)
    method: SignInMethod = word(SignInMethod, default=SignInMethod.CODE)
    only_account_id: int | None = link(
        "account", default=None, description="good for this company alone: whose identity provider said so"
    )
    delegation_id: int | None = big(default=None, description="good for these delegated invoices alone")
    awaits_proof: bool = Field(default=False, description="the second factor is still to be shown")
    proved_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when a second factor was last shown"
    )
    viewing_id: int | None = link(
        "account", default=None, description="staff: views this company as it sees itself"
    )
    viewing_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sso_sub: str = Field(default="", max_length=255, description="who they are at the identity provider")
    sso_sid: str = Field(default="", max_length=255, description="the session there, if it said so")
    sso_id_token: str = column(Text, default="", description="locked; tells the provider who signs out")
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
    browser_hash: str = Field(
        default="",
        max_length=64,
        description="of the browser that asked: its link alone is enough there only",
    )
    tries: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(Record, table=True):
    """One use of something limited; `key` names what and by whom (hashed), shared by all processes."""

    key: str = Field(max_length=80, index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
