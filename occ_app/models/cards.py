"""Cards kept by the card company for a customer company: what may be shown of them, and what they are for."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, UniqueConstraint, text
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, link, now


class ProviderCustomer(Owned, table=True):
    """What the card company calls a customer company; a delegate, who shares no cards with it, has one of their own."""

    __table_args__ = (
        Index(
            "uq_provider_customer_account",
            "account_id",
            unique=True,
            sqlite_where=text("delegation_id IS NULL"),
            postgresql_where=text("delegation_id IS NULL"),
        ),
    )

    delegation_id: int | None = link("delegation", default=None, unique=True)
    provider_id: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    @classmethod
    def of_delegate(cls, delegation_id: int | None, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.delegation_id) == delegation_id


class SavedCard(Owned, table=True):
    """A card: never its number, only what people know it by. Removed cards stay, for the payments made with them."""

    __table_args__ = (
        Index(
            "uq_saved_card_default",
            "account_id",
            unique=True,
            sqlite_where=text("is_default AND removed_at IS NULL"),
            postgresql_where=text("is_default AND removed_at IS NULL"),
        ),
    )

    provider_id: str = Field(max_length=64, unique=True, description="PaymentMethod")
    brand: str = Field(max_length=32)
    last4: str = Field(max_length=4)
    exp_month: int
    exp_year: int
    is_default: bool = Field(default=False)
    delegation_id: int | None = link("delegation", default=None, description="a delegate’s own card")
    added_by: int | None = link("person", default=None)
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_days: int | None = Field(
        default=None, description="the last reminder sent: so many days before it expires"
    )

    @property
    def last_day(self) -> date:
        """Cards are good to the end of their month."""
        return date(self.exp_year, self.exp_month, monthrange(self.exp_year, self.exp_month)[1])

    def is_expired(self, today: date) -> bool:
        """Whether it can no longer be charged."""
        return self.last_day < today

    @property
    def words(self) -> str:
        """`Visa ···· 4242`."""
        return f"{BRANDS.get(self.brand) or self.brand.replace('_', ' ').title()} ···· {self.last4}"

    @classmethod
    def of_delegate(cls, delegation_id: int | None, invoices: Select[Any]) -> ColumnElement[bool]:
        return col(cls.delegation_id) == delegation_id


BRANDS = {
    "amex": "American Express",
    "diners": "Diners Club",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}


class ContractCard(Owned, table=True):
    """The card that invoices of a contract are paid with, where it is not the company's usual one."""

    __table_args__ = (UniqueConstraint("account_id", "contract_number"),)

    contract_number: str = Field(max_length=64)
    card_id: int = link("saved_card", index=True)
