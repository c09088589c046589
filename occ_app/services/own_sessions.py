"""Where somebody is signed in, and ending it there."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, SignInSession
from occ_app.services import activity


@dataclass(frozen=True)
class OwnSession:
    """One place where the person is signed in."""

    session: SignInSession
    is_here: bool


def listing(db: Session, actor: Actor) -> list[OwnSession]:
    """Every live session of this person: this one first, then the one used last.

    Who came in through a company's own sign-in sees those that did too, and not where else the person is.
    """
    gate.require(actor, Permission.SESSIONS_OWN)
    query = (
        select(SignInSession)
        .where(SignInSession.person_id == actor.person_id, col(SignInSession.ended_at).is_(None))
        .order_by(col(SignInSession.last_seen_at).desc(), col(SignInSession.id))
    )
    if actor.only_account_id is not None:
        query = query.where(col(SignInSession.only_account_id) == actor.only_account_id)
    mine = list(db.exec(query))
    alive = sessions.live(db, {one.ref for one in mine})
    found = [OwnSession(one, one.ref == actor.session_ref) for one in mine if one.ref in alive]
    return sorted(found, key=lambda one: not one.is_here)


def end(db: Session, actor: Actor, session_id: int) -> None:
    """End one of them; its open tabs leave within seconds, whichever process serves them."""
    gate.require(actor, Permission.SESSIONS_OWN)
    others = [one.session for one in listing(db, actor) if one.session.id == session_id and not one.is_here]
    if not others:
        raise NotFound(_("This session has ended already."))
    _end(db, actor, others)


def end_others(db: Session, actor: Actor) -> int:
    """End all but this one; how many there were."""
    gate.require(actor, Permission.SESSIONS_OWN)
    others = [one.session for one in listing(db, actor) if not one.is_here]
    _end(db, actor, others)
    return len(others)


def _end(db: Session, actor: Actor, others: list[SignInSession]) -> None:
    for session in others:
        sessions.end(db, session.ref)
        seen = {"address": session.address, "user_agent": session.user_agent}
        activity.record(db, actor, ActivityKind.SESSION_ENDED, actor.email, before=seen)
