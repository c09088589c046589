"""What a company says of its own payments: who must approve them, how much they may be, and which pay themselves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from occ_app.models.base import Owned, UtcDateTime, big, link, now, word
from occ_app.models.people import CompanyRole


class ApprovalRule(Owned, table=True):
    """A band of amounts: payments over `above_minor` wait for so many approvals. Never changed: ended, and made anew."""

    __table_args__ = (
        CheckConstraint("above_minor >= 0", name="above"),
        CheckConstraint("approvals BETWEEN 1 AND 2", name="approvals"),
        Index(
            "uq_approval_rule_live",
            "account_id",
            "currency",
            "above_minor",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    currency: str = Field(max_length=3)
    above_minor: int = big(description="larger payments need approval")
    is_per_day: bool = Field(
        default=False, description="what the same person paid that day without approval counts too"
    )
    approvals: int = Field(default=1, description="by so many different people")
    role: CompanyRole = word(CompanyRole, default=CompanyRole.EXECUTIVE)
    person_id: int | None = link(
        "person", default=None, description="only this one where set, whichever role they have"
    )
    made_by: int | None = link("person", default=None)
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_by: int | None = link("person", default=None)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PaymentLimit(Owned, table=True):
    """The most a company lets one payment, and all of one day, come to."""

    __table_args__ = (
        UniqueConstraint("account_id", "currency"),
        CheckConstraint("per_payment_minor > 0 AND per_day_minor > 0", name="positive"),
    )

    currency: str = Field(max_length=3)
    per_payment_minor: int | None = big(default=None)
    per_day_minor: int | None = big(default=None)


class AutopayRule(Owned, table=True):
    """Pays invoices of a currency by itself, all of them or those of a contract, until it is stopped."""

    __table_args__ = (
        CheckConstraint("days_before BETWEEN 0 AND 30", name="days_before"),
        CheckConstraint("notice_days BETWEEN 1 AND 30", name="notice_days"),
        CheckConstraint("cap_invoice_minor > 0 AND cap_month_minor > 0", name="caps"),
        Index(
            "uq_autopay_rule_live",
            "account_id",
            "currency",
            "contract_number",
            unique=True,
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )

    contract_number: str = Field(default="", max_length=64, description="empty for the whole company")
    currency: str = Field(max_length=3)
    card_id: int = link("saved_card", index=True)
    days_before: int = Field(default=0, description="before the due date; 0 is on it")
    notice_days: int = Field(default=3, description="before the charge, by mail")
    cap_invoice_minor: int | None = big(default=None)
    cap_month_minor: int | None = big(default=None)
    skips_disputed: bool = Field(default=True)
    made_by: int | None = link("person", default=None)
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    stopped_by: int | None = link("person", default=None)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AutopayCharge(Owned, table=True):
    """One invoice that a rule is about to pay: announced, then paid, stopped or left out. Once a rule and invoice."""

    __table_args__ = (UniqueConstraint("rule_id", "invoice_id"),)

    rule_id: int = link("autopay_rule", index=True)
    invoice_id: int = link("invoice", index=True)
    charge_on: date
    amount_minor: int = big(default=0, description="what the notice said: never more is charged")
    noticed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped_by: int | None = link("person", default=None)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped: str = Field(default="", max_length=32, description="why it was left out: disputed, cap, …")
    payment_order_id: int | None = link("payment_order", default=None, index=True)
