"""A company's own identity provider, and whom it has vouched for."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from occ_app.models.base import Owned, Record, UtcDateTime, big, column, link, now, word
from occ_app.models.people import CompanyRole


class SsoConnection(Owned, table=True):
    """How a company's people sign in with their company (OpenID Connect). One a company."""

    __table_args__ = (UniqueConstraint("account_id"),)

    issuer: str = Field(max_length=300)
    client_id: str = Field(max_length=255)
    secret: str = column(Text, description="locked (`access.vault`); shown to nobody")
    is_enabled: bool = Field(default=True)
    entry_role: CompanyRole | None = word(
        CompanyRole, default=None, description="what somebody becomes at their first visit; none: no entry"
    )
    changed_at: datetime = Field(
        default_factory=now, sa_type=UtcDateTime, description="issuer, client or secret: what must work anew"
    )
    tested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SsoDomain(Owned, table=True):
    """An e-mail domain whose people sign in with this company, and no other."""

    domain: str = Field(max_length=253, unique=True, description="lower case")


class SsoIdentity(Owned, table=True):
    """Who somebody is at an identity provider. An address may pass to somebody else; this does not."""

    __table_args__ = (
        UniqueConstraint("realm", "issuer", "sub"),
        UniqueConstraint("realm", "issuer", "person_id"),
    )

    account_id: int | None = link("account", default=None, index=True)  # type: ignore[assignment]
    realm: int = big(description="the company; 0 for the supplier's staff")
    issuer: str = Field(max_length=300)
    sub: str = Field(max_length=255)
    person_id: int = link("person", index=True)
    first_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SpentToken(Record, table=True):
    """What counts once (the state of a sign-in, a message of a provider), by its hash, until it has expired anyway."""

    key: str = Field(max_length=64, unique=True)
    until: datetime = Field(sa_type=UtcDateTime, index=True)
