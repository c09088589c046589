"""One company with very many documents, among others: stored fast, the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlmodel import SQLModel

from occ_app.bench.drafts import Drafts, Rows
from occ_app.models import Account, Allocation, Invoice, InvoiceLine, Order, Payment
from occ_app.models.base import now

CHUNK = 10_000
OTHERS = 0.2
"""Documents of all other companies together, for each one of the large company's."""
TABLES: tuple[type[SQLModel], ...] = (Account, Order, Payment, Invoice, InvoiceLine, Allocation)


@dataclass(frozen=True)
class Size:
    """How much to make: `invoices` are the one company's, `companies` all there are."""

    invoices: int
    companies: int = 1_000

    def shares(self) -> Iterator[int]:
        """Documents of each company, the large one first."""
        yield self.invoices
        others, companies = round(self.invoices * OTHERS), self.companies - 1
        yield from (others // companies + (at < others % companies) for at in range(companies))


def today() -> date:
    """The date where bench companies are (UTC)."""
    return now().date()


def fill(connection: Connection, size: Size, day: date) -> int:
    """Add the companies to a migrated database; returns the large one's id. Whoever calls commits."""
    drafts = Drafts(day, {model: _last_id(connection, model) for model in TABLES})
    large, *others = (drafts.account(invoices) for invoices in size.shares())
    small = chain.from_iterable(drafts.billing(*account) for account in others)
    for chunk in chunks(interleaved(drafts.billing(*large), small)):
        for model in TABLES:
            store(connection, model, [row for rows in chunk for row in rows.get(model, ())])
    go_on_counting(connection)
    return int(large[0]["id"])


def interleaved(many: Iterator[Rows], few: Iterator[Rows]) -> Iterator[Rows]:
    """Numbers run through all companies, as they do in an ERP."""
    for at, rows in enumerate(many, 1):
        yield rows
        if at % round(1 / OTHERS) == 0:
            yield next(few, {})
    yield from few


def chunks(drafts: Iterator[Rows]) -> Iterator[list[Rows]]:
    """Some at a time, so that memory does not grow with them."""
    while chunk := list(islice(drafts, CHUNK)):
        yield chunk


def store(connection: Connection, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert many rows, the way each database is fastest at."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def go_on_counting(connection: Connection) -> None:
    """PostgreSQL's sequences know nothing of ids that were given."""
    if connection.dialect.name == "sqlite":
        return
    for model in TABLES:
        name = model.__table__.name  # type: ignore[attr-defined]
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1)) FROM {name}")  # noqa: S608
        )


def _last_id(connection: Connection, model: type[SQLModel]) -> int:
    return connection.scalar(select(func.max(model.__table__.c.id))) or 0  # type: ignore[attr-defined]
