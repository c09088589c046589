import pytest
from sqlalchemy import func, select

from occ_app import db as database
from occ_app.bench import data, paying, questions
from occ_app.models import ActivityEntry, Allocation, PaymentOrder
from occ_app.testing import databases


@pytest.mark.parametrize("kind", databases.KINDS)
def test_each_step_is_measured_and_nothing_of_it_is_kept(kind, monkeypatch):
    monkeypatch.setattr(paying, "ROUNDS", 1)
    with databases.temporary(kind):
        engine = database.engine()
        with engine.begin() as connection:
            account = data.fill(connection, data.Size(2_000, 3), data.today())
        before = _kept(engine)
        company = questions.Company(kind, account, 2_000, data.today())
        rows = list(paying.measured([(engine, company)]))
        assert _kept(engine) == before
    assert [row["what"] for row in rows] == [
        "select, basket of 1", "sheet, basket of 1", "send, basket of 1", "post, basket of 1",
        "select, basket of 40", "sheet, basket of 40", "send, basket of 40", "post, basket of 40",
    ]  # fmt: skip
    assert all(row["best_ms"] > 0 for row in rows)


def _kept(engine):
    with engine.connect() as connection:
        return [
            connection.scalar(select(func.count()).select_from(model))
            for model in (PaymentOrder, Allocation, ActivityEntry)
        ]
