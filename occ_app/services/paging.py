"""Keyset pages: a page costs the same wherever it lies. A cursor is the sort value and id of a row."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Boolean, ColumnElement, Select, TypeDecorator, literal, select, tuple_, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models.base import Word

PAGE_ROWS = 50
LARGEST_WHOLE = 2**63 - 1
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """At most `PAGE_ROWS` items, and the cursors of its neighbours (empty where there is none)."""

    items: list[Item]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Keyset:
    """An order that an index answers: by `column`, then by `key`, both in the same direction."""

    column: Any
    key: Any
    descending: bool = False

    def ordered(self, query: Select[Any], *, backwards: bool = False) -> Select[Any]:
        """The query in this order, or the reverse of it."""
        if self.descending is not backwards:
            return query.order_by(self.column.desc(), self.key.desc())
        return query.order_by(self.column, self.key)

    def beyond(self, query: Select[Any], cursor: str, *, backwards: bool = False) -> Select[Any]:
        """The rows past the cursor; Invalid for a cursor that was not made here."""
        value, key = self._decoded(cursor)
        here = tuple_(self.column, self.key)
        there = tuple_(literal(value, self.column.type), literal(key, self.key.type))
        return query.where(here < there if self.descending is not backwards else here > there)

    def cursor(self, value: Any, key: int) -> str:
        """The cursor of a row, by its sort value and id."""
        plain = value.isoformat() if isinstance(value, date) else value
        return base64.urlsafe_b64encode(json.dumps([plain, key]).encode()).decode().rstrip("=")

    def _decoded(self, cursor: str) -> tuple[Any, int]:
        try:
            value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            return _storable(_python_type(self.column)(value)), _storable(int(key))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Invalid(
                _("This page of the list cannot be found. Start again from its first page."), "after"
            ) from error


def _storable(value: Any) -> Any:
    """The value, if a column can hold one like it: no number beyond 64 bits, no text with NUL or half a character."""
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise ValueError("a number too large")
    if isinstance(value, str) and "\0" in value.encode().decode():
        raise ValueError("a text with NUL")
    return value


def _python_type(column: Any) -> Callable[[Any], Any]:
    """What turns a cursor's JSON value into one the column compares with."""
    if isinstance(column.type, Word):
        return column.type.words
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if kind.python_type is datetime:
        return _instant
    return date.fromisoformat if kind.python_type is date else kind.python_type


def _instant(text: str) -> datetime:
    """An instant as cursors write it, with its time zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return found.astimezone(UTC)


class passed_by(FunctionElement[bool]):  # noqa: N801 - it reads as the function it is
    """A condition that is looked at row by row, though an index could answer it: the walk keeps its order."""

    type = Boolean()
    inherit_cache = True


@compiles(passed_by)
def _as_it_is(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(passed_by, "sqlite")
def _without_index(element: Any, compiler: Any, **options: Any) -> str:
    """SQLite guesses that equality leaves ten rows, and would sort a hundred thousand."""
    return f"+({compiler.process(element.clauses, **options)})"


def page(
    db: Session,
    query: Select[tuple[Item]],
    order: Keyset,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
    parts: Sequence[Sequence[ColumnElement[bool]]] = ((),),
) -> Page[Item]:
    """One page of a query: past `after`, or up to `before`, or the first.

    Of disjoint `parts`, each is read in order from an index of its own, and the page merged from them.
    """
    cut = Cut(order, before or after, backwards=bool(before), rows=rows + 1)
    if len(parts) == 1:
        found = db.execute(cut.of(query.where(*parts[0]).add_columns(order.column, order.key))).all()
    else:
        found = db.execute(cut.merged(query, parts)).all()
    has_more, found = len(found) > rows, list(found[:rows])
    if cut.backwards:
        found.reverse()
    ends = [order.cursor(row[-2], row[-1]) for row in (found[:1] + found[-1:])]
    return Page(
        items=[row[0] for row in found],
        previous=ends[0] if ends and (after or (cut.backwards and has_more)) else "",
        next=ends[-1] if ends and (has_more if not cut.backwards else True) else "",
    )


@dataclass(frozen=True)
class Cut:
    """At most `rows` of a query in an order, from a cursor on."""

    order: Keyset
    cursor: str
    backwards: bool
    rows: int

    def of(self, query: Select[Any]) -> Select[Any]:
        """The query, cut."""
        ordered = self.order.ordered(query, backwards=self.backwards)
        if self.cursor:
            ordered = self.order.beyond(ordered, self.cursor, backwards=self.backwards)
        return ordered.limit(self.rows)

    def merged(self, query: Select[Any], parts: Sequence[Sequence[ColumnElement[bool]]]) -> Select[Any]:
        """The query, cut once a part for the keys and once for them together."""
        keys = query.with_only_columns(self.order.column.label("value"), self.order.key.label("key"))
        every = union_all(*(select(self.of(keys.where(*part)).subquery()) for part in parts)).subquery()
        first = replace(self.order, column=every.c.value, key=every.c.key)
        cut = first.ordered(select(every.c.key), backwards=self.backwards).limit(self.rows)
        found = query.where(self.order.key.in_(cut)).add_columns(self.order.column, self.order.key)
        return self.order.ordered(found, backwards=self.backwards)
