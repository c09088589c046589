"""Server-side sessions: begin, resume as an actor, end. The only maker of a person's `Actor`."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from occ_app.access import delegations
from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.access.rights import places
from occ_app.errors import Forbidden, SignedOut
from occ_app.i18n import DEFAULT_LANGUAGE
from occ_app.i18n import gettext as _
from occ_app.models import Account, Person, SignInMethod, SignInSession
from occ_app.models.base import now
from occ_app.settings import get_settings

SEEN_EVERY = timedelta(seconds=60)
"""How stale `last_seen_at` may grow before a request writes it again."""


def digest(secret: str) -> str:
    """What is stored of a token or code: useless to whoever reads the table."""
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def begin(
    db: Session,
    person: Person,
    *,
    user_agent: str,
    address: str,
    method: SignInMethod = SignInMethod.CODE,
    **bounds: Any,
) -> str:
    """Sign a person in; returns the token for the cookie, kept nowhere else.

    `bounds` are further fields of `SignInSession` (one company alone, a delegation, an earlier end). Raises
    Forbidden if the person has no right in any company they could enter so, and is not staff.
    """
    token = secrets.token_urlsafe(32)
    started = SignInSession(
        ref=secrets.token_hex(16),
        token_hash=digest(token),
        person_id=person.pk,
        method=method,
        awaits_proof=_is_asked_for_factor(person, method),
        user_agent=user_agent[:300],
        address=address[:64],
        **({"expires_at": now() + timedelta(hours=get_settings().session_hours)} | bounds),
    )
    if started.delegation_id is None:
        started.account_id = next(iter(places(db, person, started)), None)
        if started.account_id is None and not _is_staff(person, started):
            raise Forbidden(_("No order names this address as a contact."))
    db.add(started)
    db.flush()
    return token


def renew(db: Session, ref: str) -> str:
    """A session whose second factor was shown goes on under a new token: whoever knew the old one is out."""
    token = secrets.token_urlsafe(32)
    db.exec(
        update(SignInSession)
        .where(col(SignInSession.ref) == ref)
        .values(token_hash=digest(token), awaits_proof=False, proved_at=now())
    )
    return token


def find(db: Session, token: str) -> str | None:
    """The live session's ref for a cookie's token; None if there is none."""
    query = select(SignInSession).where(SignInSession.token_hash == digest(token))
    session = db.exec(query).one_or_none()
    if session is None or not _is_live(db, session):
        return None
    return session.ref


def stale(db: Session, refs: set[str]) -> set[str]:
    """Which of these sessions are due for `touch`."""
    return set(db.exec(select(SignInSession.ref).where(*_stale(refs))))


def touch(db: Session, refs: set[str]) -> None:
    """Note that sessions are in use (moves the idle limit, never the absolute one)."""
    db.exec(update(SignInSession).where(*_stale(refs)).values(last_seen_at=now()))


def resume(db: Session, ref: str, account_id: int | None = None) -> Actor:
    """The actor behind a session, with rights as they are now; SignedOut if it has ended.

    `account_id` names the company a tab was opened in; without it the session's current company counts.
    """
    query = (
        select(SignInSession, Person)
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .where(SignInSession.ref == ref)
    )
    found = db.exec(query).one_or_none()
    if found is None or not _is_live(db, found[0]):
        raise SignedOut(_("Your session has ended. Please sign in again."))
    session, person = found
    return _present(
        db,
        person,
        session.account_id if account_id is None else account_id,
        session,
        is_named=bool(account_id),
    )


def absent(db: Session, person: Person, account_id: int) -> Actor:
    """Somebody in a company while they are away, with the rights they have now; SignedOut if they have none there.

    For what they asked the portal to do in their name later, and for what they may be sent.
    """
    return _present(db, person, account_id, None)


def end(db: Session, ref: str) -> None:
    """Sign out: the token is worthless from here on."""
    db.exec(
        update(SignInSession)
        .where(col(SignInSession.ref) == ref, col(SignInSession.ended_at).is_(None))
        .values(ended_at=now())
    )


def live(db: Session, refs: set[str]) -> set[str]:
    """Which of these sessions are still good: what each process asks every two seconds."""
    found = db.exec(select(SignInSession).where(col(SignInSession.ref).in_(refs)))
    return {session.ref for session in found if _is_live(db, session)}


def rights_of(db: Session, refs: set[str]) -> dict[str, datetime | None]:
    """When the rights of the person behind each session were last changed."""
    query = (
        select(SignInSession.ref, Person.rights_changed_at)
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .where(col(SignInSession.ref).in_(refs))
    )
    return dict(db.exec(query).all())


def _is_asked_for_factor(person: Person, method: SignInMethod) -> bool:
    """Whoever has a second factor shows it; a company's own identity provider has asked for one already."""
    is_due = person.has_factor or (person.is_staff and get_settings().asks_staff_for_factor)
    return is_due and method is not SignInMethod.SINGLE_SIGN_ON


