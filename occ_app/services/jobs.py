"""Work that is done again and again: declared and claimed by workers, a run for one of them only; watched by staff."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, case, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, ngettext
from occ_app.logs import scrub_text
from occ_app.models import ActivityKind, Job
from occ_app.models.base import now
from occ_app.services import activity

LEASE = timedelta(seconds=60)
"""From each sign of life of its worker on; then the run counts as failed, and another worker takes the job."""

FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=5)
"""Bounds of the first wait after a failure, and of the last one where the job itself is done more often."""

LATE_INTERVALS, LATE_AT_LEAST = 3, timedelta(minutes=2)

FORGOTTEN_AFTER = timedelta(days=1)
"""What no worker declares any more goes, unless one of an older release still does it."""

SILENT = lazy("The worker that did it fell silent.")


class Standing(StrEnum):
    """How a job is doing."""

    NEW = "new"
    OK = "ok"
    RUNNING = "running"
    FAILING = "failing"
    LATE = "late"


@dataclass(frozen=True)
class Claimed:
    """A run that is one worker's, as long as nobody began a further one."""

    id: int
    name: str
    run: int
    every: timedelta
    failures: int
    started_at: datetime


@dataclass(frozen=True)
class Listed:
    """A job as staff see it, in words where there are any."""

    name: str
    title: str
    every: timedelta
    standing: Standing
    is_shared: bool
    next_run_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    took: timedelta
    failures: int
    error: str
    result: str
    result_at: datetime | None
    is_watched: bool
    """Whether a living worker has it right now."""


def declare(
    db: Session, actor: Actor, name: str, every: timedelta, *, title: str, is_shared: bool = False
) -> None:
    """Have a job done from now on, `every` so often; the same again changes nothing. `title` is marked with `lazy`."""
    gate.require(actor, Permission.JOBS_RUN)
    seconds = max(1, round(every.total_seconds()))
    latest = now() + timedelta(seconds=seconds)
    sooner = case((col(Job.next_run_at) > latest, latest), else_=col(Job.next_run_at))
    declared: dict[str, Any] = {"title": title, "every_seconds": seconds, "is_shared": is_shared}
    if not _change(db, col(Job.name) == name, **declared, next_run_at=sooner):
        with suppress(IntegrityError), db.begin_nested():  # another worker may declare it at the same moment
            db.add(Job(name=name, **declared))


def forget(db: Session, actor: Actor, declared: Collection[str]) -> None:
    """Let go of jobs that are not among those declared, and that no worker has done for a day."""
    gate.require(actor, Permission.JOBS_RUN)
    old = col(Job.next_run_at) < now() - FORGOTTEN_AFTER
    db.execute(delete(Job).where(col(Job.name).not_in(declared), old, _is_free()))


def claim(db: Session, actor: Actor, holder: str, names: Collection[str] = ()) -> Claimed | None:
    """Take a job that is due, one of these `names` (any without), for one worker only."""
    gate.require(actor, Permission.JOBS_RUN)
    due = select(Job).where(col(Job.next_run_at) <= now(), _is_free(), col(Job.is_shared).is_(False))
    due = due.where(col(Job.name).in_(names)) if names else due
    due = due.order_by(col(Job.next_run_at), col(Job.id)).execution_options(populate_existing=True)
    return next((run for job in db.execute(due).scalars().all() if (run := _take(db, job, holder))), None)


def extend(db: Session, actor: Actor, holder: str, names: Collection[str]) -> None:
    """Say that this worker lives and still has these jobs; of shared ones, that it looks after them."""
    gate.require(actor, Permission.JOBS_RUN)
    # Not what was settled in the same moment: nobody does that any more.
    own = (col(Job.holder) == holder) & col(Job.lease_until).is_not(None)
    _change(db, col(Job.name).in_(names), own | col(Job.is_shared), lease_until=now() + LEASE)


def settle(db: Session, actor: Actor, job: Claimed, error: str = "", result: str = "") -> bool:
    """Note how a run went, and when the next is due; False where another worker has taken the job over."""
    gate.require(actor, Permission.JOBS_RUN)
    moment, failures = now(), job.failures + 1 if error else 0
    wait = _retry(job.every, failures) if error else job.every
    asked = col(Job.next_run_at) > job.started_at  # `run_now`, meanwhile
    values = _outcome(moment, job.started_at, error, result)
    values |= {"failures": failures, "lease_until": None}
    values["next_run_at"] = case((asked, col(Job.next_run_at)), else_=moment + wait)
    return _change(db, col(Job.id) == job.id, col(Job.runs) == job.run, **values)


