"""CSV: surveyed once for all that could make it unusable, then read by pandas in chunks.

pandas cannot tell a cut-off row from one with empty cells at its end, nor say which line a row is on;
the survey (Python's strict reader, which keeps nothing) can, before anything is written.
"""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pandas as pd

from occ_app.services.imports.mapping import Layout
from occ_app.services.imports.problems import Fault, Unusable
from occ_app.services.imports.sources import CHUNK_ROWS, Chunk, Faults, checked_columns

DELIMITERS = ",;\t|"
MOST_RAGGED = 1_000
"""Rows of a wrong width that are listed one by one; with more, the delimiter or the file is wrong."""
MOST_EXTRA = 20
"""Cells too many a row may have and still be listed as a reject."""


class CsvSource:
    """A text file with a header. `total` counts the rows after it."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path = path
        self.encoding = layout.encoding
        self._faults: Faults = {}
        self._width = self.total = 0
        self._spans_lines = False
        self._refuse_utf8_read_as_something_else()
        try:
            with self._open() as text:
                self._read_header(text, layout.delimiter)
                self._survey(text)
        except UnicodeError as error:
            raise Unusable(
                f"{path.name} is not {layout.encoding_name} text: say its encoding in the mapping "
                '(examples: encoding = "cp1252", encoding = "latin-1", encoding = "utf-16").'
            ) from error

    def chunks(self) -> Iterator[Chunk]:
        if not self.total:
            return
        line, done = self._first_line, 0
        with self._open() as text:
            for _ in range(self._first_line - 1):
                text.readline()
            for frame in self._frames(text):
                lines, line = self._lines(frame, line)
                done += len(frame)
                faults = (
                    {at: self._faults[at] for at in lines if at in self._faults} if self._faults else None
                )
                yield Chunk.of(frame[frame.columns[: len(self.columns)]], lines, done, faults)
        if done != self.total:
            raise Unusable(f"{self.path.name} changed while it was being read.")

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding)

    def _read_header(self, text: TextIO, delimiter: str) -> None:
        head, self._first_line = "", 1
        while not head.strip():
            head, self._first_line = text.readline(1_000_000), self._first_line + 1
            if not head:
                raise Unusable(f"{self.path.name} is empty.")
        self.delimiter = delimiter or max(DELIMITERS, key=lambda mark: len(_cells(head, mark)))
        self._header = _cells(head, self.delimiter)
        self.columns = checked_columns(self._header)
        self._width = len(self.columns)

    def _survey(self, text: TextIO) -> None:
        reader = csv.reader(_without_nul(text), delimiter=self.delimiter, strict=True)
        width, line = len(self.columns), self._first_line
        try:
            for row in reader:
                if len(row) != width or row == self._header:
                    self._note(line, row)
                self.total += 1
                line = self._first_line + reader.line_num
        except csv.Error as error:
            raise Unusable(
                f"{self.path.name}, line {line}: {error} (is a quotation mark left open?)"
            ) from error
        self._spans_lines = reader.line_num != self.total

    def _note(self, line: int, row: list[str]) -> None:
        if row == self._header:
            reason = "the header again"
        elif not "".join(row).strip():
            return
        else:
            reason = f"{len(row)} cells where the header has {len(self.columns)}"
        self._faults[line] = [Fault("", reason)]
        self._width = max(self._width, len(row))
        if len(self._faults) > MOST_RAGGED or len(row) > len(self.columns) + MOST_EXTRA:
            raise Unusable(f"{self.path.name}, line {line}: {reason}. Is the delimiter “{self.delimiter}”?")

    def _frames(self, text: TextIO) -> Iterator[pd.DataFrame]:
        names = self.columns + [f"(extra {n})" for n in range(self._width - len(self.columns))]
        with pd.read_csv(
            text,
            sep=self.delimiter,
            header=None,
            names=names,
            index_col=False,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            chunksize=CHUNK_ROWS,
        ) as frames:
            yield from frames

    def _lines(self, frame: pd.DataFrame, first: int) -> tuple[list[int], int]:
        if not self._spans_lines:
            return list(range(first, first + len(frame))), first + len(frame)
        heights = 1 + frame.apply(lambda cells: cells.str.count("\n")).sum(axis=1)
        ends = first + heights.cumsum()
        return (ends - heights).tolist(), int(ends.iloc[-1])

    def _refuse_utf8_read_as_something_else(self) -> None:
        if codecs.lookup(self.encoding).name.startswith("utf") or not _is_utf8_beyond_ascii(self.path):
            return
        raise Unusable(
            f"The mapping says {self.encoding}, but {self.path.name} is UTF-8: "
            'accented letters would come out wrong. Say encoding = "utf-8".'
        )


def _cells(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unusable(f"The header cannot be read: {error}.") from error


def _without_nul(text: TextIO) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise Unusable(
                f"There are NUL characters in row {number}: the file is damaged, or its encoding is not the one "
                'said in the mapping (example: encoding = "utf-16").'
            )
        yield line


def _is_utf8_beyond_ascii(path: Path) -> bool:
    decoder, beyond = codecs.getincrementaldecoder("utf-8")(), False
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                beyond = beyond or not block.isascii()
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond
