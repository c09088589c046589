"""Handing invoices over, sending the link again, taking them back."""

import secrets
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from occ_app.access import delegations, gate, sessions
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound, TooMany
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    ActivityKind,
    DelegatedInvoice,
    Delegation,
    Invoice,
    Person,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import activity, documents, outbox, sign_in
from occ_app.services.delegations.letters import letter
from occ_app.services.documents import Choice

MOST_DAYS = 90
MOST_A_DAY = 30
BETWEEN_LETTERS = timedelta(minutes=2)
LONGEST_NAME, LONGEST_NOTE = 100, 500


def delegate(
    db: Session, actor: Actor, wanted: Choice, *, email: str, name: str, ends_on: str, note: str = ""
) -> Delegation:
    """Hand these documents to whoever reads mail at an address, until the end of a day (`2026-11-30`).

    Invalid, with the field, for what cannot be; NotFound for documents that are not this actor's.
    """
    gate.require(actor, Permission.INVOICES_DELEGATE)
    to, last = sign_in.checked_address(email), _day(actor, ends_on)
    if to == actor.email:
        raise Invalid(_("This is your own address."), "email")
    numbers = documents.numbers(db, actor, documents.chosen(db, actor, wanted))
    _limit_day(db, actor)
    assert actor.account_id  # without a company nobody has the right
    assert actor.person_id
    made = Delegation(
        account_id=actor.account_id,
        person_id=_person(db, to).pk,
        name=_line(name),
        note=_text(note),
        token_hash="",
        ends_on=last,
        ends_at=_end_of(last, actor.time_zone),
        made_by=actor.person_id,
    )
    token = _renew(made)
    db.add(made)
    db.flush()
    _hold(db, actor, made, numbers)
    _send(db, actor, made, to, token)
    after = {"documents": numbers, "until": last.isoformat()}
    activity.record(db, actor, ActivityKind.DELEGATION_MADE, to, after=after)
    return made


def send_again(db: Session, actor: Actor, delegation_id: int) -> str:
    """Mail a new link, with which the former one is worthless; the address it went to."""
    found = _one(db, actor, delegation_id)
    if not delegations.is_live(db, found.pk):
        raise Invalid(_("This has ended. Please share the invoices anew."))
    if found.sent_at > now() - BETWEEN_LETTERS:
        raise TooMany(_("The link was sent a moment ago. Please wait two minutes."))
    to, token = _address_of(db, found), _renew(found)
    found.sent_at = now()
    db.add(found)
    _send(db, actor, found, to, token)
    activity.record(db, actor, ActivityKind.DELEGATION_SENT, to)
    return to


def revoke(db: Session, actor: Actor, delegation_id: int) -> str:
    """Take everything back at once: the link and the sessions it began; the address it had gone to."""
    found = _one(db, actor, delegation_id)
    to = _address_of(db, found)
    if found.revoked_at is not None:
        return to
    found.revoked_at, found.revoked_by = now(), actor.person_id
    db.add(found)
    theirs = (col(SignInSession.delegation_id) == found.pk, col(SignInSession.ended_at).is_(None))
    db.execute(update(SignInSession).where(*theirs).values(ended_at=now()))
    db.flush()
    activity.record(db, actor, ActivityKind.DELEGATION_REVOKED, to)
    return to


def _one(db: Session, actor: Actor, delegation_id: int) -> Delegation:
    mine = gate.rows(actor, Permission.INVOICES_DELEGATE, Delegation)
    return gate.one(db, mine.where(col(Delegation.id) == delegation_id).with_for_update())


def _day(actor: Actor, text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(_("Please choose the last day."), "ends_on") from error
    if not actor.today() <= day <= actor.today() + timedelta(days=MOST_DAYS):
        raise Invalid(_("The last day is at most {most} days from today.", most=MOST_DAYS), "ends_on")
    return day


def _end_of(day: date, time_zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone))


def _line(text: str) -> str:
    """A name on one line, without what nobody types."""
    plain = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    if not plain or len(plain) > LONGEST_NAME:
        raise Invalid(_("Please write the name, in at most {most} letters.", most=LONGEST_NAME), "name")
    return plain


def _text(text: str) -> str:
    plain = "".join(c for c in text.replace("\r\n", "\n").strip() if c == "\n" or c.isprintable())
    if len(plain) > LONGEST_NOTE:
        raise Invalid(_("The note is too long."), "note")
    return plain


def _person(db: Session, email: str) -> Person:
    """Who has this address; somebody new gets no right, and no name, which other companies would see."""
    query = select(Person).where(col(Person.email) == email)
    found: Person | None = db.execute(query).scalar_one_or_none()
    if found is None:
        found = Person(email=email)
        db.add(found)
        db.flush()
    return found


def _address_of(db: Session, delegation: Delegation) -> str:
    person = db.get(Person, delegation.person_id)
    if person is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return person.email


def _renew(delegation: Delegation) -> str:
    """A new token for the link, whose hash is kept."""
    token = secrets.token_urlsafe(32)
    delegation.token_hash = sessions.digest(f"delegation:{token}")
    return token


def _hold(db: Session, actor: Actor, made: Delegation, numbers: list[str]) -> None:
    ids = gate.narrow(actor, Permission.INVOICES_READ, Invoice, select(col(Invoice.id)))
    for invoice_id in db.execute(ids.where(col(Invoice.number).in_(numbers))).scalars():
        row = DelegatedInvoice(account_id=made.account_id, delegation_id=made.pk, invoice_id=invoice_id)
        db.add(row)
    db.flush()


def _numbers(db: Session, actor: Actor, made: Delegation) -> list[str]:
    numbers = select(col(Invoice.number)).join(
        DelegatedInvoice, col(DelegatedInvoice.invoice_id) == col(Invoice.id)
    )
    mine = gate.narrow(actor, Permission.INVOICES_DELEGATE, Invoice, numbers)
    held = mine.where(col(DelegatedInvoice.delegation_id) == made.pk).order_by(col(Invoice.number))
    return list(db.execute(held).scalars())


def _send(db: Session, actor: Actor, made: Delegation, to: str, token: str) -> None:
    account = db.get(Account, made.account_id)
    language = account.language if account else actor.language
    draft = letter(actor, made, token, _numbers(db, actor, made), language)
    outbox.put(db, system(), to, draft, kind=outbox.SHARED_INVOICES, account_id=made.account_id)


def _limit_day(db: Session, actor: Actor) -> None:
    mine = select(func.count()).where(
        col(Delegation.made_by) == actor.person_id, col(Delegation.made_at) > now() - timedelta(days=1)
    )
    if int(db.execute(mine).scalar_one()) >= MOST_A_DAY:
        raise TooMany(_("You have shared invoices many times today. Please go on tomorrow."))
