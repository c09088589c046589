"""Invoices and credit notes, their lines and taxes, and the status that follows from the ledger."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    VARCHAR,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    String,
    Text,
    and_,
    select,
    text,
)
from sqlmodel import Field, col

from occ_app.models.base import ExactDecimal, Owned, big, column, link, word
from occ_app.money import Money


class Document(StrEnum):
    """What the supplier issued. A credit note's amounts are negative."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceType(StrEnum):
    """What an invoice bills."""

    HARDWARE = "hardware"
    SUBSCRIPTION = "subscription"
    SUPPORT = "support"
    LICENSE = "license"
    EDUCATION = "education"
    CONSULTING = "consulting"
    SERVICE = "service"
    USAGE = "usage"


class Phase(StrEnum):
    """The stored half of the status: what the ledger says, before the calendar speaks."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class InvoiceStatus(StrEnum):
    """Derived, never stored: `Phase` and the due date against today at the company."""

    PAST_DUE = "past_due"
    OPEN = "open"
    PAYMENT_SUBMITTED = "payment_submitted"
    CLOSED = "closed"


CLOSED_URGENCY = 10_000_000
"""Above every date's ordinal, so that all closed documents order after all open ones."""


ByteOrdered = String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
"""Text that both databases put into the same order; PostgreSQL's own follows the server's language."""

UNPAID = "phase <> 'closed'"
"""Written out in the indexes of unpaid documents and in the queries that use them: no parameter would do."""


def _unpaid_index(name: str, order: str) -> Index:
    """Few documents are unpaid, and most questions are about those: an order of the list for them alone."""
    where = text(UNPAID)
    return Index(
        f"ix_invoice_unpaid_{name}",
        "account_id",
        order,
        "id",
        sqlite_where=where,
        postgresql_where=where,
    )


