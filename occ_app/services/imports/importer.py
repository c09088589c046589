"""What every kind of import shares: rows become records, repeats are recognised, outcomes counted."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import Table, insert, select
from sqlmodel import Session, SQLModel

from occ_app.access.actors import Actor
from occ_app.services.imports.fields import Field
from occ_app.services.imports.mapping import Layout
from occ_app.services.imports.problems import Reject, Rejected, Rejects, Unusable
from occ_app.services.imports.rows import Row
from occ_app.services.imports.seen import Said, Seen

MOST_ROWS = 10_000
"""Rows one record may have (the lines of an invoice)."""


@dataclass
class Report:
    """What came of a file. Every row is exactly one of created, updated, unchanged and rejected."""

    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: list[str] = field(default_factory=list)
    """Columns of the file that nobody asked for and that were left out."""

    def counts(self) -> dict[str, Any]:
        """The kind and the numbers, as they are printed and kept."""
        return {name: value for name, value in vars(self).items() if name != "ignored"}


@dataclass(slots=True)
class Record:
    """The rows that say one thing; `repeats` are later rows saying the same again."""

    rows: list[Row]
    said: list[Said] = field(default_factory=list)
    repeats: list[Row] = field(default_factory=list)
    is_rejected: bool = False

    def __getitem__(self, column: str) -> Any:
        return self.rows[0].values[column]


class Importer(ABC):
    """One kind's import of one file. Takes rows as they come, in one transaction."""

    FIELDS: ClassVar[dict[str, Field]]
    KEY: ClassVar[str] = "number"
    MANY_ROWS: ClassVar[bool] = False
    """Whether rows next to each other with the same key are one record."""

    def __init__(self, db: Session, actor: Actor, report: Report, layout: Layout, rejects: Rejects) -> None:
        self.db = db
        self.actor = actor
        self.report = report
        self.layout = layout
        self._rejects = rejects
        self._seen = Seen()
        self._held: list[Row] = []

    @abstractmethod
    def store(self, records: list[Record]) -> None:
        """Create, change or leave what these records, all different, say; `count` or `reject` each."""

    def finish(self) -> None:  # noqa: B027 - most kinds have nothing left to do
        """What is left to do after the last row."""

    def take(self, rows: list[Row], *, last: bool = False) -> None:
        """Import some rows. A record that may go on in the next chunk waits for it."""
        self.report.rows += len(rows)
        rows = self._held + rows
        self._held = []
        if self.MANY_ROWS and rows and not last:
            rows, self._held = self._split(rows)
        records = [record for record in self._records(rows) if not self._is_faulty(record)]
        fresh = self._fresh(records)
        self.store(fresh)
        self._seen.note(said for record in fresh if not record.is_rejected for said in record.said)
        if last:
            self._seen.close()
            self.finish()

    def said(self, record: Record) -> list[Said]:
        """What the record says, as keys that may not be said twice with other values."""
        values = (value for row in record.rows for value in row.values.values())
        return [Said(str(record[self.KEY]), digest(values), record.rows[0].line)]

    def count(self, outcome: str, record: Record) -> None:
        """Note that a record was `created`, `updated` or `unchanged`."""
        setattr(self.report, outcome, getattr(self.report, outcome) + len(record.rows))
        self.report.unchanged += len(record.repeats)

    def reject(self, record: Record, problem: Rejected) -> None:
        """List every row of the record with the reason."""
        record.is_rejected = True
        column = self.layout.source_of(problem.column) if problem.column else ""
        for row in record.rows + record.repeats:
            self._list(row, column, problem.reason)
            self.report.rejected += 1

    def insert(self, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
        """Store new rows of a table, many at a time."""
        if rows:
            self.db.execute(insert(table_of(model)), rows)

    def insert_numbered(
        self, model: type[SQLModel], rows: list[dict[str, Any]], key: str = "number"
    ) -> dict[str, int]:
        """Store new rows and tell the id each `key` got."""
        self.insert(model, rows)
        table = table_of(model)
        # Asking afterwards is much faster on PostgreSQL than RETURNING, which forbids its batches.
        stored = self.db.execute(
            select(table.c[key], table.c.id).where(table.c[key].in_([row[key] for row in rows]))
        )
        return {row[0]: row[1] for row in stored}

    def _list(self, row: Row, column: str, reason: str) -> None:
        self._rejects.append(Reject(row.line, column, reason))

    def _split(self, rows: list[Row]) -> tuple[list[Row], list[Row]]:
        key = rows[-1].values.get(self.KEY)
        at = len(rows)
        while at and key and rows[at - 1].values.get(self.KEY) == key:
            at -= 1
        if len(rows) - at > MOST_ROWS:
            raise Unusable(f"“{key}” has more than {MOST_ROWS} rows (line {rows[at].line} and on).")
        return rows[:at], rows[at:]

    def _records(self, rows: list[Row]) -> Iterator[Record]:
        if not self.MANY_ROWS:
            yield from (Record([row]) for row in rows)
            return
        for key, group in groupby(rows, key=lambda row: row.values.get(self.KEY)):
            if key is None:
                yield from (Record([row]) for row in group)
            else:
                yield Record(list(group))

    def _is_faulty(self, record: Record) -> bool:
        faulty = [row for row in record.rows if row.faults]
        for row in record.rows if faulty else ():
            for fault in row.faults:
                self._list(row, fault.column, fault.reason)
            if not row.faults:
                self._list(row, "", f"belongs to the same record as line {faulty[0].line}, which is rejected")
            self.report.rejected += 1
        return bool(faulty)

    def _fresh(self, records: list[Record]) -> list[Record]:
        """The records that say something new; repeats and contradictions are dealt with here."""
        for record in records:
            record.said = self.said(record)
        before = self._seen.before(said.key for record in records for said in record.said)
        here: dict[str, Record] = {}
        fresh = []
        for record in records:
            clash = self._clash(record, before)
            if clash:
                self.reject(record, clash)
            elif not all(said.key in before for said in record.said):
                before |= {said.key: said for said in record.said if said.key not in before}
                here[record.said[-1].key] = record
                fresh.append(record)
            elif record.said[-1].key in here:
                here[record.said[-1].key].repeats += record.rows
            else:
                self.report.unchanged += len(record.rows)
        return fresh

    def _clash(self, record: Record, before: dict[str, Said]) -> Rejected | None:
        for said in record.said:
            earlier = before.get(said.key)
            if earlier and earlier.digest != said.digest:
                name = said.key.rpartition("\t")[2]
                return Rejected(
                    self.KEY, f"“{name}” stands on line {earlier.line} already, with other values"
                )
        return None


def table_of(model: type[SQLModel]) -> Table:
    """The SQL table of a model: bulk inserts go to it directly."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def keys(records: Iterable[Record], column: str) -> list[str]:
    """The different values of a column, for one look-up."""
    return list({record[column] for record in records if record[column] is not None})


def digest(values: Iterable[Any]) -> int:
    """64 bits that differ where the values do (the hash of a number alone would not: −1 and −2 share theirs)."""
    return hash(repr(tuple(values)))


def agree(record: Record, columns: Iterable[str]) -> None:
    """Rejected unless every row of the record says the same in these columns."""
    first = record.rows[0]
    for row in record.rows[1:]:
        for column in columns:
            if row[column] != first[column]:
                raise Rejected(column, f"lines {first.line} and {row.line} of “{first['number']}” differ")
