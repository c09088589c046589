"""The databases that are measured: migrated, filled, and the planner told what is in them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

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


def settle(engine: Engine) -> None:
    """What time does by itself: PostgreSQL's statistics and visibility map after much was written."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _forget() -> None:
    get_settings.cache_clear()
    db.engine.cache_clear()
