import json
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.bench import data, lists, questions, report
from occ_app.models import Invoice, InvoiceStatus
from occ_app.services import ledger
from occ_app.testing import databases

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_companies_are_as_large_as_asked_and_their_figures_right(kind):
    with databases.using(databases.fresh(kind)):
        with database.engine().begin() as connection:
            first = data.fill(connection, data.Size(1_500, 11), DAY)
            second = data.fill(connection, data.Size(10, 2), DAY)
        with database.transaction() as session:
            owned = dict(
                session.execute(
                    select(col(Invoice.account_id), func.count()).group_by(col(Invoice.account_id))
                ).all()
            )
            assert (owned[first], sum(owned.values()), owned[second]) == (1_500, 1_500 + 300 + 10 + 2, 10)
            assert ledger.check(session, system()) == []
            late = Invoice.has_status(InvoiceStatus.PAST_DUE, DAY)
            share = session.scalar(select(func.count()).select_from(Invoice).where(late)) / 1_812
            assert 0.01 < share < 0.03


def test_the_same_call_makes_the_same_documents():
    made = []
    for _ in range(2):
        with databases.using(databases.fresh("sqlite")), database.engine().begin() as connection:
            data.fill(connection, data.Size(50, 3), DAY)
            made.append(connection.execute(select(Invoice.__table__)).all())
    assert made[0] == made[1]


@pytest.mark.parametrize("kind", databases.KINDS)
def test_every_question_and_its_floor_can_be_asked(kind, monkeypatch):
    monkeypatch.setattr("occ_app.bench.timing.MOST_CALLS", 1)
    with databases.using(databases.fresh(kind)):
        with database.engine().begin() as connection:
            account = data.fill(connection, data.Size(400, 3), data.today())
        company = questions.Company(kind, account, 400, data.today())
        rows = list(lists.measured([(database.engine(), company)]))
    assert {"first page", "deep page", "search a number", "overview"} <= {row["what"] for row in rows}
    assert all(row["median_ms"] >= 0 for row in rows)


def test_a_report_keeps_the_sections_that_were_not_measured(tmp_path):
    path = tmp_path / "bench.json"
    report.write({"lists": [{"what": "first page"}]}, path)
    report.write({"import": [{"rows_per_s": 1}]}, path)
    assert json.loads(path.read_text()) == {"lists": [{"what": "first page"}], "import": [{"rows_per_s": 1}]}
