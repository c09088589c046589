"""What was refused goes into the trail in a transaction of its own: the one that refused is taken back.

A flood fills nothing: of each source only so many are noted, and only so many of all together.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import structlog
from sqlmodel import Session

from occ_app import db as database
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ActivityKind
from occ_app.services.activity.chain import record

WITHIN_SECONDS = 900.0
MOST, MOST_OF_ALL = 20, 400
"""Refusals noted within a quarter of an hour: of one session or address, and of everybody, in each process."""

log = structlog.get_logger(__name__)


@dataclass
class Bound:
    """Counts what each source was refused, and all together."""

    counts: dict[str, int] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)
    lock: Lock = field(default_factory=Lock)

    def take(self, source: str) -> bool:
        """Whether one more refusal of this source is noted."""
        with self.lock:
            if time.monotonic() - self.since > WITHIN_SECONDS:
                self.counts, self.since = {}, time.monotonic()
            if self.counts.get("", 0) >= MOST_OF_ALL or self.counts.get(source, 0) >= MOST:
                return False
            for name in ("", source):
                self.counts[name] = self.counts.get(name, 0) + 1
            return True


bound = Bound()


def why_of(error: Forbidden | NotFound) -> str:
    """What the trail calls a refusal."""
    return "forbidden" if isinstance(error, Forbidden) else "not found"


def tell(actor: Actor, what: str, why: str) -> None:
    """Note that the actor was refused something."""
    note(actor, lambda db: record(db, actor, ActivityKind.ACT_REFUSED, what, after={"why": why}))


def refused(db: Session, actor: Actor, what: str, why: str) -> None:
    """The same within a transaction that goes on."""
    gate.require(actor, Permission.ACTIVITY_RECORD)
    if bound.take(_source(actor)):
        record(db, actor, ActivityKind.ACT_REFUSED, what, after={"why": why})


def note(actor: Actor, write: Callable[[Session], object]) -> None:
    """Have `write` record a refusal, unless its source has filled its share; what goes wrong is for the log alone."""
    if not bound.take(_source(actor)):
        return
    try:
        with database.transaction() as db:
            write(db)
    except Exception:
        log.exception("a refusal was not noted")


def _source(actor: Actor) -> str:
    return f"by {actor.session_ref or actor.address}"