class Invoice(Owned, table=True):
    """An invoice or credit note. Amounts are minor units of `currency`, negative on credit notes.

    `credited`, `paid`, `pending`, `due`, `phase` and `urgency` are running figures: `services.ledger`
    owns them, the CHECKs hold them together, `occ check-ledger` re-derives them.
    """

    __table_args__ = (
        CheckConstraint("due_minor = total_minor - credited_minor - paid_minor", name="due"),
        CheckConstraint("total_minor = net_minor + tax_minor", name="total"),
        CheckConstraint(
            "(document = 'invoice' AND total_minor >= 0 AND due_minor BETWEEN 0 AND total_minor)"
            " OR (document = 'credit_note' AND total_minor <= 0 AND due_minor BETWEEN total_minor AND 0)",
            name="sign",
        ),
        CheckConstraint("(document = 'credit_note') = (due_on IS NULL)", name="credit_note_has_no_due_date"),
        CheckConstraint("pending_minor >= 0", name="pending"),
        CheckConstraint("disputed_minor BETWEEN 0 AND ABS(total_minor)", name="disputed"),
        CheckConstraint("(phase = 'closed') = (due_minor = 0)", name="closed"),
        Index("ix_invoice_urgency", "account_id", "urgency", "id"),
        Index("ix_invoice_status", "account_id", "phase", "document", "urgency", "id"),
        Index("ix_invoice_phase", "account_id", "phase", "document", "falls_on", "id"),
        Index("ix_invoice_order", "account_id", "order_id", "urgency", "id"),
        Index("ix_invoice_issued_urgency", "account_id", "issued_on", "urgency", "id"),
        Index("ix_invoice_issued", "account_id", "issued_on", "id"),
        Index("ix_invoice_falls", "account_id", "falls_on", "id"),
        Index("ix_invoice_total", "account_id", "total_minor", "id"),
        Index("ix_invoice_due", "account_id", "due_minor", "id"),
        Index("ix_invoice_type", "account_id", "type", "id"),
        Index("ix_invoice_po", "account_id", "po_number", "id"),
        Index("ix_invoice_account_number", "account_id", "number", "id"),
        _unpaid_index("number", "number"),
        _unpaid_index("type", "type"),
        _unpaid_index("issued", "issued_on"),
        _unpaid_index("total", "total_minor"),
        _unpaid_index("due", "due_minor"),
    )

    account_id: int = link("account")
    order_id: int | None = link("customer_order", default=None)
    number: str = column(ByteOrdered, unique=True)
    document: Document = word(Document, default=Document.INVOICE)
    type: InvoiceType = word(InvoiceType)
    po_number: str = Field(default="", max_length=64)
    reference: str = Field(default="", max_length=64, description="quoted with a bank transfer (ISO 11649)")
    currency: str = Field(max_length=3)
    issued_on: date
    due_on: date | None = Field(default=None, description="none on a credit note")
    falls_on: date = Field(
        description="where lists order it by date: the due date, a credit note's issue date"
    )
    net_minor: int = big()
    tax_minor: int = big(default=0)
    total_minor: int = big()
    disputed_minor: int = big(default=0)
    search_text: str = Field(
        default="", sa_type=Text, description="what `services.search` finds it by, folded"
    )

    credited_minor: int = big(default=0)
    paid_minor: int = big(default=0)
    pending_minor: int = big(default=0)
    due_minor: int = big()
    phase: Phase = word(Phase)
    urgency: int = big(description="ascending: oldest due first, then closed, newest first")

    @property
    def total(self) -> Money:
        """Gross amount of the document."""
        return Money(self.total_minor, self.currency)

    @property
    def due(self) -> Money:
        """What is still to pay; on a credit note what is still to use, negative."""
        return Money(self.due_minor, self.currency)

    @property
    def is_credit_note(self) -> bool:
        """Credit notes have no due date and are never past due."""
        return self.document is Document.CREDIT_NOTE

    @property
    def is_disputed(self) -> bool:
        """Whether the customer contests part of it."""
        return self.disputed_minor > 0

    def days_late(self, today: date) -> int:
        """Days since the due date: negative before it, 0 without one."""
        return (today - self.due_on).days if self.due_on else 0

    def status(self, today: date) -> InvoiceStatus:
        """Closed, payment submitted, past due or open, in that order (rules of the domain)."""
        if self.phase is Phase.CLOSED:
            return InvoiceStatus.CLOSED
        if self.phase is Phase.SUBMITTED:
            return InvoiceStatus.PAYMENT_SUBMITTED
        return InvoiceStatus.PAST_DUE if self.days_late(today) > 0 else InvoiceStatus.OPEN

    @classmethod
    def has_status(cls, status: InvoiceStatus, today: date) -> ColumnElement[bool]:
        """The same rule as `status`, as a condition that the phase index answers."""
        late = and_(col(cls.falls_on) < today, col(cls.document) == Document.INVOICE)
        match status:
            case InvoiceStatus.CLOSED:
                return col(cls.phase) == Phase.CLOSED
            case InvoiceStatus.PAYMENT_SUBMITTED:
                return col(cls.phase) == Phase.SUBMITTED
            case InvoiceStatus.PAST_DUE:
                return and_(col(cls.phase) == Phase.OPEN, late)
            case InvoiceStatus.OPEN:
                return and_(col(cls.phase) == Phase.OPEN, ~late)

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        return col(cls.order_id).in_(orders)

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.id).in_(invoices)


class InvoiceLine(Owned, table=True):
    """One line: what, how much of it, at what price. `net_minor` excludes tax."""

    __table_args__ = (Index("ix_invoice_line_invoice", "invoice_id", "position", unique=True),)

    invoice_id: int = link("invoice")
    position: int
    description: str = Field(max_length=500)
    part_number: str = Field(default="", max_length=64)
    period_start: date | None = None
    period_end: date | None = None
    quantity: Decimal = Field(default=Decimal(1), sa_type=ExactDecimal)
    unit_price: Decimal = Field(
        sa_type=ExactDecimal, description="major units, may have more decimals than the currency"
    )
    tax_rate: Decimal = Field(default=Decimal(0), sa_type=ExactDecimal, description="percent")
    net_minor: int = big()

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(select(col(Invoice.id)).where(Invoice.of_orders(orders)))

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(invoices)


class InvoiceTax(Owned, table=True):
    """The tax summary: one row a rate."""

    __table_args__ = (Index("ix_invoice_tax_invoice", "invoice_id", "name", "rate", unique=True),)

    invoice_id: int = link("invoice")
    name: str = Field(max_length=40, description="IVA, VAT, Sales tax…")
    rate: Decimal = Field(sa_type=ExactDecimal, description="percent")
    base_minor: int = big()
    tax_minor: int = big()

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(select(col(Invoice.id)).where(Invoice.of_orders(orders)))

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.invoice_id).in_(invoices)
