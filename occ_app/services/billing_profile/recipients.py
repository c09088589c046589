"""Who is mailed about what: addresses a company names for each topic, apart from who may see anything."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import (
    Account,
    ActivityKind,
    MailRecipient,
    MailSuppression,
    MailTopic,
)
from occ_app.services import activity
from occ_app.services.billing_profile import letters, readers
from occ_app.services.billing_profile.readers import Address
from occ_app.services.billing_profile.words import TOPICS

READ, CHANGE = Permission.BILLING_READ, Permission.BILLING_CHANGE
MOST = 20
"""Addresses of one topic."""


@dataclass(frozen=True)
class Recipient:
    """An address of a topic; mail that came back from it holds back more."""

    id: int
    email: str
    is_suppressed: bool


@dataclass(frozen=True)
class Topics:
    """By topic who is named, and who gets the mail of a topic that names nobody."""

    named: dict[MailTopic, list[Recipient]] = field(default_factory=dict)
    otherwise: list[str] = field(default_factory=list)


def addresses(db: Session, actor: Actor, topic: MailTopic, *, account_id: int | None = None) -> list[Address]:
    """Whom to mail about a topic: those named for it, or else the finance contacts, or else the administrators.

    For the actor's own company; the program itself names the company with `account_id`.
    """
    scope = gate.require(actor, READ)
    account = account_id if scope is Scope.EVERY_ACCOUNT and account_id else actor.account_id or 0
    return readers.chosen(db, actor, account, topic) or _otherwise(db, actor, account)


def listing(db: Session, actor: Actor) -> Topics:
    """Everybody the actor's company has named, by topic."""
    gate.require(actor, READ)
    is_held = (
        select(MailSuppression.id).where(col(MailSuppression.email) == col(MailRecipient.email)).exists()
    )
    columns = select(MailRecipient, is_held)
    rows = gate.narrow(actor, READ, MailRecipient, columns).order_by(col(MailRecipient.email))
    named: dict[MailTopic, list[Recipient]] = {topic: [] for topic in MailTopic}
    for row, is_suppressed in db.execute(rows):
        named[row.topic].append(Recipient(row.pk, row.email, is_suppressed))
    return Topics(named, [email for email, _language in _otherwise(db, actor, actor.account_id or 0)])


def add(db: Session, actor: Actor, topic: MailTopic, email: str) -> None:
    """Have an address mailed about a topic from now on; it gives nobody access to anything."""
    gate.require(actor, CHANGE)
    to = _address(email)
    db.exec(select(Account.id).where(col(Account.id) == actor.account_id).with_for_update()).one()
    of_topic = col(MailRecipient.topic) == topic
    rows = gate.narrow(actor, CHANGE, MailRecipient, select(col(MailRecipient.email))).where(of_topic)
    there = set(db.execute(rows).scalars())
    if to in there:
        raise Invalid(_("{email} is on this list already.", email=to), topic)
    if len(there) >= MOST:
        raise Invalid(_("A topic has at most {most} addresses.", most=MOST), topic)
    who: dict[str, Any] = {"account_id": actor.account_id, "added_by": actor.person_id}
    db.add(MailRecipient(topic=topic, email=to, **who))
    db.flush()
    activity.record(db, actor, ActivityKind.RECIPIENT_ADDED, to, after={"topic": topic.value})
    _tell(db, actor, topic, lambda of: _("{email} is now mailed about: {topic}", email=to, topic=of))


def remove(db: Session, actor: Actor, recipient_id: int) -> None:
    """Mail an address no longer about its topic."""
    gate.require(actor, CHANGE)
    found = gate.one(db, gate.rows(actor, CHANGE, MailRecipient).where(col(MailRecipient.id) == recipient_id))
    db.delete(found)
    db.flush()
    activity.record(
        db, actor, ActivityKind.RECIPIENT_REMOVED, found.email, before={"topic": found.topic.value}
    )
    email = found.email
    _tell(
        db,
        actor,
        found.topic,
        lambda of: _("{email} is no longer mailed about: {topic}", email=email, topic=of),
    )


def _tell(db: Session, actor: Actor, topic: MailTopic, said: Callable[[str], str]) -> None:
    letters.tell(db, actor, lambda: [said(_(TOPICS[topic]))], path="/billing-profile/recipients")


def _otherwise(db: Session, actor: Actor, account_id: int) -> list[Address]:
    emails = [person.email for person in readers.in_charge(db, actor, account_id)]
    return readers.in_language(db, actor, account_id, emails)


def _address(email: str) -> str:
    try:
        found = validate_email(email.strip()[:320], check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid(_("This does not look like an e-mail address. Please check it."), "email") from error
    return found.normalized.lower()
