"""Everything that is measured, one section after the other, on databases made for it."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from occ_app.bench import data, documents, imports, lists
from occ_app.bench.databases import new_database, opened, settle
from occ_app.bench.drafts import Row
from occ_app.bench.questions import Company
from occ_app.bench.report import Report
from occ_app.db import open_engine

Note = Callable[[str], None]


def measured(dialects: Sequence[str], sizes: Sequence[int], note: Note) -> Report:
    """All sections; `note` is told what goes on."""
    report: Report = {"lists": [], "import": [], "documents": []}
    with tempfile.TemporaryDirectory(prefix="occ-bench-") as folder:
        for dialect in dialects:
            report["lists"] += _lists([new_database(dialect, Path(folder)) for _ in sizes], sizes, note)
            note(f"{dialect}: import")
            with opened(new_database(dialect, Path(folder))) as engine:
                report["import"].append(imports.measured(engine))
        report["documents"] += _documents(new_database(dialects[0], Path(folder)), note)
    return report


def _lists(urls: Sequence[str], sizes: Sequence[int], note: Note) -> list[Row]:
    companies = [_filled(url, size, note) for url, size in zip(urls, sizes, strict=True)]
    note("lists")
    try:
        return list(lists.measured(companies))
    finally:
        for engine, _ in companies:
            engine.dispose()


def _filled(url: str, size: int, note: Note) -> tuple[Engine, Company]:
    with opened(url) as engine:
        note(f"{engine.dialect.name}: {size:,} documents are made")
        with engine.begin() as connection:
            account_id = data.fill(connection, data.Size(size), data.today())
        settle(engine)
    return open_engine(url), Company(engine.dialect.name, account_id, size, data.today())


def _documents(url: str, note: Note) -> list[Row]:
    with opened(url) as engine:
        note("documents")
        with engine.begin() as connection:
            account_id = data.fill(connection, data.Size(documents.MANY, 10), data.today())
        settle(engine)
        return list(documents.measured(engine, account_id))
