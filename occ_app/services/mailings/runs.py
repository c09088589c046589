"""The worker's side: what is due is claimed, made with the rights its owner has now, and settled."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlmodel import Session, col

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import PortalError
from occ_app.i18n import lazy, speaking
from occ_app.models import Account, Frequency, MailingSchedule, Person
from occ_app.models.base import now
from occ_app.services import documents, outbox
from occ_app.services.mailings import letters
from occ_app.services.mailings.days import next_run
from occ_app.services.mailings.files import Format, files
from occ_app.services.mailings.recipients import Colleague, colleagues
from occ_app.services.outbox import Draft, File

KIND = "list"

LEASE = timedelta(minutes=15)
"""A claimed run is its worker's for longer than it can take; after a crash another one takes it up."""

MOST_TRIES = 3
NO_RIGHT = lazy("Whoever set it up may no longer send this list.")
NOBODY_LEFT = lazy("None of the recipients may see this list any more.")
FAILED = lazy("It could not be made.")


@dataclass(frozen=True)
class Run:
    """A mailing that is due, and the lease that makes it one worker's."""

    schedule_id: int
    leased_until: datetime


@dataclass(frozen=True)
class Parcel:
    """The same letter and files to everybody who reads one language."""

    to: tuple[str, ...]
    draft: Draft
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Made:
    """What is to be sent, and why the mailing ends with it, if it does."""

    letters: list[Parcel] = field(default_factory=list)
    ended: str = ""


def claim(db: Session, actor: Actor) -> Run | None:
    """Take a mailing that is due, for one worker only."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    due = (
        select(MailingSchedule)
        .where(col(MailingSchedule.next_run_at) <= now())
        .order_by(col(MailingSchedule.next_run_at), col(MailingSchedule.id))
        .limit(outbox.BATCH)
    )
    return next((run for row in db.execute(due).scalars().all() if (run := _take(db, row))), None)


def make(db: Session, actor: Actor, run: Run) -> Made:
    """Letters and files, by the rights that their owner and recipients have now. Reads only."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    asked = db.get(MailingSchedule, run.schedule_id)
    assert asked is not None  # nobody deletes them
    person = db.get(Person, asked.created_by)
    assert person is not None  # the key is a foreign key
    try:
        owner = sessions.absent(db, person, asked.account_id)
        gate.require(owner, Permission.INVOICES_MAIL)
        readers = colleagues(db, owner)
    except PortalError:
        return Made(ended=NO_RIGHT)
    to = [reader for reader in readers if reader.email in asked.recipients.split(",")]
    if not to:
        return Made(ended=NOBODY_LEFT)
    try:
        return Made([_parcel(db, owner, asked, group) for group in _by_language(to, asked.language)])
    except PortalError as error:
        with speaking(owner.language):
            draft = letters.refused(owner, asked, str(error))
        return Made([Parcel((owner.email,), draft)], ended=str(error))


def settle(db: Session, actor: Actor, run: Run, made: Made) -> None:
    """Put the letters into the outbox, and note when the next are due; nothing where another worker did."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    asked = db.get(MailingSchedule, run.schedule_id, with_for_update=True, populate_existing=True)
    if asked is None or asked.next_run_at != run.leased_until:
        return
    for parcel in made.letters:
        bundle = outbox.enclose(db, actor, parcel.files)
        for to in parcel.to:
            outbox.put(db, actor, to, parcel.draft, kind=KIND, account_id=asked.account_id, bundle=bundle)
    asked.last_run_at, asked.tries = now(), 0
    if made.ended or asked.frequency is Frequency.ONCE:
        asked.next_run_at, asked.ended_at, asked.ended_why = None, now(), made.ended[:300]
    else:
        account = db.get(Account, asked.account_id)
        assert account is not None  # the key is a foreign key
        asked.next_run_at = next_run(asked.frequency, asked.day, account.time_zone, now())
    db.add(asked)
    db.flush()


def _take(db: Session, row: MailingSchedule) -> Run | None:
    """Compare and set, as the outbox does; what has failed too often ends."""
    seen = (col(MailingSchedule.id) == row.pk, col(MailingSchedule.next_run_at) == row.next_run_at)
    if row.tries >= MOST_TRIES:
        ended = {"next_run_at": None, "ended_at": now(), "ended_why": FAILED}
        db.execute(update(MailingSchedule).where(*seen).values(**ended))
        return None
    until = now() + LEASE
    values = {"next_run_at": until, "tries": row.tries + 1}
    taken = db.execute(update(MailingSchedule).where(*seen).values(**values))
    assert isinstance(taken, CursorResult)
    return Run(row.pk, until) if taken.rowcount == 1 else None


def _by_language(people: list[Colleague], language: str) -> list[tuple[str, list[Colleague]]]:
    groups: dict[str, list[Colleague]] = {}
    for person in people:
        groups.setdefault(language or person.language, []).append(person)
    return list(groups.items())


def _parcel(db: Session, owner: Actor, asked: MailingSchedule, group: tuple[str, list[Colleague]]) -> Parcel:
    language, people = group
    reader = replace(owner, language=language)
    with speaking(owner.language):  # the owner is told why it cannot be
        wanted = documents.chosen(db, reader, documents.choice_of(asked.query))
        made = files(db, reader, wanted, [Format(name) for name in asked.formats.split(",")])
    with speaking(language):
        draft = letters.list_letter(db, reader, asked, wanted)
    return Parcel(tuple(person.email for person in people), draft, tuple(made))
