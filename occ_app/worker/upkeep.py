"""Keeping house: what no longer counts goes, what is near its day is told, what must be whole is looked at."""

import structlog

from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.services import (
    access_requests,
    activity,
    card_reminders,
    exports,
    factors,
    inbox,
    outbox,
    sign_in,
    throttle,
    viewing,
)
from occ_app.services.people import reminders
from occ_app.services.single_sign_on import leaving

log = structlog.get_logger(__name__)


def sweep_sessions() -> None:
    """Forget old codes, sessions and challenges; tell the trail of the viewings that ended."""
    with transaction() as db:
        factors.sweep(db, system())
        throttle.sweep(db, system())
        sign_in.sweep(db, system())
        leaving.sweep(db, system())
        viewing.sweep(db, system())


def sweep_requests() -> None:
    """Let lapse the requests for access that nobody answered."""
    with transaction() as db:
        access_requests.sweep(db, system())


def sweep_messages() -> None:
    """Forget old notices, and mail that is of no use any more."""
    with transaction() as db:
        inbox.sweep(db, system())
        outbox.sweep(db, system())


def sweep_files() -> int:
    """Remove the files whose time is over; how many."""
    with transaction() as db:
        exports.sweep(db, system())
    with transaction(reads_only=True) as db:
        return exports.clean(db, system())


def remind_of_cards() -> int:
    """Mail about cards that expire soon; about how many."""
    with transaction() as db:
        return card_reminders.remind(db, system())


def remind() -> int:
    """Mail the administrators whose review is soon due; how many reviews."""
    with transaction() as db:
        return reminders.remind(db, system())


def check_activity() -> int:
    """Look at the whole trail of what people did; how much of it does not fit."""
    with transaction() as db:
        problems = activity.check(db, system())
    if problems:
        log.error("the trail of activity does not fit together", problems=problems)
    return len(problems)
