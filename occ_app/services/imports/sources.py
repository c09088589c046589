"""Files of rows: CSV, XLSX and Parquet, each as chunks of text with their line numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

import pandas as pd

from occ_app.services.imports.problems import Fault, Unusable

CHUNK_ROWS = 5_000
"""Rows read, checked and stored at a time: what bounds the memory of an import."""

Faults = dict[int, list[Fault]]
"""By line: what makes a whole row unreadable or, with the file's column, one cell of it."""


@dataclass
class Chunk:
    """Some rows, every cell a trimmed text, blank rows left out."""

    frame: pd.DataFrame
    lines: list[int]
    """The line of each row in the file, from 1 (in Parquet: the row)."""
    done: int
    """How much of the source's `total` is read with this chunk."""
    faults: Faults = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame, lines: Sequence[int], done: int, faults: Faults | None = None) -> Self:
        """Trim every cell and leave out the blank rows."""
        trimmed = frame.apply(lambda cells: cells.str.strip())
        filled = trimmed.ne("").any(axis=1).to_numpy()
        kept = [line for line, keep in zip(lines, filled, strict=True) if keep]
        return cls(trimmed[filled], kept, done, faults or {})


class Source(Protocol):
    """An open file of rows, checked as far as its format allows before the first row is given out."""

    columns: list[str]
    total: int
    """Size in whatever `Chunk.done` counts."""

    def chunks(self) -> Iterator[Chunk]:
        """Every row, in order; Unusable where the file cannot be read on."""


def checked_columns(names: Sequence[str]) -> list[str]:
    """The header, trimmed; nameless columns get their position. Unusable if a name stands twice."""
    columns = [name.strip() or f"(column {position})" for position, name in enumerate(names, 1)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise Unusable(f"The header names {', '.join(f'“{name}”' for name in twice)} more than once.")
    return columns


def check_kind_of_file(path: Path) -> None:
    """Compare the first bytes with the name; Unusable if the file is empty or something else."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}.") from error
    ending = path.suffix.lower()
    if not head:
        raise Unusable(f"{path.name} is empty.")
    if head.startswith(b"PK\x03\x04") and ending != ".xlsx":
        raise Unusable(f"{path.name} is a ZIP archive (or an XLSX workbook), not text: unpack or rename it.")
    if head.startswith(b"PAR1") and ending != ".parquet":
        raise Unusable(f"{path.name} is a Parquet file: rename it to end in .parquet.")
    if head.startswith((b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise Unusable(f"{path.name} is not a CSV, XLSX or Parquet file.")
