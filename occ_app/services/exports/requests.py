"""What people do: ask for a file, see how far it is, fetch it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.i18n import gettext as _
from occ_app.i18n import language
from occ_app.models import UNFINISHED, ActivityKind, Export, ExportKind, ExportState, Person
from occ_app.models.base import now
from occ_app.services import activity, documents
from occ_app.services.documents import Choice
from occ_app.services.lists import too_many
from occ_app.services.mailings.words import in_words
from occ_app.settings import get_settings

MOST_DOCUMENTS = {
    ExportKind.ZIP: 20_000,
    ExportKind.PDF: 20_000,
    ExportKind.XLSX: 1_000_000,
    ExportKind.CSV: 1_000_000,
}
MOST_UNFINISHED = 3
MOST_AN_HOUR = 20
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """A file somebody asked for, and how far it is."""

    key: str
    kind: ExportKind
    state: ExportState
    words: str
    total: int
    done: int
    created_at: datetime

    @property
    def is_unfinished(self) -> bool:
        """Whether it is still waited for."""
        return self.state in UNFINISHED


@dataclass(frozen=True)
class Stored:
    """A finished file: where it lies, and the name it is sent under."""

    path: Path
    name: str


def request(db: Session, actor: Actor, query: str, kind: str) -> Asked:
    """Have the list of this query made into a file; asked for twice, it is made once.

    Invalid for what no file can hold, TooMany for more than three at a time.
    """
    gate.require(actor, Permission.FILES_ASK)
    wanted = documents.chosen(db, actor, documents.choice_of(query))
    form = _kind(kind)
    total = _count(db, actor, wanted, form)
    # Simultaneous requests of one person take turns here, or each would see the others' files too late.
    db.get(Person, actor.person_id, with_for_update={"key_share": True})
    waiting = _mine(actor).where(col(Export.state).in_(UNFINISHED))
    same = (col(Export.kind) == form, col(Export.query) == documents.query_of(wanted))
    known = db.execute(waiting.where(*same, col(Export.language) == language())).scalars().first()
    if known is None:
        _limit(db, actor, waiting)
        facts = {"format": form.value, "documents": total, "filter": documents.query_of(wanted)}
        activity.record(db, actor, ActivityKind.FILE_ASKED, after=facts)
    return _asked(known or _store(db, actor, wanted, form, total))


def listing(db: Session, actor: Actor) -> list[Asked]:
    """One's own files in this company, newest first."""
    newest = _mine(actor).order_by(col(Export.id).desc()).limit(SHOWN)
    return [_asked(row) for row in db.execute(newest).scalars()]


def file_of(db: Session, actor: Actor, key: str) -> Stored:
    """One's own finished file; NotFound for any other, Forbidden where one's rights have shrunk since."""
    gate.require(actor, Permission.INVOICES_READ)
    if "\0" in key:  # PostgreSQL would answer with an error of its own
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    row = gate.one(db, _mine(actor).where(col(Export.key) == key))
    path = get_settings().files_dir / row.stored_as
    if row.state is not ExportState.READY or not path.is_file():
        raise NotFound(_("This file is not there (any more). Please ask for it again."))
    if gate.reach(db, actor, Permission.INVOICES_READ) not in (Scope.ACCOUNT.name, row.reach):
        raise Forbidden(_("Your rights have changed since this file was made. Please ask for it again."))
    return Stored(path, row.name)


def _kind(name: str) -> ExportKind:
    try:
        return ExportKind(name)
    except ValueError as error:
        raise Invalid(_("There is no such kind of file."), "kind") from error


def _count(db: Session, actor: Actor, wanted: Choice, kind: ExportKind) -> int:
    most = MOST_DOCUMENTS[kind]
    total = documents.count(db, actor, wanted, most)
    if not total:
        raise Invalid(_("There is no document here to put into a file."))
    if total > most:
        raise Invalid(too_many(most))
    return total


def _limit(db: Session, actor: Actor, waiting: Select[Any]) -> None:
    recent = _mine(actor).where(col(Export.created_at) > now() - timedelta(hours=1))
    if _number(db, waiting) >= MOST_UNFINISHED:
        raise TooMany(
            _("{most} files are being prepared for you. Please wait for one of them.", most=MOST_UNFINISHED)
        )
    if _number(db, recent) >= MOST_AN_HOUR:
        raise TooMany(_("You have asked for many files. Please wait an hour and try again."))


def _number(db: Session, query: Select[Any]) -> int:
    return int(db.execute(query.with_only_columns(func.count())).scalar_one())


def _store(db: Session, actor: Actor, wanted: Choice, kind: ExportKind, total: int) -> Export:
    assert actor.account_id  # without a company nobody has the right
    assert actor.person_id
    row = Export(
        account_id=actor.account_id,
        key=token_hex(16),
        created_by=actor.person_id,
        kind=kind,
        query=documents.query_of(wanted),
        language=language(),
        total=total,
    )
    db.add(row)
    db.flush()
    return row


def _mine(actor: Actor) -> Select[Any]:
    rows = gate.rows(actor, Permission.INVOICES_READ, Export)
    return rows.where(col(Export.created_by) == actor.person_id)


def _asked(row: Export) -> Asked:
    words = in_words(documents.choice_of(row.query))
    return Asked(row.key, row.kind, row.state, words, row.total, row.done, row.created_at)
