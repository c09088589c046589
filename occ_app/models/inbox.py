"""What the portal has to tell somebody: kept as a kind and its facts, put into words when it is read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, column, link, now, word


class InboxKind(StrEnum):
    """What happened."""

    ACCESS_ASKED = "access_asked"
    ACCESS_GIVEN = "access_given"
    ACCESS_REFUSED = "access_refused"
    FILE_READY = "file_ready"
    FILE_FAILED = "file_failed"
    AUTOPAY_ANNOUNCED = "autopay_announced"
    PAYMENT_TO_APPROVE = "payment_to_approve"
    PAYMENT_TO_CONFIRM = "payment_to_confirm"
    PAYMENT_APPROVED = "payment_approved"
    PAYMENT_REFUSED = "payment_refused"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_REFUNDED = "payment_refunded"


class InboxEntry(Owned, table=True):
    """One thing told to one person in one company."""

    person_id: int = link("person", index=True)
    kind: InboxKind = word(InboxKind)
    facts: dict[str, str] = column(JSON)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="from then on it leads nowhere"
    )
