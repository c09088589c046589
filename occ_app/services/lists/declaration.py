"""What a list says of itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, Protocol

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from occ_app import money
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Column, Record
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.models.base import Owned
from occ_app.money import Money
from occ_app.services.paging import Keyset, Page


class Slot(StrEnum):
    """Where a column stands on a phone's card; one without a place is not on it."""

    TITLE = "title"
    FIGURE = "figure"
    UNDER = "under"
    BESIDE = "beside"
    BADGE = "badge"
    CORNER = "corner"
    NONE = "none"


class Mark(NamedTuple):
    """A status as the screen marks it: what decides the colour, and the icon's name."""

    key: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class ListColumn(Column[Record]):
    """A column on the screen, in files, or both. `kind` decides its format and its side."""

    key: str = ""
    """Its name in addresses and in the choice of columns; none for what is in files only."""
    sort: Any = None
    """The table's column that orders by it; an index of (account, that column, id) answers it."""
    note: Callable[[Record], str] | None = None
    """A second, smaller line."""
    said: Callable[[Record], str] | None = None
    """What the screen says in place of the cell."""
    mark: Callable[[Record], Mark] | None = None
    slot: Slot = Slot.NONE
    is_usual: bool = True
    """Whether it is shown to who has chosen nothing."""
    is_muted: bool = False
    is_in_files: bool = True
    is_narrowed: bool = False
    """Whether a narrow screen leaves it out."""


def on_screen(columns: Iterable[ListColumn[Record]]) -> tuple[ListColumn[Record], ...]:
    """The columns that the table can show."""
    return tuple(column for column in columns if column.key)


class FieldKind(StrEnum):
    """How a filter is asked for and read."""

    CHOICES = "choices"
    CHOICE = "choice"
    TEXT = "text"
    DAYS = "days"
    AMOUNTS = "amounts"
    CURRENCY = "currency"


@dataclass(frozen=True)
class Field:
    """A filter besides the group and the search. DAYS and AMOUNTS are `<key>_from` and `<key>_to`."""

    key: str
    label: str
    kind: FieldKind
    words: Mapping[Any, str] | None = None
    """The values of CHOICES and CHOICE, and what each is called."""
    attribute: str = ""
    column: Any = None
    """What it compares, where the list is a plain one."""

    @property
    def name(self) -> str:
        """The attribute of the filter it fills."""
        return self.attribute or self.key

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The attributes that it fills, a range two of them."""
        is_range = self.kind in (FieldKind.DAYS, FieldKind.AMOUNTS)
        return (f"{self.name}_from", f"{self.name}_to") if is_range else (self.name,)


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What is asked of a list: exactly what stands in its address. `-` before a sort is descending."""

    sorts: ClassVar[Mapping[str, Any]] = {}
    """The table's columns by which it can be sorted; the table's key, which decides between equals, as `id`."""

    group: StrEnum
    search: str = ""
    sort: str = ""

    def keyset(self) -> Keyset:
        """The order asked for; Invalid for one that there is not."""
        if self.sorted_by not in self.sorts or self.sorted_by == "id":
            raise Invalid(_("The list cannot be sorted by that."), "sort")
        return Keyset(self.sorts[self.sorted_by], self.sorts["id"], descending=self.sort.startswith("-"))

    @property
    def sorted_by(self) -> str:
        """The name of the order, whichever its direction."""
        return self.sort.removeprefix("-")


@dataclass(frozen=True)
class Tally:
    """How many records, and what is due and was billed in one currency.

    Where it is not `is_exact` there may be more: these are the ones that were counted.
    """

    currency: str
    count: int
    due: Money
    total: Money
    is_exact: bool = True

    @classmethod
    def of_count(cls, count: int, *, is_exact: bool = True) -> "Tally":
        """How many, where there is nothing to sum."""
        nothing = Money(0, "")
        return cls("", count, nothing, nothing, is_exact)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.currency,
            self.count + other.count,
            self.due + other.due,
            self.total + other.total,
            is_exact=self.is_exact and other.is_exact,
        )


Tallies = Mapping[Any, list[Tally]]


def count_of(tallies: Iterable[Tally]) -> int:
    """How many records, whatever their currency."""
    return sum(tally.count for tally in tallies)


def amounts(values: Iterable[Money]) -> str:
    """Amounts of several currencies side by side; never their sum."""
    return " · ".join(money.display(value, language()) for value in values)


class Source(Protocol):
    """How a list is read."""

    def listing(
        self, db: Session, actor: Actor, wanted: Any, *, after: str = "", before: str = ""
    ) -> Page[Any]:
        """One page of records."""

    def tallies(self, db: Session, actor: Actor, wanted: Any) -> Tallies:
        """Counts and totals of every group under the other filters."""


@dataclass(frozen=True, kw_only=True)
class ListOf(Generic[Record]):
    """One list: everything that screens, addresses and files need to know of it."""

    name: str
    """Its address, and what a person's views of it are kept under."""
    title: str
    needs: Permission
    table: type[Owned]
    columns: tuple[ListColumn[Record], ...]
    fields: tuple[Field, ...]
    groups: Mapping[Any, str]
    """The tabs, in their order; the last holds all."""
    usual: ListFilter
    """What an address without a query asks for."""
    source: Source
    href: Callable[[Record], str]
    """The address of a record without its language."""
    number: Callable[[Record], str]
    """What a record is chosen by; the table's column of that name."""
    worth: Callable[[Any, Tally], Money] | None
    """What of a tally the tab of a group shows; None where nothing is summed."""
    due: Any
    total: Any
    """The table's columns that a choice of records is summed by; None where nothing is."""
    summary: Callable[[list[Tally]], str]
    """What is filtered, in a sentence."""
    searched: str
    """What the search field says it finds."""
    empty: tuple[str, str]
    """Heading and sentence of a list that never had anything in it."""
    icon: str = "receipt-text"
    is_chosen_from: bool = True
    """Whether records are chosen one by one, for files and sums of just these."""
    chosen_by: Any = None
    """The table's column of what a record is chosen by; None for its `number`."""
    told: Callable[[Actor, Any], Record] | None = None
    """Makes of a row what columns tell of, for who reads it; None where that is the row itself."""
    is_paid: bool = False
    """Whether what is due of a choice is paid, each currency by itself."""
    files: tuple[str, ...] = ("csv", "xlsx")
    matches: Callable[[Session, Actor, list[Record], str], Mapping[str, tuple[str, str, str]]] | None = None
    """Where in records the search was found if the table does not show it: before, match, after."""

    def among(self, numbers: Iterable[Any]) -> ColumnElement[bool]:
        """Which rows are chosen by these."""
        table: Any = self.table
        column: Any = col(table.number) if self.chosen_by is None else self.chosen_by
        if column.type.python_type is int:
            numbers = [int(n) for n in numbers if n.isascii() and n.isdecimal() and len(n) < 19]
        found: ColumnElement[bool] = column.in_(list(numbers))
        return found

    @cached_property
    def shown(self) -> tuple[ListColumn[Record], ...]:
        """The columns that the table can show."""
        return on_screen(self.columns)

    @cached_property
    def filed(self) -> tuple[ListColumn[Record], ...]:
        """The columns that files have."""
        return tuple(column for column in self.columns if column.is_in_files)