def note(
    db: Session, actor: Actor, name: str, started_at: datetime, *, error: str = "", result: str = ""
) -> None:
    """Note how a run of a shared job went, in one of the workers."""
    gate.require(actor, Permission.JOBS_RUN)
    moment = now()
    values = _outcome(moment, started_at, error, result)
    values |= {"failures": col(Job.failures) + 1 if error else 0, "runs": col(Job.runs) + 1}
    every = select(col(Job.every_seconds)).where(col(Job.name) == name)
    values |= {"started_at": started_at, "next_run_at": moment + timedelta(seconds=db.scalar(every) or 0)}
    _change(db, col(Job.name) == name, **values)


def listing(db: Session, actor: Actor) -> list[Listed]:
    """Every job, as it stands, in the order of their declaration."""
    gate.require(actor, Permission.JOBS_READ)
    query = select(Job).order_by(col(Job.id)).execution_options(populate_existing=True)
    return [_listed(job) for job in db.execute(query).scalars()]


def run_now(db: Session, actor: Actor, name: str) -> None:
    """Have a job done at once, by whichever worker looks next; once more where it is running."""
    gate.require(actor, Permission.JOBS_MANAGE)
    if not _change(db, col(Job.name) == name, col(Job.is_shared).is_(False), next_run_at=now()):
        raise NotFound(_("There is no such work."))
    activity.record(db, actor, ActivityKind.JOB_ASKED, name)


def counted(forms: tuple[str, str], count: int) -> str:
    """A result that is put into words where it is read: `forms` as `plural` marks them."""
    return "\n".join((str(count), *forms))


def one_line(error: str) -> str:
    """What fits into a row: the first line, without what opens a door or pays."""
    return scrub_text((error.strip().splitlines() or [""])[0])[:500]


def _is_free() -> ColumnElement[bool]:
    return or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= now())


def _take(db: Session, job: Job, holder: str) -> Claimed | None:
    """Compare and set, as the outbox does; a run whose worker fell silent has failed."""
    moment, failures = now(), job.failures
    values: dict[str, Any] = {"holder": holder, "lease_until": moment + LEASE, "runs": job.runs + 1}
    if job.lease_until is not None:
        failures += 1
        values |= {"failures": failures, "last_error": SILENT}
    seen = (col(Job.id) == job.pk, col(Job.runs) == job.runs, col(Job.next_run_at) == job.next_run_at)
    if not _change(db, *seen, _is_free(), started_at=moment, **values):
        return None
    every = timedelta(seconds=job.every_seconds)
    return Claimed(job.pk, job.name, job.runs + 1, every, failures, moment)


def _outcome(moment: datetime, started_at: datetime, error: str, result: str) -> dict[str, Any]:
    took = (moment - started_at) // timedelta(milliseconds=1)
    values: dict[str, Any] = {"finished_at": moment, "last_ms": min(max(took, 0), 2**31 - 1)}
    values["last_error"] = one_line(error)
    if not error:
        values["ok_at"] = moment
    if result:
        values |= {"last_result": result[:300], "result_at": moment}
    return values


def _retry(every: timedelta, failures: int) -> timedelta:
    """Soon at first, then later and later; never more often than the job itself is done."""
    doubled: int = 2 ** min(failures - 1, 20)
    return min(min(every, FIRST_RETRY) * doubled, max(every, LAST_RETRY))


def _listed(job: Job) -> Listed:
    is_watched = job.lease_until is not None and job.lease_until > now()
    return Listed(
        name=job.name,
        title=_(job.title),
        every=timedelta(seconds=job.every_seconds),
        standing=_standing(job, is_watched=is_watched),
        is_shared=job.is_shared,
        next_run_at=job.next_run_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        took=timedelta(milliseconds=job.last_ms),
        failures=job.failures,
        error=_(job.last_error) if job.last_error == SILENT else job.last_error,
        result=_result(job.last_result),
        result_at=job.result_at,
        is_watched=is_watched,
    )


def _standing(job: Job, *, is_watched: bool) -> Standing:
    patience = max(timedelta(seconds=job.every_seconds) * LATE_INTERVALS, LATE_AT_LEAST)
    if is_watched and not job.is_shared:
        return Standing.RUNNING
    if not is_watched and job.next_run_at + patience < now():
        return Standing.LATE
    if job.failures:
        return Standing.FAILING
    return Standing.OK if job.ok_at else Standing.NEW


def _result(stored: str) -> str:
    count, _sep, forms = stored.partition("\n")
    one, _sep, many = forms.partition("\n")
    if many and count.isdecimal():
        return ngettext(one, many, int(count))
    return _(stored) if stored else ""


def _change(db: Session, *where: ColumnElement[bool], **values: Any) -> bool:
    changed = db.execute(
        update(Job).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount > 0
