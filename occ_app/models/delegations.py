"""Single invoices handed to somebody outside of the company's rights: by a link, until a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UniqueConstraint
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, link, now


class Delegation(Owned, table=True):
    """Who was handed some invoices, by whom, and until when. The link itself is only in its mail; here is its hash."""

    person_id: int = link("person", index=True, description="the delegate; may have no right anywhere")
    name: str = Field(default="", max_length=200, description="what the delegate was called when asked in")
    token_hash: str = Field(max_length=64, unique=True)
    ends_on: date = Field(description="the last day, where the company is")
    ends_at: datetime = Field(sa_type=UtcDateTime, description="the end of that day")
    note: str = Field(default="", max_length=500)
    made_by: int = link("person", index=True)
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    sent_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, description="the latest link")
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = link("person", default=None)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DelegatedInvoice(Owned, table=True):
    """One invoice of a delegation."""

    __table_args__ = (UniqueConstraint("delegation_id", "invoice_id"),)

    delegation_id: int = link("delegation")
    invoice_id: int = link("invoice", index=True)

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(invoices)
