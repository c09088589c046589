"""Files that people asked for, made one after another, their progress noted on the way."""

import time
from dataclasses import dataclass
from threading import Event

import structlog

from occ_app.access.actors import system
from occ_app.db import transaction
from occ_app.services import exports
from occ_app.worker.stopping import stopping

TELL_EVERY = 1.0
"""How often it is noted how far a file is."""

log = structlog.get_logger(__name__)


def files() -> int:
    """Make what is asked for, until the worker should stop; how many were tried."""
    return make_files(stopping())


def make_files(stop: Event) -> int:
    """Make the files people asked for, one after another; how many were tried."""
    tried = 0
    while not stop.is_set() and _make_one_file(stop):
        tried += 1
    return tried


def _make_one_file(stop: Event) -> bool:
    """Claimed in one transaction, made while none is written to but to say how far it is, settled in another."""
    with transaction() as db:
        job = exports.claim(db, system())
    if job is None:
        return False
    try:
        with transaction(reads_only=True) as db:
            made = exports.make(db, system(), job, _Teller(job, stop))
        with transaction() as db:
            exports.settle(db, system(), job, made)
        log.info("file made", file=job.id, documents=made.count, bytes=made.size, error=made.error)
    except _NotOurs:
        log.warning("file taken over by another worker", file=job.id)
    except _Stopped:
        _give_back(job, counts=False)
    except Exception:
        log.exception("file not made", file=job.id, tries=job.tries)
        _give_back(job, counts=True)
    return True


def _give_back(job: exports.Job, *, counts: bool) -> None:
    with transaction() as db:
        exports.release(db, system(), job, counts=counts)


class _Stopped(Exception):
    """The worker was told to stop."""


class _NotOurs(Exception):
    """Another worker took the file over."""


@dataclass
class _Teller:
    """Hears of every document, and notes it now and then."""

    job: exports.Job
    stop: Event
    told_at: float = 0.0

    def __call__(self, done: int) -> None:
        if self.stop.is_set():
            raise _Stopped
        if time.monotonic() - self.told_at < TELL_EVERY:
            return
        with transaction() as db:
            is_ours = exports.note(db, system(), self.job, done)
        if not is_ours:
            raise _NotOurs
        self.told_at = time.monotonic()
