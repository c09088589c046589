"""The supplier's view of the work in the background: what is done, how it went, and what to do where it fails."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, moment, ngettext
from occ_app.models.base import now
from occ_app.services import jobs
from occ_app.services.jobs import Listed, Standing
from occ_app.state import words
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import say

STANDINGS = {
    Standing.NEW: (lazy("Not run yet"), "circle-dot", "open"),
    Standing.OK: (lazy("In order"), "circle-check", "closed"),
    Standing.RUNNING: (lazy("Running"), "clock", "open"),
    Standing.FAILING: (lazy("Failing"), "triangle-alert", "past_due"),
    Standing.LATE: (lazy("Late"), "circle-alert", "payment_submitted"),
}


@dataclass
class JobsView:
    """The work in words. A row is [title, how often, last run, result, next run, error, state, state's colour,
    state's icon, name where it can be asked for].
    """

    sentence: str
    idle: str
    """What to do where no worker runs."""
    rows: list[list[str]]
    loaded: bool = True


def jobs_view(db: Session, actor: Actor) -> JobsView:
    """Every job, and one sentence of what matters now."""
    found = jobs.listing(db, actor)
    idle = _("No worker is running, so nothing of this is done. Start one with “occ worker”.")
    is_idle = bool(found) and not any(job.is_watched for job in found)
    return JobsView(_sentence(found), idle if is_idle else "", [_row(job, actor) for job in found])


def _sentence(found: list[Listed]) -> str:
    failing = sum(bool(job.failures) for job in found)
    late = sum(job.standing is Standing.LATE for job in found)
    said = [
        ngettext("{count} job fails.", "{count} jobs fail.", failing) if failing else "",
        ngettext("{count} job is late.", "{count} jobs are late.", late) if late else "",
    ]
    return " ".join(filter(None, said)) or (_("Everything is done as it should be.") if found else "")


def _row(job: Listed, actor: Actor) -> list[str]:
    word, icon, colour = STANDINGS[job.standing]
    return [
        job.title,
        _often(job),
        _last(job, actor),
        _result(job, actor),
        _next(job, actor),
        _error(job),
        _(word),
        colour,
        f"/icons.svg#{icon}",
        "" if job.is_shared else job.name,
    ]


def _often(job: Listed) -> str:
    if job.every == timedelta(days=1):
        return _("Once a day")
    time = format_timedelta(job.every, threshold=1, locale=language())
    return _("Every {time}, in each worker", time=time) if job.is_shared else _("Every {time}", time=time)


def _last(job: Listed, actor: Actor) -> str:
    if job.standing is Standing.RUNNING and job.started_at:
        return _("Running since {when}", when=moment(job.started_at, actor.time_zone))
    if job.finished_at is None:
        return "—"
    return f"{moment(job.finished_at, actor.time_zone)} · {words.duration(job.took)}"


def _result(job: Listed, actor: Actor) -> str:
    """What it told last, and when: most runs have nothing to tell."""
    if not job.result:
        return ""
    return f"{job.result} · {moment(job.result_at, actor.time_zone)}" if job.result_at else job.result


def _next(job: Listed, actor: Actor) -> str:
    if job.is_shared or job.standing is Standing.RUNNING:
        return ""
    is_near = job.next_run_at <= now()
    return _("As soon as a worker is free") if is_near else moment(job.next_run_at, actor.time_zone)


def _error(job: Listed) -> str:
    if not job.error:
        return ""
    return ngettext(
        "Failed {count} time: {error}",
        "Failed {count} times in a row: {error}",
        job.failures,
        error=job.error,
    )


class JobsState(PortalState):
    """The jobs on the page (shapes in `JobsView`)."""

    loaded: bool = False
    sentence: str = ""
    idle: str = ""
    rows: list[list[str]] = []

    @portal_event(Permission.JOBS_READ)
    async def load(self) -> None:
        """Fill the list."""
        self._show(await self._read(jobs_view))

    @portal_event(Permission.JOBS_MANAGE)
    async def run_now(self, name: str) -> Any:
        """Have a job done at once."""
        await self._ask(jobs.run_now, str(name)[:60])
        self._show(await self._read(jobs_view))
        return say(self, lazy("It is done as soon as a worker is free, within seconds."))
