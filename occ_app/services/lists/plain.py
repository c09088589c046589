"""A list of one table without running figures: read along its indexes, counted up to a bound, declared in a few lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, make_dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import ngettext
from occ_app.models.base import Owned
from occ_app.money import Money
from occ_app.services.lists.declaration import (
    Field,
    FieldKind,
    ListFilter,
    ListOf,
    Tallies,
    Tally,
    amounts,
    count_of,
)
from occ_app.services.paging import Page, page

MOST_COUNTED = 10_000
"""Records of a group that are counted one by one; of more it is said that there are more."""

Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class PlainSource:
    """A table, what its tabs and filters mean, the columns it is searched in, and the amount that is summed."""

    table: type[Owned]
    needs: Permission
    tabs: Mapping[Any, ColumnElement[bool]]
    fields: tuple[Field, ...]
    searched_in: tuple[Any, ...]
    amount: Any
    told: Callable[[Actor, Any], Any] | None = None

    def listing(
        self, db: Session, actor: Actor, wanted: ListFilter, *, after: str = "", before: str = ""
    ) -> Page[Any]:
        """One page, in the order asked for."""
        query = gate.rows(actor, self.needs, self.table).where(*self._conditions(wanted))
        found: Page[Any] = page(db, query, wanted.keyset(), after=after, before=before)
        return replace(found, items=[self.told(actor, row) for row in found.items]) if self.told else found

    def tallies(self, db: Session, actor: Actor, wanted: ListFilter) -> Tallies:
        """Counts and totals of every group under the other filters."""
        gate.require(actor, self.needs)
        return {group: self._counted(db, actor, replace(wanted, group=group)) for group in self.tabs}

    def _counted(self, db: Session, actor: Actor, wanted: ListFilter) -> list[Tally]:
        if self.amount is None:
            return self._only_counted(db, actor, wanted)
        table: Any = self.table
        columns = select(col(table.currency).label("currency"), self.amount.label("minor"))
        some = gate.narrow(actor, self.needs, self.table, columns).where(*self._conditions(wanted))
        met = some.limit(MOST_COUNTED + 1).subquery()
        sums = select(met.c.currency, func.count(), func.sum(met.c.minor)).group_by(met.c.currency)
        rows = db.execute(sums.order_by(met.c.currency)).all()
        is_exact = sum(row[1] for row in rows) <= MOST_COUNTED
        return [
            Tally(currency, int(count), Money(0, currency), Money(int(minor), currency), is_exact)
            for currency, count, minor in rows
        ]

    def _only_counted(self, db: Session, actor: Actor, wanted: ListFilter) -> list[Tally]:
        table: Any = self.table
        some = gate.narrow(actor, self.needs, self.table, select(col(table.id))).where(
            *self._conditions(wanted)
        )
        met = some.limit(MOST_COUNTED + 1).subquery()
        count = int(db.execute(select(func.count()).select_from(met)).scalar_one())
        return [Tally.of_count(count, is_exact=count <= MOST_COUNTED)] if count else []

    def _conditions(self, wanted: ListFilter) -> Conditions:
        text = func.lower(reduce(lambda one, other: one + "\n" + other, self.searched_in))
        return [
            self.tabs[wanted.group],
            *(text.contains(word, autoescape=True) for word in wanted.search.lower().split()),
            *(condition for field in self.fields for condition in MEANINGS[field.kind](field, wanted)),
        ]


def plain_list(
    *,
    table: type[Owned],
    needs: Permission,
    tabs: Mapping[Any, tuple[str, ColumnElement[bool] | None]],
    fields: tuple[Field, ...],
    searched_in: tuple[Any, ...],
    sort: str,
    counted: tuple[str, str],
    amount: Any = None,
    source_of: type[PlainSource] = PlainSource,
    **declared: Any,
) -> ListOf[Any]:
    """The list of a table's rows: tabs with the condition of each, and fields with the column of each.

    `counted` is how many there are and what they come to, in one and in many: `{count}`, `{total}`. Without an
    `amount` nothing is summed; `source_of` reads the rows where that takes more than their conditions.
    """
    conditions = {group: true() if held is None else held for group, (_label, held) in tabs.items()}
    sorts = {c.key: c.sort for c in declared["columns"] if c.sort is not None}
    known: Any = table
    return ListOf(
        table=table,
        needs=needs,
        fields=fields,
        groups={group: label for group, (label, _held) in tabs.items()},
        usual=_filter(list(tabs)[-1], fields, sorts, sort, known.id),
        source=source_of(table, needs, conditions, fields, searched_in, amount, declared.get("told")),
        worth=(lambda _group, tally: tally.total) if amount is not None else None,
        due=amount,
        total=amount,
        summary=lambda found: ngettext(
            *counted, count_of(found), total=amounts(tally.total for tally in found) or "0"
        ),
        **({"number": lambda row: row.number} | declared),
    )


def _filter(
    group: StrEnum, fields: tuple[Field, ...], sorts: dict[str, Any], sort: str, key: Any
) -> ListFilter:
    """What is asked for as usual, of a class with an attribute for each field."""
    values = [(name, Any, value) for field in fields for name, value in _attributes(field)]
    namespace = {"sorts": sorts | {"id": col(key)}}
    made: Any = make_dataclass(
        "Filter", values, bases=(ListFilter,), frozen=True, kw_only=True, namespace=namespace
    )
    usual: ListFilter = made(group=group, sort=sort)
    return usual


def _attributes(field: Field) -> Iterator[tuple[str, Any]]:
    nothing = {FieldKind.CHOICES: (), FieldKind.TEXT: "", FieldKind.CURRENCY: ""}.get(field.kind)
    yield from ((name, nothing) for name in field.names)


def between(column: Any, first: Any, last: Any) -> Conditions:
    """From `first` to `last`, both included; either may be None: open."""
    return [
        *([column >= first] if first is not None else []),
        *([column <= last] if last is not None else []),
    ]


def _among(field: Field, wanted: Any) -> Conditions:
    values = getattr(wanted, field.name)
    return [field.column.in_(values)] if values else []


def _equal(field: Field, wanted: Any) -> Conditions:
    value = getattr(wanted, field.name)
    return [field.column == value] if value else []


def _within(field: Field, wanted: Any) -> Conditions:
    return between(field.column, getattr(wanted, f"{field.name}_from"), getattr(wanted, f"{field.name}_to"))


MEANINGS: dict[FieldKind, Callable[[Field, Any], Conditions]] = {
    FieldKind.CHOICES: _among,
    FieldKind.CHOICE: _equal,
    FieldKind.TEXT: _equal,
    FieldKind.CURRENCY: _equal,
    FieldKind.DAYS: _within,
    FieldKind.AMOUNTS: _within,
}
