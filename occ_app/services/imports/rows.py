"""From a chunk of text to rows of values under our column names, faults noted row by row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from occ_app.services.imports.fields import Field
from occ_app.services.imports.mapping import PLACEHOLDER, Layout
from occ_app.services.imports.problems import Fault, Unusable
from occ_app.services.imports.sources import Chunk


@dataclass(slots=True)
class Row:
    """One row of the file: our column → its value, None where the file says nothing."""

    line: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


class RowReader:
    """Reads chunks of one file as rows of one kind. Unusable if the columns it needs are not there."""

    def __init__(self, layout: Layout, fields: dict[str, Field], columns: list[str]) -> None:
        self.layout = layout
        self.fields = fields
        self.templates = layout.columns or {name: f"{{{name}}}" for name in fields if name in columns}
        if "currency" in fields and layout.currency:
            self.templates = {"currency": layout.currency} | self.templates
        self.ignored = [] if layout.columns else [name for name in columns if name not in fields]
        """Columns nobody asked for."""
        self._check(columns)
        self._sources = set(layout.where) | {
            found[1] for template in self.templates.values() for found in PLACEHOLDER.finditer(template)
        }

    def rows(self, chunk: Chunk) -> list[Row]:
        """The chunk's rows, those the mapping's `where` passes over left out."""
        wanted = self._wanted(chunk.frame)
        frame = chunk.frame[wanted]
        lines = [line for line, keep in zip(chunk.lines, wanted, strict=True) if keep]
        cells = {name: self._cells(name, template, frame) for name, template in self.templates.items()}
        empty = [""] * len(lines)
        readers = [self._reader(name, cells.get(name, empty)) for name in self.fields]
        faults = {line: self._known(found) for line, found in chunk.faults.items()}
        return [self._row(line, at, readers, faults.get(line, [])) for at, line in enumerate(lines)]

    def _reader(self, name: str, cells: list[str]) -> tuple[str, list[str], Callable[..., Any], bool]:
        return name, cells, self.fields[name].read, self.fields[name].required

    def _row(self, line: int, at: int, readers: list[Any], faults: list[Fault]) -> Row:
        row = Row(line, {}, faults)
        if any(not fault.column for fault in faults):
            return row
        for name, cells, read, required in readers:
            cell = cells[at]
            if not cell:
                row.values[name] = None
                if required:
                    row.faults.append(Fault(self.layout.source_of(name), "is empty"))
                continue
            try:
                row.values[name] = read(cell, self.layout)
            except ValueError as error:
                row.values[name] = None
                row.faults.append(Fault(self.layout.source_of(name), str(error)))
        return row

    def _cells(self, name: str, template: str, frame: pd.DataFrame) -> list[str]:
        texts = _filled(template, frame)
        words = self.layout.values.get(name)
        cells: list[str] = (texts.map(words).fillna(texts) if words else texts).tolist()
        return cells

    def _wanted(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        keep = pd.Series(data=True, index=frame.index)
        for column, words in self.layout.where.items():
            cells = frame[column]
            keep &= cells.ne("") if words == "*" else cells.isin([words] if isinstance(words, str) else words)
        return keep

    def _known(self, faults: list[Fault]) -> list[Fault]:
        return [fault for fault in faults if not fault.column or fault.column in self._sources]

    def _check(self, columns: list[str]) -> None:
        unknown = sorted((set(self.templates) | set(self.layout.values)) - set(self.fields))
        if unknown:
            raise Unusable(f"The mapping names columns we do not have: {', '.join(unknown)}.")
        asked = {f[1] for template in self.templates.values() for f in PLACEHOLDER.finditer(template)}
        absent = sorted((asked | set(self.layout.where)) - set(columns))
        absent += [
            name for name, field in self.fields.items() if field.required and name not in self.templates
        ]
        if absent:
            raise Unusable(f"Columns missing: {', '.join(absent)}. The file has: {', '.join(columns)}.")
        self._refuse_near_misses(columns)

    def _refuse_near_misses(self, columns: list[str]) -> None:
        for name in self.ignored:
            meant = [field for field in self.fields if field not in columns and _resemble(name, field)]
            if meant:
                raise Unusable(
                    f"The file has a column “{name}”, which is none of ours. If {' or '.join(meant)} is meant, "
                    "rename it; if not, say in a mapping which columns to read."
                )


def _resemble(theirs: str, ours: str) -> bool:
    """Whether two names are close enough that one may be meant by the other: `DueDate` and `due_on`."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", theirs)}
    return bool(words & set(ours.split("_"))) or SequenceMatcher(None, theirs.lower(), ours).ratio() > 0.8


def _filled(template: str, frame: pd.DataFrame) -> "pd.Series[str]":
    """The template with each row's cells in it; empty wherever one of them is empty."""
    alone = PLACEHOLDER.fullmatch(template)
    if alone and not alone[2]:
        return frame[alone[1]]
    texts = pd.Series("", index=frame.index, dtype=str)
    complete = pd.Series(data=True, index=frame.index)
    end = 0
    for found in PLACEHOLDER.finditer(template):
        cells = frame[found[1]]
        complete &= cells.ne("")
        changed = getattr(cells.str, found[2])() if found[2] else cells
        texts = texts + template[end : found.start()] + changed
        end = found.end()
    return (texts + template[end:]).where(complete, "")
