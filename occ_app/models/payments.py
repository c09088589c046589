"""Payments and how they (and credit notes) are allocated to invoices. Append-only facts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, Select, select, text
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, big, link, now, word
from occ_app.models.invoices import Invoice
from occ_app.money import Money


class PaymentMethod(StrEnum):
    """How the money came, as the ERP says."""

    BANK_TRANSFER = "bank_transfer"
    CARD = "card"
    DIRECT_DEBIT = "direct_debit"
    CHECK = "check"
    OTHER = "other"


class Payment(Owned, table=True):
    """Money received: known from the ERP, or taken in the portal. Of its facts only `settled_on` is set later, once.

    `refunded_minor` and `unapplied_minor` are running figures: `services.ledger` owns them, `occ check-ledger`
    re-derives them.
    """

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "refunded_minor BETWEEN 0 AND amount_minor AND unapplied_minor BETWEEN 0 AND amount_minor - refunded_minor",
            name="figures",
        ),
        CheckConstraint("settled_on IS NULL OR settled_on >= received_on", name="settled"),
        Index("ix_payment_received", "account_id", "received_on", "id"),
        Index("ix_payment_amount", "account_id", "amount_minor", "id"),
        Index("ix_payment_account_number", "account_id", "number", "id"),
        Index("uq_payment_provider_id", "provider_id", unique=True),
        Index(
            "ix_payment_unapplied",
            "account_id",
            "id",
            sqlite_where=text("unapplied_minor > 0"),
            postgresql_where=text("unapplied_minor > 0"),
        ),
    )

    number: str = Field(max_length=64, unique=True)
    method: PaymentMethod = word(PaymentMethod, default=PaymentMethod.BANK_TRANSFER)
    reference: str = Field(default="", max_length=140, description="what the payer wrote")
    currency: str = Field(max_length=3)
    amount_minor: int = big()
    received_on: date
    settled_on: date | None = Field(default=None, description="none while the money is on its way")
    erp_number: str = Field(
        default="", max_length=64, index=True, description="what the ERP calls it, where we named it first"
    )
    provider_id: str | None = Field(
        default=None, max_length=64, description="PaymentIntent, where a card paid in the portal"
    )
    refunded_minor: int = big(default=0)
    unapplied_minor: int = big(default=0, description="neither put to an invoice nor given back")

    @property
    def amount(self) -> Money:
        """What was paid."""
        return Money(self.amount_minor, self.currency)

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        paid = select(col(Allocation.payment_id)).where(Allocation.of_orders(orders))
        return col(cls.id).in_(paid)


class Allocation(Owned, table=True):
    """Part of a payment or of a credit note, put to an invoice. Never changed: a mistake is a
    second row with the negative amount that names the first in `reverses_id`.
    """

    __table_args__ = (
        CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name="one_source"),
        CheckConstraint("(amount_minor > 0) = (reverses_id IS NULL) AND amount_minor <> 0", name="sign"),
    )

    invoice_id: int = link("invoice", index=True)
    payment_id: int | None = link("payment", default=None, index=True)
    credit_note_id: int | None = link("invoice", default=None, index=True)
    payment_order_id: int | None = link(
        "payment_order",
        default=None,
        index=True,
        description="the payment made in the portal that put it there",
    )
    amount_minor: int = big()
    reverses_id: int | None = link("allocation", default=None, unique=True)
    allocated_on: date
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(select(col(Invoice.id)).where(Invoice.of_orders(orders)))

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        """What was put to them, and what of them was put to others."""
        return col(cls.invoice_id).in_(invoices) | col(cls.credit_note_id).in_(invoices)
