"""The worker's side: a file that is due is claimed, made with the rights its owner has now, and settled."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlmodel import Session, col

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import UNFINISHED, Export, ExportKind, ExportState, Person
from occ_app.models.base import now
from occ_app.services import documents
from occ_app.services.exports import letters
from occ_app.services.exports.files import Progress, Tell, write
from occ_app.settings import get_settings

LEASE = timedelta(minutes=5)
"""From each sign of life on; longer than the largest single PDF takes, which gives none while it is printed."""

KEEP = timedelta(days=7)
LATER = timedelta(seconds=30)
MOST_TRIES = 3
BATCH = 20


@dataclass(frozen=True)
class Job:
    """A file that is one worker's, as long as nobody else has begun a further try."""

    id: int
    tries: int
    kind: ExportKind
    query: str
    language: str
    account_id: int
    person_id: int
    path: Path


@dataclass(frozen=True)
class Made:
    """What became of it: a file of so many documents, or why there is none."""

    name: str = ""
    count: int = 0
    size: int = 0
    reach: str = ""
    error: str = ""


def claim(db: Session, actor: Actor) -> Job | None:
    """Take a file that is due, for one worker only."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    due = (
        select(Export)
        .where(col(Export.state).in_(UNFINISHED), col(Export.due_at) <= now())
        .order_by(col(Export.due_at), col(Export.id))
        .limit(BATCH)
    )
    return next((job for row in db.execute(due).scalars().all() if (job := _take(db, actor, row))), None)


def make(db: Session, actor: Actor, job: Job, tell: Tell) -> Made:
    """Write the file, by the rights its owner has now; `tell` hears how many documents are in it. Reads only."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    with speaking(job.language):
        try:
            owner = _owner(db, job)
            reach = gate.reach(db, owner, Permission.INVOICES_READ)
        except PortalError:
            return Made(error=_("You do not have the right to see these documents any more."))
        try:
            wanted = documents.chosen(db, owner, documents.choice_of(job.query))
            progress = Progress(tell)
            job.path.parent.mkdir(parents=True, exist_ok=True)
            with job.path.open("wb") as file:
                name = write(db, owner, wanted, job.kind, file, progress=progress)
        except PortalError as error:
            return Made(error=str(error))
    return Made(name, progress.done, job.path.stat().st_size, reach)


def note(db: Session, actor: Actor, job: Job, done: int) -> bool:
    """Note how far it is, and that its worker lives; False where it is another's by now."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    return _change(db, job, {"done": done, "due_at": now() + LEASE})


def release(db: Session, actor: Actor, job: Job, *, counts: bool) -> None:
    """Give it back for another try; where it `counts`, a little later."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    begun_anew = {"state": ExportState.QUEUED, "done": 0}
    tried = {"due_at": now() + LATER} if counts else {"due_at": now(), "tries": job.tries - 1}
    _change(db, job, begun_anew | tried)


def settle(db: Session, actor: Actor, job: Job, made: Made) -> None:
    """Note what became of it and tell its owner; nothing where another worker took it over."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    row = db.get(Export, job.id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not ExportState.RUNNING or row.tries != job.tries:
        return
    if made.error:
        _fail(db, actor, row, made.error)
        return
    row.state, row.name, row.size, row.reach = ExportState.READY, made.name, made.size, made.reach
    row.total = row.done = made.count
    row.finished_at, row.expires_at = now(), now() + KEEP
    db.add(row)
    letters.tell_ready(db, actor, row)


def _owner(db: Session, job: Job) -> Actor:
    person = db.get(Person, job.person_id)
    assert person is not None  # the key is a foreign key
    return replace(sessions.absent(db, person, job.account_id), language=job.language)


def _take(db: Session, actor: Actor, row: Export) -> Job | None:
    """Compare and set, as the outbox does; what has failed too often ends."""
    seen = (col(Export.tries) == row.tries, col(Export.due_at) == row.due_at)
    values = {"state": ExportState.RUNNING, "tries": row.tries + 1, "done": 0, "due_at": now() + LEASE}
    if not _update(db, row.pk, seen, values):
        return None
    db.refresh(row)
    if row.tries > MOST_TRIES:
        with speaking(row.language):
            _fail(db, actor, row, _("The file could not be made. Please ask for it again, or tell support."))
        return None
    path = get_settings().files_dir / row.stored_as
    return Job(row.pk, row.tries, row.kind, row.query, row.language, row.account_id, row.created_by, path)


def _fail(db: Session, actor: Actor, row: Export, error: str) -> None:
    row.state, row.error, row.finished_at = ExportState.FAILED, error[:500], now()
    db.add(row)
    letters.tell_failed(db, actor, row)


def _change(db: Session, job: Job, values: dict[str, Any]) -> bool:
    still = (col(Export.tries) == job.tries, col(Export.state) == ExportState.RUNNING)
    return _update(db, job.id, still, values)


def _update(db: Session, key: int, seen: tuple[ColumnElement[bool], ...], values: dict[str, Any]) -> bool:
    changed = db.execute(update(Export).where(col(Export.id) == key, *seen).values(**values))
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1
