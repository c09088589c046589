"""What people ask for: a list mailed now, or regularly; what they have planned; to stop it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, TooMany
from occ_app.i18n import LANGUAGES
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, Frequency, MailingSchedule
from occ_app.models.base import now
from occ_app.services import activity, documents
from occ_app.services.documents import Choice
from occ_app.services.lists import too_many
from occ_app.services.mailings.days import next_run
from occ_app.services.mailings.files import MOST_ROWS, Format
from occ_app.services.mailings.recipients import checked
from occ_app.services.mailings.words import in_words

MOST_PLANNED = 20
MOST_AN_HOUR = 20
LONGEST_NOTE = 1_000
SHOWN, SHOWN_SENT = 50, 20


@dataclass(frozen=True)
class Planned:
    """A mailing as its owner sees it."""

    id: int
    frequency: Frequency
    day: int
    """ISO weekday, or day of the month; 0 for one that is sent once."""
    words: str
    """What is listed."""
    query: str
    """The same as a list's address has it."""
    recipients: tuple[str, ...]
    formats: tuple[Format, ...]
    note: str
    next_run_at: datetime | None
    """None once it has ended."""
    last_run_at: datetime | None
    ended_at: datetime | None
    ended_why: str
    """Empty for one that its owner ended, or that was sent once."""
    asked_at: datetime


def send_list(
    db: Session,
    actor: Actor,
    wanted: Choice,
    *,
    recipients: list[str],
    formats: list[str],
    note: str = "",
    language: str = "",
) -> list[str]:
    """Have the list mailed within moments; the addresses of those who get it.

    `formats`: csv, xlsx, pdf. Without a `language` everybody reads their own. Invalid, with the field, for people
    who may not see all of it, and for what is too much for a mail.
    """
    asked = _asked(db, actor, wanted, recipients=recipients, formats=formats, note=note, language=language)
    _limit_hour(db, actor)
    db.add(asked)
    db.flush()
    activity.record(db, actor, ActivityKind.MAILING_SENT, after=_facts(asked))
    return asked.recipients.split(",")


def schedule(
    db: Session,
    actor: Actor,
    wanted: Choice,
    *,
    frequency: str,
    day: int,
    recipients: list[str],
    formats: list[str],
    note: str = "",
    language: str = "",
) -> Planned:
    """Have the list mailed every week (`day`: 1 Monday … 7 Sunday) or month (1 … 31) at seven, company time."""
    asked = _asked(db, actor, wanted, recipients=recipients, formats=formats, note=note, language=language)
    if frequency not in (Frequency.WEEKLY, Frequency.MONTHLY):
        raise Invalid(_("Please choose every week or every month."), "frequency")
    if not 1 <= day <= (7 if frequency == Frequency.WEEKLY else 31):
        raise Invalid(_("Please choose a day."), "day")
    if len([plan for plan in listing(db, actor) if plan.next_run_at]) >= MOST_PLANNED:
        raise Invalid(_("You already have {most} regular mailings. Please end one first.", most=MOST_PLANNED))
    asked.frequency, asked.day = Frequency(frequency), day
    asked.next_run_at = next_run(asked.frequency, day, actor.time_zone, now())
    db.add(asked)
    db.flush()
    activity.record(db, actor, ActivityKind.MAILING_PLANNED, after=_facts(asked))
    return _planned(asked)


def listing(db: Session, actor: Actor) -> list[Planned]:
    """One's own regular mailings in this company: those to come first, then those that have ended."""
    query = _own(actor).where(col(MailingSchedule.frequency) != Frequency.ONCE)
    ended = col(MailingSchedule.ended_at)
    ordered = query.order_by(ended.is_not(None), ended.desc(), col(MailingSchedule.id)).limit(SHOWN)
    return [_planned(row) for row in db.execute(ordered).scalars()]


def sent_once(db: Session, actor: Actor) -> list[Planned]:
    """One's own lists that were to be mailed at once in this company, the newest first."""
    query = _own(actor).where(col(MailingSchedule.frequency) == Frequency.ONCE)
    ordered = query.order_by(col(MailingSchedule.id).desc()).limit(SHOWN_SENT)
    return [_planned(row) for row in db.execute(ordered).scalars()]


