"""When a list is mailed next: at seven in the morning, where the company is."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from occ_app.models import Frequency

HOUR = time(7)


def next_run(frequency: Frequency, day: int, time_zone: str, after: datetime) -> datetime:
    """The first such morning after an instant, UTC. `day`: ISO weekday, or day of the month or its last."""
    zone = ZoneInfo(time_zone)
    today = after.astimezone(zone).date()
    mornings = (datetime.combine(today + timedelta(days=ahead), HOUR, zone) for ahead in range(63))
    return next(
        morning.astimezone(UTC)
        for morning in mornings
        if morning > after and _is_day(frequency, day, morning.date())
    )


def _is_day(frequency: Frequency, day: int, on: date) -> bool:
    if frequency is Frequency.WEEKLY:
        return on.isoweekday() == day
    return on.day == min(day, calendar.monthrange(on.year, on.month)[1])
