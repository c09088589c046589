"""The days things happen on: months back from today, office days, payment runs."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from occ_app.demo.companies import Customer

MONTHS = 24
SUPPLIER_ZONE = "Europe/Madrid"
PAYMENT_RUN = 3
"""Thursday: when customers pay what is due."""

HOLIDAYS = {(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (12, 24), (12, 25), (12, 26), (12, 31)}


def last_day(today: date, customer: Customer) -> date:
    """The newest date a document of this customer may carry: west of the supplier it may still be yesterday."""
    noon = datetime(today.year, today.month, today.day, 12)  # noqa: DTZ001 - only offsets are compared
    here, there = (
        noon.replace(tzinfo=ZoneInfo(zone)).utcoffset() for zone in (SUPPLIER_ZONE, customer.time_zone)
    )
    return today - timedelta(days=1) if (there or timedelta()) < (here or timedelta()) else today


def months(today: date) -> Iterator[date]:
    """The first day of every month of the demo, oldest first, the current one last."""
    for back in range(MONTHS, -1, -1):
        yield shifted(today.replace(day=1), -back)


def shifted(first: date, by: int) -> date:
    """The first day of the month `by` months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + by, 12)
    return date(year, month + 1, 1)


def on_day(first: date, day: int) -> date:
    """A day of the month, its last one where the month is shorter."""
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def is_office_day(day: date) -> bool:
    """Whether people work: no weekend, no holiday that moves nowhere."""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def office_day(day: date) -> date:
    """The day itself or the next on which people work."""
    while not is_office_day(day):
        day += timedelta(days=1)
    return day


def office_day_before(day: date) -> date:
    """The last day before on which people worked."""
    day -= timedelta(days=1)
    while not is_office_day(day):
        day -= timedelta(days=1)
    return day


def payment_run(day: date) -> date:
    """The customer's next payment run on or after a day."""
    return office_day(day + timedelta(days=(PAYMENT_RUN - day.weekday()) % 7))
