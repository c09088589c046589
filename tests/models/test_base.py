from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from occ_app.models import Account, InvoiceType, OrderContact
from occ_app.models.base import ExactDecimal, UtcDateTime, Word


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001 - the naive one is the point


def test_an_instant_comes_back_in_utc(make, db):
    madrid = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    account = make.account(created_at=madrid)
    db.expire(account)
    assert (account.created_at, account.created_at.tzinfo) == (madrid, UTC)


@pytest.mark.parametrize("digits", ["0.1", "1234567.123456", "-0.0001", "1E+3"])
def test_a_decimal_keeps_its_digits(digits):
    kind, value = ExactDecimal(), Decimal(digits)
    assert kind.process_result_value(kind.process_bind_param(value, None), None) == value


def test_a_word_outside_its_set_is_refused():
    with pytest.raises(ValueError, match="furniture"):
        Word(InvoiceType).process_bind_param("furniture", None)


def test_tables_are_named_in_snake_case():
    assert OrderContact.__tablename__ == "order_contact"


def test_a_record_not_yet_stored_has_no_key():
    with pytest.raises(ValueError, match="Account is not stored"):
        _ = Account(number="1", name="Acme", currency="EUR").pk
