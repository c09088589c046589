"""Payments asked for in the portal: from a basket to money received, and what each puts to which invoice."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, Select, UniqueConstraint, text
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, big, link, now, word
from occ_app.models.payments import PaymentMethod
from occ_app.money import Money


class PaymentState(StrEnum):
    """Where a payment asked for in the portal stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    SUBMITTING = "submitting"
    NEEDS_ACTION = "needs_action"
    PROCESSING = "processing"
    ANNOUNCED = "announced"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


IN_FLIGHT = (
    PaymentState.SUBMITTING,
    PaymentState.NEEDS_ACTION,
    PaymentState.PROCESSING,
    PaymentState.ANNOUNCED,
)
"""Money that may be on its way: invoices it covers are “Payment submitted”."""

HOLDING = (*IN_FLIGHT, PaymentState.AWAITING_APPROVAL, PaymentState.SCHEDULED)
"""What it pays, credits included, is promised to it: no other payment may take that."""

AT_PROVIDER = (PaymentState.SUBMITTING, PaymentState.NEEDS_ACTION, PaymentState.PROCESSING)
"""The card company decides: the sweep asks it how they ended."""


ANSWER_WITHIN = timedelta(minutes=30)
"""How long whoever pays may take to answer their bank."""

ANSWER_LATER = timedelta(days=3)
"""The same where somebody else approved the payment: whoever pays was not there when the bank asked."""

WITHDRAWN = "withdrawn"
"""Why a payment ends, kept from when somebody takes it back until the card company has done so too."""


class PaymentOrigin(StrEnum):
    """Who or what asked for a payment."""

    PERSON = "person"
    DELEGATE = "delegate"
    AUTOPAY = "autopay"


class ShortReason(StrEnum):
    """Why less is paid than is due."""

    DISPUTED = "disputed"
    NOT_RECEIVED = "not_received"
    PRICE = "price"
    DISCOUNT = "discount"
    WITHHOLDING = "withholding"
    INSTALMENT = "instalment"
    OTHER = "other"


class PaymentOrder(Owned, table=True):
    """One payment in one currency. As a draft it is the basket; once sent its lines do not change.

    `number` is also the number of the payment (`Payment`) that comes of it, and is what the card company and the
    bank know it by; a draft is sent once, however often that is pressed.
    """

    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint("(state = 'succeeded') = (posted_at IS NOT NULL)", name="posted"),
        CheckConstraint("payment_id IS NULL OR state = 'succeeded'", name="payment"),
        CheckConstraint("state <> 'scheduled' OR scheduled_for IS NOT NULL", name="scheduled"),
        Index("ix_payment_order_state", "account_id", "state", "id"),
        Index(
            "ix_payment_order_open",
            "state",
            "id",
            sqlite_where=text(
                "state IN ('awaiting_approval', 'scheduled', 'submitting', 'needs_action', 'processing', 'announced')"
            ),
            postgresql_where=text(
                "state IN ('awaiting_approval', 'scheduled', 'submitting', 'needs_action', 'processing', 'announced')"
            ),
        ),
    )

    number: str = Field(max_length=32, unique=True)
    basket: str = Field(max_length=32, index=True, description="drafts of one selection, one a currency")
    state: PaymentState = word(PaymentState, default=PaymentState.DRAFT)
    origin: PaymentOrigin = word(PaymentOrigin, default=PaymentOrigin.PERSON)
    method: PaymentMethod = word(PaymentMethod, default=PaymentMethod.CARD)
    card_id: int | None = link("saved_card", default=None)
    currency: str = Field(max_length=3)
    amount_minor: int = big(default=0, description="money to move: the lines without a source")
    reference: str = Field(max_length=25, unique=True, description="for a bank transfer (ISO 11649)")
    made_by: int | None = link("person", default=None, description="none where autopay made it")
    delegation_id: int | None = link("delegation", default=None)
    autopay_rule_id: int | None = link("autopay_rule", default=None, index=True)
    approval_rule_id: int | None = link("approval_rule", default=None)
    approvals_needed: int = Field(default=0)
    scheduled_for: date | None = Field(default=None, description="day at the company it is to be sent on")
    provider_id: str | None = Field(default=None, max_length=64, unique=True, description="PaymentIntent")
    failure: str = Field(default="", max_length=64, description="why it failed, as the card company’s code")
    payment_id: int | None = link("payment", default=None, unique=True, description="the money received")
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="by whoever made it")
    submitted_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="to the card company, or announced"
    )
    looked_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the sweep last took it up"
    )
    expires_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="an announced transfer is no longer waited for"
    )
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="failed, refused, …")
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fixed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="a failed one was paid otherwise, or is let be"
    )

    @property
    def amount(self) -> Money:
        """What is to be charged or transferred; nothing where credits cover all."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_holding(self) -> bool:
        """Whether what it pays is promised to it."""
        return self.state in HOLDING

    @property
    def asks_payer(self) -> bool:
        """Whether its bank waits for whoever pays to answer; not once they have taken it back."""
        return self.state is PaymentState.NEEDS_ACTION and self.failure != WITHDRAWN

    @property
    def answer_by(self) -> datetime:
        """Until when its bank is waited for (UTC); no longer once it was taken back."""
        asked = self.submitted_at or self.made_at
        if self.failure == WITHDRAWN:
            return asked
        return asked + (ANSWER_LATER if self.approvals_needed else ANSWER_WITHIN)

    @classmethod
    def of_delegate(cls, delegation_id: int | None, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.delegation_id) == delegation_id


class PaymentLine(Owned, table=True):
    """What a payment puts to an invoice: money, or (with a source) part of a credit note or of unapplied cash."""

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("credit_note_id IS NULL OR cash_id IS NULL", name="one_source"),
    )

    payment_order_id: int = link("payment_order", index=True)
    invoice_id: int = link("invoice", index=True)
    amount_minor: int = big()
    credit_note_id: int | None = link("invoice", default=None, index=True)
    cash_id: int | None = link("payment", default=None, index=True, description="a payment not all used")

    @property
    def is_money(self) -> bool:
        """Whether it is to be charged, and not taken from what the company has with the supplier."""
        return self.credit_note_id is None and self.cash_id is None

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(invoices)


class BasketItem(Owned, table=True):
    """An invoice in a draft: how much of it is to be paid, and why not all."""

    __table_args__ = (
        UniqueConstraint("payment_order_id", "invoice_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    payment_order_id: int = link("payment_order", index=True)
    invoice_id: int = link("invoice", index=True)
    amount_minor: int = big(description="credits included")
    reason: ShortReason | None = word(ShortReason, default=None)
    note: str = Field(default="", max_length=500)

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(invoices)


class PaymentDecision(Owned, table=True):
    """Somebody approved or refused a payment that waited for them."""

    __table_args__ = (UniqueConstraint("payment_order_id", "person_id"),)

    payment_order_id: int = link("payment_order", index=True)
    person_id: int = link("person")
    is_approved: bool
    reason: str = Field(default="", max_length=500)
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PaymentProof(Owned, table=True):
    """A file by which the payer shows that a transfer was sent."""

    payment_order_id: int = link("payment_order", index=True)
    file_id: int = link("stored_file", unique=True)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
