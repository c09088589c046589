"""The database: one engine a process, one transaction a use case. `commit` lives here only."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlmodel import Session

from occ_app.settings import get_settings

POOL_SIZE = 8
"""Connections of one process; `state.base` bounds its threads to the same number."""


SQLITE_READERS = 2


def readers() -> int:
    """How many threads may read at once: SQLite works in this process, where more of them only hinder each other."""
    is_sqlite = get_settings().database_url.startswith("sqlite")
    return SQLITE_READERS if is_sqlite else POOL_SIZE


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The process's engine, opened on first use (never at import: workers fork)."""
    return open_engine(get_settings().database_url)


def open_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL, with the settings both need to behave alike."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    opened = create_engine(parsed, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)
    # Many rows in one INSERT, not one each: the tally's triggers run once a statement.
    opened.dialect.use_insertmanyvalues_wo_returning = True
    return opened


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    opened = create_engine(url, pool_size=POOL_SIZE, max_overflow=0, connect_args={"timeout": 30})
    event.listen(opened, "connect", _prepare_sqlite)
    event.listen(opened, "begin", _begin_sqlite)
    return opened


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes too late for consistent reads; `_begin_sqlite` says it instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    # Each statement that runs triggers notes how to undo itself: not in a file.
    connection.execute("PRAGMA temp_store=MEMORY")


def _begin_sqlite(connection: Any) -> None:
    # A write that starts as a read would fail with "database is locked" when another writer came between.
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(*, reads_only: bool = False) -> Iterator[Session]:
    """One use case: committed when the block ends, rolled back when it raises.

    `reads_only` keeps readers of SQLite from queueing behind its single writer.
    """
    bind = engine().execution_options(writes=False) if reads_only else engine()
    with Session(bind, expire_on_commit=False) as session:
        yield session
        if not reads_only:
            session.commit()
