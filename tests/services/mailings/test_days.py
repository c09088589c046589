from datetime import UTC, datetime

import pytest

from occ_app.models import Frequency
from occ_app.services.mailings.days import next_run

WEEKLY, MONTHLY = Frequency.WEEKLY, Frequency.MONTHLY


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "day", "zone", "after", "expected"),
    [
        (WEEKLY, 1, "Europe/Madrid", at(2026, 11, 22, 12), at(2026, 11, 23, 6)),
        (WEEKLY, 1, "Europe/Madrid", at(2026, 11, 23, 5, 59), at(2026, 11, 23, 6)),
        (WEEKLY, 1, "Europe/Madrid", at(2026, 11, 23, 6), at(2026, 11, 30, 6)),
        (WEEKLY, 7, "Europe/Madrid", at(2026, 3, 28, 12), at(2026, 3, 29, 5)),
        (WEEKLY, 1, "Asia/Tokyo", at(2026, 11, 22, 12), at(2026, 11, 22, 22)),
        (MONTHLY, 31, "Europe/Madrid", at(2026, 2, 1), at(2026, 2, 28, 6)),
        (MONTHLY, 31, "UTC", at(2026, 2, 28, 7), at(2026, 3, 31, 7)),
        (MONTHLY, 1, "UTC", at(2026, 12, 1, 8), at(2027, 1, 1, 7)),
        (MONTHLY, 29, "UTC", at(2028, 2, 1), at(2028, 2, 29, 7)),
    ],
)  # fmt: skip
def test_the_next_morning_of_that_day_where_the_company_is(frequency, day, zone, after, expected):
    assert next_run(frequency, day, zone, after) == expected
