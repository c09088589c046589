"""The running counts and totals of documents: what tabs, badges and charts show without reading invoices."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from occ_app.models.base import Owned, big, link, word
from occ_app.models.invoices import Document, Phase

ANY_TYPE = ""
"""Stands for all types together."""
ANY_DAY = date.min
"""Stands for all days together."""


class InvoiceTally(Owned, table=True):
    """How many documents share type, phase, days, kind and currency, and their sums (minor units).

    Triggers of the database keep it (migration 0002), so that no import can forget it; `occ check-ledger`
    derives it again. Every document counts under its type and under `ANY_TYPE`. While something is due it
    counts under its two days; once closed, under each of them with the other one `ANY_DAY`: so there are
    about as many rows as days, however many documents.
    """

    __table_args__ = ()

    id: ClassVar[None] = None  # type: ignore[misc]  # the columns that follow are its key
    account_id: int = link("account", primary_key=True)
    type: str = Field(max_length=32, primary_key=True, description="an `InvoiceType`, or `ANY_TYPE`")
    phase: Phase = word(Phase, primary_key=True)
    issued_on: date = Field(primary_key=True)
    document: Document = word(Document, primary_key=True)
    currency: str = Field(max_length=3, primary_key=True)
    falls_on: date = Field(primary_key=True)
    documents: int = big()
    total_minor: int = big()
    due_minor: int = big()
