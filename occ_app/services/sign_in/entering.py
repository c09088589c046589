"""Coming in and going out: the session of somebody who has proven who they are, and what the trail is told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col, delete

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.access.rights import places
from occ_app.models import (
    AccessRight,
    Account,
    ActivityKind,
    Contact,
    ContactState,
    Person,
    SignInCode,
    SignInMethod,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import activity

KEEP_SESSIONS = timedelta(days=30)


@dataclass(frozen=True)
class Visit:
    """The browser that signs in, and the session it had until now."""

    address: str = ""
    user_agent: str = ""
    session_ref: str = ""
    browser: str = ""
    """What this browser was given when it asked for a code."""


@dataclass(frozen=True)
class Entered:
    """Somebody is in: the token for their cookie, and the language they read."""

    token: str
    language: str


def who_may_enter(db: Session, actor: Actor, email: str) -> tuple[Person | None, bool]:
    """Who that is, if they may enter; and whether a code will do, or their company's own sign-in only."""
    gate.require(actor, Permission.SIGN_IN)
    has_right = (
        exists()
        .where(col(AccessRight.person_id) == col(Person.id), col(AccessRight.ended_at).is_(None))
        .where(col(Contact.person_id) == col(Person.id), col(Contact.state) == ContactState.ACTIVE)
        .where(col(Contact.account_id) == col(AccessRight.account_id))
    )
    is_open = (col(Account.id) == col(AccessRight.account_id)) & col(Account.requires_sso).is_(False)
    by_code = or_(col(Person.is_staff), has_right.where(is_open))
    query = select(Person, by_code).where(col(Person.email) == email, or_(col(Person.is_staff), has_right))
    found = db.execute(query).one_or_none()
    return (found[0], bool(found[1])) if found else (None, True)


def let_in(
    db: Session, actor: Actor, person: Person, visit: Visit, method: SignInMethod, **bounds: Any
) -> Entered:
    """Begin a session for somebody who has proven who they are, and end the one this browser had.

    `bounds` as in `sessions.begin`; Forbidden if nothing is open to them so.
    """
    gate.require(actor, Permission.SIGN_IN)
    if visit.session_ref:
        sessions.end(db, visit.session_ref)
    who = {"user_agent": visit.user_agent, "address": visit.address}
    token = sessions.begin(db, person, method=method, **who, **bounds)
    signed_in = sessions.resume(db, sessions.find(db, token) or "")
    _note(db, signed_in, method)
    return Entered(token, signed_in.language)


def _note(db: Session, signed_in: Actor, method: SignInMethod) -> None:
    """Tell the trail of every company that the person may go to now."""
    facts: dict[str, Any] = {"method": method.value}
    if Role.UNPROVEN in signed_in.roles:
        facts["owes_factor"] = True
    for account_id in dict(signed_in.accounts) or [None]:
        activity.record(db, signed_in, ActivityKind.SIGNED_IN, account_id=account_id, after=facts)


def sign_out(db: Session, actor: Actor) -> None:
    """End the actor's session, here and in every tab."""
    gate.require(actor, Permission.ACTIVITY_RECORD)
    for account_id in dict(actor.accounts) or [actor.account_id]:
        activity.record(db, actor, ActivityKind.SIGNED_OUT, account_id=account_id)
    sessions.end(db, actor.session_ref)


def note_refusal(db: Session, actor: Actor, email: str, why: str) -> None:
    """Tell the trail of each company that the person of this address could enter that somebody could not sign in.

    Of an address that nobody has who could enter, the supplier's own trail is told. Asking for a code is refused
    only where the address is unknown.
    """
    gate.require(actor, Permission.SIGN_IN)
    person, _by_code = who_may_enter(db, actor, email.strip().lower())
    if person and why == "unknown address":
        return
    for account_id in (places(db, person, None) if person else {}) or [None]:
        subject, after = email.strip(), {"why": why}
        activity.record(db, actor, ActivityKind.SIGN_IN_REFUSED, subject, account_id=account_id, after=after)


def sweep(db: Session, actor: Actor) -> None:
    """Delete codes that are long dead and sessions that ended a month ago."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    db.execute(delete(SignInCode).where(col(SignInCode.expires_at) < now() - timedelta(hours=1)))
    db.execute(delete(SignInSession).where(col(SignInSession.expires_at) < now() - KEEP_SESSIONS))