def cancel(db: Session, actor: Actor, schedule_id: int) -> None:
    """End one's own regular mailing; NotFound for anybody else's."""
    found = gate.one(db, _own(actor).where(col(MailingSchedule.id) == schedule_id))
    if found.ended_at is None:
        found.ended_at, found.next_run_at = now(), None
        db.add(found)
        db.flush()
        activity.record(db, actor, ActivityKind.MAILING_ENDED, before=_facts(found))


def _own(actor: Actor) -> Select[tuple[MailingSchedule]]:
    mine = gate.rows(actor, Permission.INVOICES_MAIL, MailingSchedule)
    return mine.where(col(MailingSchedule.created_by) == actor.person_id)


def _asked(
    db: Session,
    actor: Actor,
    wanted: Choice,
    *,
    recipients: list[str],
    formats: list[str],
    note: str,
    language: str,
) -> MailingSchedule:
    """A mailing of this list to these people, not stored yet; Invalid for what cannot be mailed."""
    gate.require(actor, Permission.INVOICES_MAIL)
    people = checked(db, actor, recipients)
    chosen = _formats(formats)
    _check_size(db, actor, documents.chosen(db, actor, wanted), chosen)
    assert actor.account_id  # without a company nobody has the right
    assert actor.person_id
    return MailingSchedule(
        account_id=actor.account_id,
        created_by=actor.person_id,
        frequency=Frequency.ONCE,
        next_run_at=now(),
        query=documents.query_of(wanted),
        recipients=",".join(person.email for person in people),
        formats=",".join(chosen),
        note=_note(note),
        language=language if language in LANGUAGES else "",
    )


def _facts(row: MailingSchedule) -> dict[str, str]:
    """What the trail tells of a mailing."""
    return {
        "recipients": row.recipients,
        "format": row.formats,
        "filter": row.query,
        "frequency": row.frequency,
    }


def _formats(names: list[str]) -> list[Format]:
    try:
        chosen = list(dict.fromkeys(Format(name) for name in names))
    except ValueError as error:
        raise Invalid(_("There is no such kind of file."), "formats") from error
    if not chosen:
        raise Invalid(_("Please choose at least one kind of file."), "formats")
    return chosen


def _check_size(db: Session, actor: Actor, wanted: Choice, formats: list[Format]) -> None:
    """What is certainly too much is refused now; the worker looks at what it has made again."""
    most = documents.MOST_PDFS if Format.PDF in formats else MOST_ROWS
    if documents.count(db, actor, wanted, most) > most:
        raise Invalid(too_many(most), "formats")


def _note(text: str) -> str:
    """As written, but for characters nobody types."""
    plain = "".join(c for c in text.strip() if c in "\n\t" or c.isprintable())
    if len(plain) > LONGEST_NOTE:
        raise Invalid(_("The note is too long."), "note")
    return plain


def _limit_hour(db: Session, actor: Actor) -> None:
    recent = select(func.count()).where(
        col(MailingSchedule.created_by) == actor.person_id,
        col(MailingSchedule.frequency) == Frequency.ONCE,
        col(MailingSchedule.created_at) > now() - timedelta(hours=1),
    )
    if int(db.execute(recent).scalar_one()) >= MOST_AN_HOUR:
        raise TooMany(_("You have sent many lists. Please wait an hour and try again."))


def _planned(row: MailingSchedule) -> Planned:
    return Planned(
        id=row.pk,
        frequency=row.frequency,
        day=row.day,
        words=in_words(documents.choice_of(row.query)),
        query=row.query,
        recipients=tuple(row.recipients.split(",")),
        formats=tuple(map(Format, row.formats.split(","))),
        note=row.note,
        next_run_at=row.next_run_at,
        last_run_at=row.last_run_at,
        ended_at=row.ended_at,
        ended_why=_(row.ended_why) if row.ended_why else "",
        asked_at=row.created_at,
    )
