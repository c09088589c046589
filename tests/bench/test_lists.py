import pytest

from occ_app import db as database
from occ_app.bench import data, lists, questions
from occ_app.testing import databases


@pytest.mark.parametrize("kind", databases.KINDS)
def test_every_question_and_its_floor_can_be_asked(kind, monkeypatch):
    monkeypatch.setattr("occ_app.bench.timing.MOST_CALLS", 1)
    with databases.temporary(kind):
        with database.engine().begin() as connection:
            account = data.fill(connection, data.Size(400, 3), data.today())
        company = questions.Company(kind, account, 400, data.today())
        rows = list(lists.measured([(database.engine(), company)]))
    assert {"first page", "deep page", "search a number", "overview"} <= {row["what"] for row in rows}
    assert all(row["median_ms"] >= 0 for row in rows)