def viewing(db: Session, refs: set[str]) -> set[tuple[str, int | None]]:
    """Which of these sessions look at which company now, as staff."""
    found = db.exec(
        select(SignInSession).where(
            col(SignInSession.ref).in_(refs), col(SignInSession.viewing_until) > now()
        )
    )
    return {(session.ref, session.viewing_id) for session in found}


def _stale(refs: set[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(SignInSession.ref).in_(refs), col(SignInSession.last_seen_at) < now() - SEEN_EVERY


def _is_live(db: Session, session: SignInSession) -> bool:
    idle = timedelta(minutes=get_settings().session_idle_minutes)
    moment = now()
    if session.ended_at or moment >= session.expires_at or moment >= session.last_seen_at + idle:
        return False
    return session.delegation_id is None or delegations.is_live(db, session.delegation_id)


def _present(
    db: Session,
    person: Person,
    account_id: int | None,
    session: SignInSession | None,
    *,
    is_named: bool = False,
) -> Actor:
    """`is_named` where a tab was opened in this company: it is sent away rather than shown another one."""
    if session is not None:
        special = _special(db, person, account_id, session)
        if special is not None:
            return special
    companies = places(db, person, session)
    here = companies.get(account_id or 0)
    is_staff = _is_staff(person, session)
    if here is None and (is_named or not is_staff):
        raise SignedOut(_("Your session has ended. Please sign in again."))
    roles = here.roles if here else set[Role]()
    if here and session and here.account.requires_second_factor and not _is_proven(session):
        roles = {Role.UNPROVEN}
    elif is_staff:
        roles = roles | {Role.STAFF}
    names = tuple((pk, place.account.name) for pk, place in companies.items())
    return _actor(person, here.account if here else None, roles, session, accounts=names)


def _special(db: Session, person: Person, account_id: int | None, session: SignInSession) -> Actor | None:
    """The actor of a session that is not simply a person in their company."""
    if session.awaits_proof:
        return _actor(person, None, {Role.UNPROVEN}, session)
    if session.delegation_id is not None:
        account = db.get(Account, session.only_account_id)
        return _actor(person, account, {Role.DELEGATE}, session, delegation_id=session.delegation_id)
    is_viewing = session.viewing_until is not None and now() < session.viewing_until
    if (
        _is_staff(person, session)
        and is_viewing
        and session.viewing_id is not None
        and session.viewing_id == account_id
    ):
        account = db.get(Account, session.viewing_id)
        return _actor(person, account, {Role.VIEWER}, session, viewing_until=session.viewing_until)
    return None


def _is_staff(person: Person, session: SignInSession | None) -> bool:
    """A customer's identity provider makes nobody one of the supplier's."""
    return person.is_staff and (session is None or session.only_account_id is None)


def _is_proven(session: SignInSession) -> bool:
    """A company's own identity provider asks for what second factor the company wants."""
    return session.proved_at is not None or session.method is SignInMethod.SINGLE_SIGN_ON


def _is_owed(here: Account | None, session: SignInSession | None) -> bool:
    if here is None or session is None or not here.requires_second_factor:
        return False
    return session.method is not SignInMethod.SINGLE_SIGN_ON


def _actor(
    person: Person, here: Account | None, roles: set[Role], session: SignInSession | None, **more: Any
) -> Actor:
    return Actor(
        roles=frozenset(roles),
        person_id=person.id,
        account_id=here.id if here else None,
        session_ref=session.ref if session else "",
        name=person.name or person.email,
        email=person.email,
        account_name=here.name if here else "",
        language=person.language or (here.language if here else DEFAULT_LANGUAGE),
        color_mode=person.color_mode,
        time_zone=here.time_zone if here else "UTC",
        address=session.address if session else "",
        user_agent=session.user_agent if session else "",
        proved_at=session.proved_at if session else None,
        only_account_id=session.only_account_id if session else None,
        rights_as_of=person.rights_changed_at,
        owes_proof=person.has_factor or _is_owed(here, session),
        **more,
    )
