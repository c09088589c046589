"""What every table shares: exact column types, ownership, and the scope of partial rights."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    Select,
    String,
    TypeDecorator,
    false,
)
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, MetaData, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""64-bit keys on PostgreSQL; SQLite only autoincrements its own INTEGER, which is 64-bit anyway."""


def now() -> datetime:
    """This instant, UTC, as stored."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive datetimes are refused; what comes back is aware and UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal kept as its digits: SQLite would make it a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum kept as its value: readable in SQL, no native type to migrate."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


def column(kind: Any, **options: Any) -> Any:
    """A field of a given column type (SQLModel's own signature only knows type classes)."""
    return Field(sa_type=kind, **options)


def big(**options: Any) -> Any:
    """A 64-bit whole number: minor units, keys."""
    return column(BigId, **options)


def link(table: str, **options: Any) -> Any:
    """A reference to another table's key."""
    return column(BigId, foreign_key=f"{table}.id", **options)


def word(words: type[StrEnum], **options: Any) -> Any:
    """One of a fixed set of words."""
    return column(Word(words), **options)


class Record(SQLModel):
    """A table with a number as key, named in snake case after its class."""

    id: int | None = big(default=None, primary_key=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy calls it on the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def pk(self) -> int:
        """The id of a stored record; a record not yet flushed has none and raises."""
        if self.id is None:
            raise ValueError(f"{type(self).__name__} is not stored yet")
        return self.id


class Owned(Record):
    """A row of one customer company. Reached through `access.gate` only."""

    account_id: int = link("account", index=True)

    @classmethod
    def of_orders(cls, orders: Select[Any]) -> ColumnElement[bool]:
        """Which rows belong to these orders (ids); none, unless the table says how."""
        return false()

    @classmethod
    def of_invoices(cls, invoices: Select[Any]) -> ColumnElement[bool]:
        """Which rows somebody sees who was handed these invoices (ids) alone; none, unless the table says how."""
        return false()

    @classmethod
    def of_delegate(cls, delegation_id: int | None, invoices: Select[Any]) -> ColumnElement[bool]:
        """Which rows a delegate sees: those of the invoices handed over, unless the table has rows of the delegate’s own."""
        return cls.of_invoices(invoices)

    @classmethod
    def of_person(cls, person_id: int | None) -> ColumnElement[bool]:
        """Which rows are somebody's own doing; none, unless the table says how."""
        return false()
