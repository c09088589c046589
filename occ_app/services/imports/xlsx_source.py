"""XLSX: one sheet, read a row at a time. A formula is not a value and is refused where it is used."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from occ_app.services.imports.mapping import Layout
from occ_app.services.imports.problems import Fault, Unusable
from occ_app.services.imports.sources import CHUNK_ROWS, Chunk, Faults, checked_columns


class XlsxSource:
    """A worksheet whose first row is the header. `total` counts its rows."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path = path
        self._mark = layout.decimal_mark or "."
        try:
            self._book = load_workbook(path, read_only=True)
        except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError, ParseError) as error:
            raise Unusable(f"{path.name} is not an XLSX workbook: {error}.") from error
        self._sheet = self._book[self._sheet_name(layout.sheet)]
        self.total = self._sheet.max_row or 0
        self._sheet.reset_dimensions()
        head = next(self._sheet.iter_rows(values_only=True), ())
        names = ["" if cell is None else str(cell) for cell in head]
        while names and not names[-1].strip():
            names.pop()
        if not names:
            raise Unusable(f"{path.name} is empty: the first row of the sheet has to be the header.")
        self.columns = checked_columns(names)

    def chunks(self) -> Iterator[Chunk]:
        rows = enumerate(self._sheet.iter_rows(min_row=2), 2)
        while part := list(islice(rows, CHUNK_ROWS)):
            faults: Faults = {}
            table = [self._texts(line, cells, faults) for line, cells in part]
            frame = pd.DataFrame(table, columns=self.columns, dtype=str)
            yield Chunk.of(frame, [line for line, _ in part], part[-1][0], faults)

    def _sheet_name(self, wanted: str) -> str:
        names = [sheet.title for sheet in self._book.worksheets]
        if wanted in names:
            return wanted
        if wanted or len(names) > 1:
            raise Unusable(
                f"{self.path.name} has the sheets {', '.join(f'“{name}”' for name in names)}: "
                "say which one in the mapping (sheet = …)."
            )
        return names[0]

    def _texts(self, line: int, cells: tuple[Any, ...], faults: Faults) -> list[str]:
        texts = []
        for column, cell in zip(self.columns, cells, strict=False):
            if cell.data_type in ("f", "e"):
                reason = "a formula, not a value" if cell.data_type == "f" else f"an error, {cell.value}"
                faults.setdefault(line, []).append(Fault(column, reason))
            texts.append(plain_text(cell.value, self._mark))
        if any(cell.value not in (None, "") for cell in cells[len(self.columns) :]):
            faults.setdefault(line, []).append(Fault("", f"more cells than the header ({len(self.columns)})"))
        if texts == self.columns:
            faults.setdefault(line, []).append(Fault("", "the header again"))
        return texts + [""] * (len(self.columns) - len(texts))


def plain_text(value: Any, decimal_mark: str) -> str:
    """A typed cell as our own reader understands it: ISO dates, numbers with the mapping's decimal mark."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # 15 digits: what a spreadsheet shows, and all that a binary fraction means
        value = Decimal(format(value, ".15g"))
    if isinstance(value, int | Decimal):
        return format(value, "f" if isinstance(value, Decimal) else "d").replace(".", decimal_mark)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
