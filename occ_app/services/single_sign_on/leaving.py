"""Going out: at the provider too, when somebody signs out here; and here, when somebody signs out there."""

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col, delete

from occ_app.access import gate, sessions, vault
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.integrations.identity import Ending
from occ_app.models import ActivityKind, Person, SignInMethod, SignInSession, SpentToken
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.single_sign_on.arrivals import STAFF
from occ_app.services.single_sign_on.entering import Door, door_of, spend

ENTER = Permission.SSO_ENTER


def way_out(db: Session, actor: Actor, ref: str) -> tuple[Door, str] | None:
    """The provider a session came from and its ID token; None if it came in another way."""
    gate.require(actor, ENTER)
    session = db.execute(select(SignInSession).where(col(SignInSession.ref) == ref)).scalar_one_or_none()
    if session is None or session.method is not SignInMethod.SINGLE_SIGN_ON:
        return None
    door = door_of(db, actor, session.only_account_id or STAFF)
    return (door, _unlocked(session.sso_id_token)) if door else None


def end_there(db: Session, actor: Actor, realm: int, ending: Ending) -> int:
    """End the sessions that a provider says have ended; how many. The same notice twice ends nothing twice."""
    gate.require(actor, ENTER)
    if not spend(db, actor, f"logout:{realm}:{ending.jti}", ending.until):
        return 0
    ended = list(db.execute(_named(realm, ending)))
    for session, person in ended:
        sessions.end(db, session.ref)
        activity.record(
            db,
            actor,
            ActivityKind.SESSIONS_ENDED,
            person.email,
            account_id=realm or None,
            after={"session": session.pk},
        )
    return len(ended)


def sweep(db: Session, actor: Actor) -> None:
    """Forget what counted once and has expired."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    db.execute(delete(SpentToken).where(col(SpentToken.until) < now()))


def _named(realm: int, ending: Ending) -> Select[SignInSession, Person]:
    query = (
        select(SignInSession, Person)
        .join(Person, col(Person.id) == col(SignInSession.person_id))
        .where(
            col(SignInSession.method) == SignInMethod.SINGLE_SIGN_ON,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.only_account_id) == realm
            if realm
            else col(SignInSession.only_account_id).is_(None),
        )
    )
    of_person = col(SignInSession.sso_sub) == ending.sub
    if not ending.sid:
        return query.where(of_person)
    # A session that never learnt its name there ends with its person.
    unnamed = (col(SignInSession.sso_sid) == "") & of_person & (ending.sub != "")
    return query.where(or_(col(SignInSession.sso_sid) == ending.sid, unnamed))


def _unlocked(stored: str) -> str:
    try:
        return vault.unlock(stored) if stored else ""
    except ValueError:
        return ""
