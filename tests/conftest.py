"""Fixtures every test may use: `db` on both databases, and `make` to fill it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

os.environ.setdefault("OCC_ENV", "test")

from occ_app.testing import databases, stripe_server
from occ_app.testing.factories import Make

FILES = tempfile.mkdtemp(prefix="occ-files-")
os.environ.setdefault("OCC_FILES_DIR", FILES)


@event.listens_for(Engine, "connect")
def _turn_round(connection: Any, _record: object) -> None:
    """Rows that no ORDER BY asks for in an order come last first: who counts on their order fails at once.

    PostgreSQL gives them in whatever order they lie, which is another one only now and then.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def pytest_sessionfinish() -> None:
    """Here, since a process that runs tests beside others is not left the time when it ends."""
    databases.end()
    shutil.rmtree(FILES, ignore_errors=True)


@pytest.fixture(params=databases.KINDS)
def db(request: pytest.FixtureRequest) -> Iterator[Session]:
    """An empty migrated database, SQLite and PostgreSQL in turn; rolled back after the test."""
    with databases.rolled_back(request.param) as session:
        yield session


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, committed to for real; the process's settings point at it."""
    with databases.temporary(request.param) as url:
        yield url


@pytest.fixture
def make(db: Session) -> Make:
    """Records in `db`."""
    return Make(db)


@pytest.fixture(scope="session")
def running_stripe() -> Iterator[stripe_server.LocalStripe]:
    """The local Stripe server, started once for all tests that ask for it."""
    with stripe_server.running() as server:
        yield server


@pytest.fixture
def stripe(running_stripe: stripe_server.LocalStripe) -> Iterator[stripe_server.LocalStripe]:
    """The local Stripe server, which knows nothing yet; the process's settings point at it."""
    running_stripe.reset()
    with stripe_server.taking_cards(running_stripe) as server:
        yield server
