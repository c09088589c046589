"""Mail that is to be sent, is sent, or could not be: written in the transaction that wants it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, column, link, now, word


class MailState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class OutboxMail(Record, table=True):
    """One message to one address."""

    account_id: int | None = link("account", default=None, index=True)
    to: str = Field(max_length=254, index=True)
    kind: str = Field(max_length=40, description="which template made it")
    subject: str = Field(max_length=200)
    text: str = Field(sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    bundle: str = Field(default="", max_length=32, description="names the files it takes along")
    state: MailState = word(MailState, default=MailState.WAITING, index=True)
    tries: int = Field(default=0)
    error: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    next_try_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutboxAttachment(Record, table=True):
    """A file that every message of a bundle takes along; stored once, however many get it."""

    bundle: str = Field(max_length=32, index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(description="bytes; kept when the content is forgotten")
    content: bytes = column(LargeBinary)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class MailSuppression(Record, table=True):
    """An address that mail came back from: nothing is sent there until staff allow it again."""

    email: str = Field(max_length=254, unique=True)
    reason: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
