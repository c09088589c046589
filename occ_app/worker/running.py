"""The worker itself: a thread for each name in the table, and signs of life for what they do."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from threading import Event, Thread

import structlog

from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.models.base import now
from occ_app.services import jobs
from occ_app.worker.stopping import listen
from occ_app.worker.table import JOBS
from occ_app.worker.work import Work

LOOK_EVERY = 2.0
"""How often each thread looks for what is due; nothing is done more often."""

LIVE_EVERY = 15.0
"""How often a worker says that it lives; a few times in each `jobs.LEASE`."""

NOTE_EVERY = 30.0
"""How often a shared job that had nothing to do is noted: not each time, which would be a write every second."""

STOP_SECONDS = 10.0
"""How long work may take to end when it should: a message on its way is not sent twice. What takes longer is taken over."""

log = structlog.get_logger(__name__)


def run(stop: Event, works: tuple[Work, ...] = JOBS) -> None:
    """Work until `stop` is set; what fails is logged, shown to staff, and tried again."""
    worker = _Worker(works, stop)
    threads = [Thread(target=worker.keep, args=(name,), name=name, daemon=True) for name in worker.threads]
    is_declared = _attempt(worker.declare)
    for thread in threads:
        thread.start()
    while not stop.wait(LIVE_EVERY if is_declared else LOOK_EVERY):
        is_declared = is_declared or _attempt(worker.declare)
        _attempt(worker.live)
    deadline = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


@dataclass
class _Worker:
    """One of the workers, under a name that no other has."""

    works: tuple[Work, ...]
    stop: Event
    holder: str = field(default_factory=lambda: token_hex(16))
    running: set[str] = field(default_factory=set)
    """The jobs that it claimed and still does."""

    @property
    def threads(self) -> list[str]:
        return list(dict.fromkeys(work.thread for work in self.works))

    def declare(self) -> None:
        """Have a row for each job, and for none besides."""
        with transaction() as db:
            for work in self.works:
                jobs.declare(db, system(), work.name, work.every, title=work.title, is_shared=work.is_shared)
            jobs.forget(db, system(), [work.name for work in self.works])
        self.live()

    def live(self) -> None:
        """Keep what is being done, and say that shared work is looked after."""
        shared = {work.name for work in self.works if work.is_shared}
        with transaction() as db:
            jobs.extend(db, system(), self.holder, shared | self.running)

    def keep(self, thread: str) -> None:
        """Do the work of one thread until told to stop."""
        listen(self.stop)
        works = [work for work in self.works if work.thread == thread]
        shared = [_Shared(work) for work in works if work.is_shared]
        claimed = {work.name: work for work in works if not work.is_shared}
        while not self.stop.is_set():
            for one in shared:
                _attempt(one.turn)
            _attempt(self._do_claimed, claimed)
            self.stop.wait(LOOK_EVERY)

    def _do_claimed(self, works: dict[str, Work]) -> None:
        """Do what is due, each once at most: then shared work of the same thread has its turn."""
        left = dict(works)
        while left and not self.stop.is_set():
            with transaction() as db:
                job = jobs.claim(db, system(), self.holder, left)
            if job is None:
                return
            work = left.pop(job.name)
            self.running.add(work.name)
            try:
                self._do(work, job)
            finally:
                self.running.discard(work.name)

    def _do(self, work: Work, job: jobs.Claimed) -> None:
        error, result = _done(work)
        with transaction() as db:
            is_ours = jobs.settle(db, system(), job, error, result)
        if not is_ours:
            log.warning("job taken over by another worker", job=work.name)


@dataclass
class _Shared:
    """Shared work of one worker: done when its time is there, noted when there is something to note."""

    work: Work
    due_at: float = 0.0
    noted_at: float = float("-inf")
    has_failed: bool = False

    def turn(self) -> None:
        """Do it if it is due."""
        if time.monotonic() < self.due_at:
            return
        started_at, (error, result) = now(), _done(self.work)
        self.due_at = time.monotonic() + self.work.every.total_seconds() - LOOK_EVERY / 2
        if error or result or self.has_failed or time.monotonic() - self.noted_at >= NOTE_EVERY:
            self._note(started_at, error, result)

    def _note(self, started_at: datetime, error: str, result: str) -> None:
        with transaction() as db:
            jobs.note(db, system(), self.work.name, started_at, error=error, result=result)
        self.noted_at, self.has_failed = time.monotonic(), bool(error)


def _done(work: Work) -> tuple[str, str]:
    """(why it failed, what there is to tell): each may be empty."""
    try:
        return "", _told(work, work.function())
    except Exception as error:
        log.exception("background work failed", work=work.name)
        return f"{type(error).__name__}: {error}", ""


def _told(work: Work, outcome: int | str | None) -> str:
    if isinstance(outcome, int):
        return jobs.counted(work.says, outcome) if work.says and outcome else ""
    return outcome or ""


def _attempt(step: Callable[..., object], *given: Iterable[object]) -> bool:
    """Whether it went well; what does not is logged, and the next round tries again."""
    try:
        step(*given)
    except Exception:
        log.exception("background work failed", work=step.__name__)
        return False
    return True
