from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.bench import data
from occ_app.models import Invoice, InvoiceStatus
from occ_app.services import ledger
from occ_app.testing import databases

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_companies_are_as_large_as_asked_and_their_figures_right(kind):
    with databases.temporary(kind):
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
        with databases.temporary("sqlite"), database.engine().begin() as connection:
            data.fill(connection, data.Size(50, 3), DAY)
            made.append(connection.execute(select(Invoice.__table__)).all())
    assert made[0] == made[1]
