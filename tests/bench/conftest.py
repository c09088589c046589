"""A small bench company behind a built front end."""

from collections.abc import Iterator

import pytest

from occ_app import db as database
from occ_app.bench import data
from occ_app.commands import build
from occ_app.testing import databases


@pytest.fixture
def company() -> Iterator[tuple[str, int]]:
    """The database's URL, which the settings point at, and the id of a company large enough for every click."""
    build.build()
    with databases.temporary("sqlite") as url:
        with database.engine().begin() as connection:
            account_id = data.fill(connection, data.Size(2_500, 3), data.today())
        yield url, account_id
