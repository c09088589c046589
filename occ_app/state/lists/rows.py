"""A record as a row of ready strings: what React and the first paint both draw."""

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from typing import Any

from occ_app.documents.tables import Kind, Record
from occ_app.i18n import gettext as _
from occ_app.i18n import language, number, short_date
from occ_app.money import Money, display
from occ_app.services.lists import ListColumn, ListOf, Mark


class Cell(IntEnum):
    """What a row keeps before the two strings, text and note, of each column."""

    NUMBER = 0
    HREF = 1
    HIDES = 2
    """Places (from 1, the box before each row counted) of the columns that are not shown."""
    BEFORE = 3
    MATCH = 4
    AFTER = 5
    STATUS = 6
    ICON = 7


FIRST = len(Cell)
EMPTY_DAY = "—"
NO_MATCH = ("", "", "")


def cells_of(of: ListOf[Any]) -> int:
    """How many strings a row of this list has."""
    return FIRST + 2 * len(of.shown)


def row(
    of: ListOf[Record],
    record: Record,
    *,
    shown: frozenset[str] | None = None,
    query: str = "",
    match: tuple[str, str, str] = NO_MATCH,
) -> list[str]:
    """One line. `shown` are the keys of the columns to fill; None is the usual ones."""
    href = of.href(record)
    mark = next((column.mark(record) for column in of.shown if column.mark), Mark("", ""))
    texts = [
        text for column in of.shown for text in _texts(column, record, is_shown=_is_shown(column, shown))
    ]
    return [
        of.number(record),
        f"/{language()}{href}{f'?{query}' if query and '?' not in href else ''}",
        hides(of, shown),
        *match,
        mark.key,
        f"/icons.svg#{mark.icon}",
        *texts,
    ]


def hides(of: ListOf[Any], shown: frozenset[str] | None) -> str:
    """The places of the columns left out, as `Cell.HIDES` has them."""
    places = enumerate(of.shown, start=2)
    return " ".join(str(place) for place, column in places if not _is_shown(column, shown))


def _is_shown(column: ListColumn[Any], shown: Iterable[str] | None) -> bool:
    return column.is_usual if shown is None else column.key in shown


def _texts(column: ListColumn[Record], record: Record, *, is_shown: bool) -> tuple[str, str]:
    if not is_shown:
        return "", ""
    return _text(column, record), column.note(record) if column.note else ""


def _text(column: ListColumn[Record], record: Record) -> str:
    if column.said:
        return column.said(record)
    match column.cell(record):
        case Money() as amount:
            return display(amount, language())
        case date() as day:
            return short_date(day)
        case int() as count:
            return number(count)
        case None:
            return EMPTY_DAY
        case text:
            return _(text) if column.kind is Kind.WORD else text
