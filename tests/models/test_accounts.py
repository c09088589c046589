from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from occ_app.models import Account, accounts


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Tokyo", date(2026, 3, 2)), ("America/New_York", date(2026, 3, 1))]
)
def test_today_is_the_companys_own(monkeypatch, zone, day):
    monkeypatch.setattr(accounts, "now", lambda: datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert Account(number="1", name="Acme", currency="EUR", time_zone=zone).today() == day


def test_two_companies_cannot_have_one_number(make, db):
    first = make.account()
    with pytest.raises(IntegrityError):
        make._store(Account(number=first.number, name="Other", currency="EUR"))
