"""Second factors: what somebody has besides their e-mail, and the challenges they answer with it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, link, now, word


class Factor(StrEnum):
    """What can be shown as a second factor."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class ChallengeKind(StrEnum):
    """What a challenge is given out for."""

    ADD_APP = "add_app"
    ADD_PASSKEY = "add_passkey"
    SHOW_PASSKEY = "show_passkey"


class AuthenticatorApp(Record, table=True):
    """An app that shows a new code every 30 seconds (TOTP)."""

    person_id: int = link("person", unique=True)
    secret: str = Field(max_length=400, description="encrypted: `access.vault`")
    last_step: int = Field(default=0, sa_type=BigInteger, description="the newest step that was used")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Passkey(Record, table=True):
    """A key that a device or a password manager keeps for the person (WebAuthn)."""

    person_id: int = link("person", index=True)
    name: str = Field(max_length=60)
    credential_id: str = Field(max_length=1400, unique=True, description="base64url")
    public_key: str = Field(max_length=4000, description="base64url")
    sign_count: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(Record, table=True):
    """A code to write down, good once when everything else is lost."""

    person_id: int = link("person", index=True)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FactorChallenge(Record, table=True):
    """What one session has to answer, and no other: at most one of a kind."""

    __table_args__ = (UniqueConstraint("session_ref", "kind"),)

    session_ref: str = Field(max_length=32)
    kind: ChallengeKind = word(ChallengeKind)
    secret: str = Field(max_length=400, description="encrypted: `access.vault`")
    expires_at: datetime = Field(sa_type=UtcDateTime)
