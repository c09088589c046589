"""A list's headings as ready strings, painted like its rows: they lead somewhere before the page is alive."""

from enum import IntEnum
from typing import Any

from occ_app.documents.tables import Kind
from occ_app.i18n import gettext as _
from occ_app.services.lists import ListColumn, ListFilter, ListOf
from occ_app.state.lists.addresses import href


class Head(IntEnum):
    """Where a heading keeps what: a column that can be sorted by has a link, another its word."""

    CLASS = 0
    LINK = 1
    HREF = 2
    SORT = 3
    WORD = 4


def heads(of: ListOf[Any], wanted: ListFilter) -> list[list[str]]:
    """The box that selects the page, and the columns."""
    box = ["c-select unsorted", "", "", "none", ""]
    return [box, *(_head(of, column, wanted) for column in of.shown)]


def _head(of: ListOf[Any], column: ListColumn[Any], wanted: ListFilter) -> list[str]:
    """The first click ascends, the second descends, the third is as before."""
    name, label = column.key, _(column.label)
    if column.sort is None:
        return [f"{class_of(column)} unsorted", "", "", "none", label]
    following = {name: f"-{name}", f"-{name}": of.usual.sort}.get(wanted.sort, name)
    direction = {name: "ascending", f"-{name}": "descending"}.get(wanted.sort, "none")
    return [class_of(column), label, href(of, wanted, sort=following), direction, ""]


def class_of(column: ListColumn[Any]) -> str:
    """What the style sheet knows a column's cells by."""
    names = [f"c-{column.key}", f"at-{column.slot.value}"]
    names += ["figure"] if column.kind in (Kind.MONEY, Kind.COUNT) else []
    names += ["date"] if column.kind is Kind.DATE else []
    names += ["quiet"] if column.is_muted else []
    names += ["narrowed"] if column.is_narrowed else []
    return " ".join(names)
