"""Order documents (headers) and the contacts they name."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UniqueConstraint
from sqlmodel import Field, col

from occ_app.models.base import Owned, UtcDateTime, link, word
from occ_app.models.people import ContactRole


class Order(Owned, table=True):
    """What the company ordered; `number` is the contract order reference on every screen."""

    __tablename__ = "customer_order"

    number: str = Field(max_length=64, unique=True)
    contract_number: str = Field(default="", max_length=64, index=True)
    po_number: str = Field(default="", max_length=64, description="the customer's purchase order")
    currency: str = Field(max_length=3)
    terms_days: int = Field(default=30, description="net days; 30 unless the order says otherwise")
    placed_on: date

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        return col(cls.id).in_(orders)


class OrderContact(Owned, table=True):
    """An order names a person with a contact type: the source of their rights in the company."""

    __table_args__ = (UniqueConstraint("order_id", "person_id", "role"),)

    order_id: int = link("customer_order", index=True)
    person_id: int = link("person", index=True)
    role: ContactRole = word(ContactRole)
    is_main: bool = Field(default=False)
    dropped_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when the order no longer named them so; takes no right away",
    )
