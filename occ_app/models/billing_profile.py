"""A company's own billing data: contact and address, who is mailed what, tax ids and exemption certificates."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, link, now, word

SOON = timedelta(days=30)
"""How long before its end a certificate is said to expire soon."""

_LIVE: dict[str, Any] = {
    "sqlite_where": text("ended_at IS NULL"),
    "postgresql_where": text("ended_at IS NULL"),
}


class MailTopic(StrEnum):
    """What somebody may be mailed about, in the order pages show it."""

    INVOICES = "invoices"
    RECEIPTS = "receipts"
    REMINDERS = "reminders"
    FAILED_PAYMENTS = "failed_payments"
    RENEWALS = "renewals"
    BILLING_DATA = "billing_data"


class TaxIdKind(StrEnum):
    """Whether a number is the country's usual tax number of companies, whose format is known, or any other."""

    USUAL = "usual"
    OTHER = "other"


class Validity(StrEnum):
    """Where a certificate stands on a day."""

    FUTURE = "future"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ENDED = "ended"


class BillingProfile(Owned, table=True):
    """Where bills go. There is one from the first time somebody saves it; until then `Account` says it."""

    __table_args__ = (UniqueConstraint("account_id"),)

    legal_name: str = Field(max_length=200)
    attention: str = Field(default="", max_length=200)
    email: str = Field(max_length=254)
    phone: str = Field(default="", max_length=32)
    street: str = Field(max_length=200)
    street_2: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=120)
    region: str = Field(default="", max_length=120)
    postal_code: str = Field(default="", max_length=20)
    country: str = Field(max_length=2, description="ISO 3166 alpha-2")
    version: int = Field(default=1, description="grows with every change: who saves says what they changed")
    changed_by: int | None = link("person", default=None)
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class MailRecipient(Owned, table=True):
    """An address that is mailed about a topic; it need not be anybody who may see anything."""

    __table_args__ = (UniqueConstraint("account_id", "topic", "email"),)

    topic: MailTopic = word(MailTopic)
    email: str = Field(max_length=254, description="lower case")
    added_by: int | None = link("person", default=None)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class TaxId(Owned, table=True):
    """A tax number of the company in a country. Never deleted: it ends."""

    __table_args__ = (Index("uq_tax_id_live", "account_id", "country", "value", unique=True, **_LIVE),)

    country: str = Field(max_length=2)
    kind: TaxIdKind = word(TaxIdKind)
    value: str = Field(max_length=40, description="without spaces and dots, in the country's own way")
    is_checked: bool = Field(default=False, description="whether its format was known and kept to")
    added_by: int | None = link("person", default=None)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_by: int | None = link("person", default=None)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ExemptionCertificate(Owned, table=True):
    """Why the company is billed without tax somewhere, with the paper that says so. Never deleted: it ends."""

    country: str = Field(max_length=2)
    region: str = Field(default="", max_length=120)
    number: str = Field(max_length=60)
    valid_from: date
    valid_until: date | None = Field(default=None, description="its last day; none if it does not expire")
    file_id: int = link("stored_file")
    added_by: int | None = link("person", default=None)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_by: int | None = link("person", default=None)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def validity(self, today: date) -> Validity:
        """Where it stands on a day at the company."""
        if self.ended_at is not None:
            return Validity.ENDED
        if self.valid_until is not None and self.valid_until < today:
            return Validity.EXPIRED
        if self.valid_from > today:
            return Validity.FUTURE
        if self.valid_until is not None and self.valid_until <= today + SOON:
            return Validity.EXPIRING
        return Validity.VALID
