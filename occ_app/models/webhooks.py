"""What the card company told us, each event once, and what only pretended to be from it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from occ_app.models.base import Record, UtcDateTime, now, word


class WebhookState(StrEnum):
    """Where an event stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class WebhookEvent(Record, table=True):
    """An event by its id: what it is about, never what it says, since that is asked anew."""

    event_id: str = Field(max_length=64, unique=True)
    kind: str = Field(max_length=64)
    object_id: str = Field(default="", max_length=64, description="the payment it is about")
    happened_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    state: WebhookState = word(WebhookState, default=WebhookState.WAITING, index=True)
    tries: int = Field(default=0)
    next_try_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    error: str = Field(default="", max_length=300)


class WebhookRefusal(Record, table=True):
    """A call that was refused: forged, too old, too large or no event. Old ones are swept."""

    reason: str = Field(max_length=32)
    address: str = Field(default="", max_length=64)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
