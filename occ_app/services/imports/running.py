"""One import: a file, a kind, a mapping; everything or nothing is kept, as the transaction ends."""

import gc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pyarrow as pa
from pandas.errors import ParserError
from sqlalchemy import func, select
from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import ActivityKind, ImportRun
from occ_app.services import activity
from occ_app.services.imports.accounts import Accounts
from occ_app.services.imports.contacts import Contacts
from occ_app.services.imports.csv_source import CsvSource
from occ_app.services.imports.importer import Importer, Report
from occ_app.services.imports.invoices import Invoices
from occ_app.services.imports.mapping import Layout, layout_for, load
from occ_app.services.imports.orders import Orders
from occ_app.services.imports.parquet_source import ParquetSource
from occ_app.services.imports.payments import Payments
from occ_app.services.imports.problems import Rejects, Unusable
from occ_app.services.imports.rows import RowReader
from occ_app.services.imports.sources import Chunk, Source, check_kind_of_file
from occ_app.services.imports.xlsx_source import XlsxSource

IMPORTERS: dict[str, type[Importer]] = {
    "accounts": Accounts,
    "orders": Orders,
    "contacts": Contacts,
    "invoices": Invoices,
    "payments": Payments,
}
"""In the order they depend on each other."""
LATER = ("contracts", "schedule", "consumption")
ONE_AT_A_TIME = 0x0CC1  # the name of a lock in PostgreSQL; SQLite has one writer anyway

Progress = Callable[[int, int], None]
"""Told how much is read, and of how much."""


def run(
    db: Session,
    actor: Actor,
    file: Path,
    kind: str,
    *,
    mapping: dict[str, Any] | None = None,
    rejects: Rejects | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import a file as one kind of record; rejected rows go to `rejects`, all others are stored.

    Raises Unusable if the file, the kind or the mapping cannot be used; then the caller keeps nothing.
    """
    gate.require(actor, Permission.IMPORTS_RUN)
    importing = importer_of(kind)
    layout = layout_for(kind, mapping or {})
    source = open_source(file, layout)
    reader = RowReader(layout, importing.FIELDS, source.columns)
    _wait_for_others(db)
    report = Report(kind, ignored=reader.ignored)
    importer = importing(db, actor, report, layout, [] if rejects is None else rejects)
    with _collecting_between_chunks() as collect:
        for chunk in _chunks(source, file):
            importer.take(reader.rows(chunk))
            collect()
            if progress:
                progress(chunk.done, source.total)
        importer.take([], last=True)
    db.add(ImportRun(file_name=file.name[-200:], **report.counts()))
    db.flush()
    counts = {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "rejected": report.rejected,
    }
    activity.record(db, actor, ActivityKind.IMPORT_RUN, file.name[-200:], after={"kind": kind} | counts)
    return report


def import_all(
    db: Session, actor: Actor, file: Path, mapping: Path, *, rejects: Rejects | None = None
) -> list[Report]:
    """Import a file as everything its mapping has a section for, in the order they depend on each other."""
    gate.require(actor, Permission.IMPORTS_RUN)
    sections = load(mapping)
    kinds = [kind for kind in IMPORTERS if kind in sections]
    return [run(db, actor, file, kind, mapping=sections, rejects=rejects) for kind in kinds]


def importer_of(kind: str) -> type[Importer]:
    """What imports this kind; Unusable if nothing does."""
    if kind in LATER:
        raise Unusable(f"Importing {kind} is not available in this version.")
    if kind not in IMPORTERS:
        raise Unusable(f"“{kind}” is not a kind of import; there are {', '.join(IMPORTERS)}.")
    return IMPORTERS[kind]


def open_source(file: Path, layout: Layout) -> Source:
    """The file's rows, by the ending of its name; Unusable if it is not what the name says."""
    check_kind_of_file(file)
    with _undamaged(file):
        match file.suffix.lower():
            case ".csv" | ".tsv" | ".txt":
                return CsvSource(file, layout)
            case ".xlsx":
                return XlsxSource(file, layout)
            case ".parquet":
                return ParquetSource(file, layout)
    raise Unusable(f"{file.name} does not end in .csv, .xlsx or .parquet.")


def _chunks(source: Source, file: Path) -> Iterator[Chunk]:
    with _undamaged(file):
        yield from source.chunks()


@contextmanager
def _undamaged(file: Path) -> Iterator[None]:
    """What the libraries raise on damaged files, as a sentence."""
    try:
        yield
    except (
        BadZipFile,
        EOFError,
        ParseError,
        ParserError,
        UnicodeError,
        pa.ArrowException,
        zlib.error,
    ) as error:
        raise Unusable(f"{file.name} is damaged and cannot be read to its end: {error}.") from error


@contextmanager
def _collecting_between_chunks() -> Iterator[Callable[[], int]]:
    """The garbage collector searches rows in the making again and again, a fifth of the time, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _wait_for_others(db: Session) -> None:
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
