"""Everything that is measured, one section after the other, on databases made for it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlmodel import col

from occ_app.bench import aims, browser, data, documents, imports, lists, load, paying, server
from occ_app.bench.databases import database, opened, settle
from occ_app.bench.drafts import Row
from occ_app.bench.questions import Company
from occ_app.bench.report import Report
from occ_app.db import open_engine
from occ_app.models import Invoice

Note = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """Where databases are made, for which dialects, and how large their companies are."""

    folder: Path
    dialects: Sequence[str]
    sizes: Sequence[int]
    note: Note

    def filled(self, dialect: str, size: int) -> tuple[str, Company]:
        """A database with a company of this size: the one of an earlier run of this day, if there is one."""
        today = data.today()
        url = database(dialect, self.folder, f"bench_{size}_{today:%Y%m%d}")
        with opened(url) as engine, engine.begin() as connection:
            count = func.count()
            largest = select(col(Invoice.account_id)).group_by(col(Invoice.account_id)).order_by(count.desc())
            account_id = connection.scalar(largest.limit(1))
            if account_id is None:
                self.note(f"{dialect}: {size:,} documents are made")
                account_id = data.fill(connection, data.Size(size), today)
        with opened(url) as engine:
            settle(engine)
        return url, Company(dialect, account_id, size, today)


@contextmanager
def bench(folder: Path | None, dialects: Sequence[str], sizes: Sequence[int], note: Note) -> Iterator[Bench]:
    """A bench whose databases are kept in `folder`; without one they go with it."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield Bench(folder, dialects, sizes, note)
        return
    with tempfile.TemporaryDirectory(prefix="occ-bench-") as name:
        yield Bench(Path(name), dialects, sizes, note)


def measured(bench: Bench, sections: Sequence[str], keep: Callable[[Report], None]) -> Report:
    """These sections, and what they say of the aims; `keep` is told each as soon as it is there."""
    report: Report = {}
    for name in sections:
        bench.note(name)
        report[name] = list(SECTIONS[name](bench))
        keep(report)
    return report | {"aims": list(aims.compared(report))}


def _lists(bench: Bench) -> Iterator[Row]:
    return _side_by_side(lists.measured, bench)


def _paying(bench: Bench) -> Iterator[Row]:
    return _side_by_side(paying.measured, bench)


def _side_by_side(
    section: Callable[[Sequence[tuple[Engine, Company]]], Iterator[Row]], bench: Bench
) -> Iterator[Row]:
    for dialect in bench.dialects:
        filled = [bench.filled(dialect, size) for size in bench.sizes]
        companies: list[tuple[Engine, Company]] = [(open_engine(url), company) for url, company in filled]
        try:
            yield from section(companies)
        finally:
            for engine, _ in companies:
                engine.dispose()


def _import(bench: Bench) -> Iterator[Row]:
    for dialect in bench.dialects:
        with (
            tempfile.TemporaryDirectory(prefix="occ-bench-") as folder,
            opened(database(dialect, Path(folder), "bench_import")) as engine,
        ):
            yield imports.measured(engine)


def _documents(bench: Bench) -> Iterator[Row]:
    url, company = bench.filled(bench.dialects[0], documents.MANY)
    with opened(url) as engine:
        yield from documents.measured(engine, company.account_id)


def _server(bench: Bench) -> Iterator[Row]:
    for dialect in bench.dialects:
        for size in bench.sizes:
            yield from _served(server.measured, bench, dialect, size)


def _memory(bench: Bench) -> Iterator[Row]:
    return _served(server.memory, bench, bench.dialects[0], bench.sizes[-1])


def _browser(bench: Bench) -> Iterator[Row]:
    for size in bench.sizes:
        yield from _served(browser.measured, bench, bench.dialects[0], size)


def _load(bench: Bench) -> Iterator[Row]:
    return _served(load.measured, bench, bench.dialects[0], bench.sizes[-1])


def _served(
    section: Callable[[str, int, Row], Iterator[Row]], bench: Bench, dialect: str, size: int
) -> Iterator[Row]:
    url, company = bench.filled(dialect, size)
    with opened(url):
        yield from section(url, company.account_id, {"database": dialect, "invoices": size})


SECTIONS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "lists": _lists,
    "paying": _paying,
    "server": _server,
    "memory": _memory,
    "browser": _browser,
    "load": _load,
    "import": _import,
    "documents": _documents,
}
"""In the order in which they are measured."""
