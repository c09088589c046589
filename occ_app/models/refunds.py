"""Money given back of a payment."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, big, link, now, word
from occ_app.money import Money


class RefundState(StrEnum):
    """Where it stands."""

    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class Refund(Owned, table=True):
    """Part of a payment, or all of it, given back to the card it came from, or taken back by the payer's bank."""

    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    number: str = Field(max_length=32, unique=True)
    payment_id: int = link("payment", index=True)
    currency: str = Field(max_length=3)
    amount_minor: int = big()
    reason: str = Field(default="", max_length=500)
    state: RefundState = word(RefundState, default=RefundState.NEW)
    is_chargeback: bool = Field(default=False, description="the payer’s bank wants it, or has it, back")
    provider_id: str | None = Field(default=None, max_length=64, unique=True)
    failure: str = Field(default="", max_length=64)
    made_by: int | None = link("person", default=None, description="none where the card company told of it")
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def amount(self) -> Money:
        """What is given back."""
        return Money(self.amount_minor, self.currency)
