"""Tables as files, from columns declared once: CSV in pieces, XLSX row by row. Memory does not grow with them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.money import Money, plain

Record = TypeVar("Record")
Cell = str | int | date | Money | None

PIECE = 64 * 1024
"""How much CSV is sent at once: enough that threads are not changed for every row."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet runs a text that begins so; the wide ones where it is set to Japanese."""


class Kind(StrEnum):
    """What a column holds: decides its format, its width and its side."""

    TEXT = "text"
    WORD = "word"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True)
class Column(Generic[Record]):
    """One column: its heading (marked with `lazy`), and what of a record stands in it.

    A WORD is a `lazy` text too: both are put into the reader's language by the writers.
    """

    label: str
    kind: Kind
    cell: Callable[[Record], Cell]
    width: int = 14


def csv_pieces(
    columns: Sequence[Column[Record]], records: Iterable[Record], language: str
) -> Iterator[bytes]:
    """The file in pieces, heading first; made as it is read."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\N{BYTE ORDER MARK}")
    writer.writerow(headings(columns, language))
    for record in records:
        writer.writerow([plain_cell(cell) for cell in cells(columns, record, language)])
        if buffer.tell() >= PIECE:
            yield _emptied(buffer)
    yield _emptied(buffer)


def headings(columns: Sequence[Column[Record]], language: str) -> list[str]:
    """The headings, in the reader's language."""
    with speaking(language):
        return [_(column.label) for column in columns]


def cells(columns: Sequence[Column[Record]], record: Record, language: str) -> list[Cell]:
    """A record's cells, words in the reader's language.

    The language holds for this call only: a generator that is read from several threads may not keep it.
    """
    with speaking(language):
        return [_translated(column, column.cell(record)) for column in columns]


def plain_cell(cell: Cell) -> str:
    """A cell as CSV has it: ISO dates, plain amounts, and texts that no spreadsheet runs."""
    if isinstance(cell, Money):
        return plain(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return "" if cell is None else str(cell)


def _translated(column: Column[Record], cell: Cell) -> Cell:
    return _(cell) if column.kind is Kind.WORD and isinstance(cell, str) else cell


def _emptied(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
