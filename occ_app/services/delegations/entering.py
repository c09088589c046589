"""The way in with a link: it asks for a code, mailed to the delegate, before it opens anything.

Whoever holds the link could be anybody it was forwarded to. The code makes sure that it is the reader of the
address that was chosen; a browser that is in already with this very link needs none.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import delegations, gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import ActivityKind, Delegation, Person, SignInMethod, SignInSession
from occ_app.models.base import now
from occ_app.services import activity, outbox, sign_in, throttle
from occ_app.services.delegations.handed import handed
from occ_app.services.sign_in import CHECKS_OF_SOURCE, Entered, Visit
from occ_app.settings import get_settings


def knock(db: Session, actor: Actor, token: str, visit: Visit, language: str) -> str | None:
    """Have a code mailed to the delegate of a link; what is shown of the address.

    None for a link that is not good (any more); empty where this browser is in with it already.
    """
    gate.require(actor, Permission.SIGN_IN)
    found = _of_link(db, actor, token, visit)
    if found is None:
        return None
    if _is_inside(db, found, visit):
        return ""
    person = db.get(Person, found.person_id)
    assert person is not None  # the key is a foreign key
    code, _link = sign_in.issue(db, actor, _key(found), visit.address)
    outbox.put(db, actor, person.email, sign_in.code_letter(code, language), kind=outbox.SIGN_IN_CODE)
    return _masked(person.email)


def enter(db: Session, actor: Actor, token: str, code: str, visit: Visit) -> tuple[Entered, str] | None:
    """Begin a session bound to what the link opens; None if the code is not right.

    With it the number of the document, where it is one alone.
    """
    gate.require(actor, Permission.SIGN_IN)
    found = _of_link(db, actor, token, visit)
    if found is None or not sign_in.proves(db, actor, _key(found), code, visit.address):
        return None
    if visit.session_ref:
        sessions.end(db, visit.session_ref)
    person = db.get(Person, found.person_id)
    assert person is not None  # the key is a foreign key
    begun = sessions.begin(
        db,
        person,
        user_agent=visit.user_agent,
        address=visit.address,
        method=SignInMethod.DELEGATION,
        delegation_id=found.pk,
        only_account_id=found.account_id,
        expires_at=min(found.ends_at, now() + timedelta(hours=get_settings().session_hours)),
    )
    found.last_used_at = now()
    db.add(found)
    delegate = sessions.resume(db, sessions.find(db, begun) or "")
    activity.record(db, delegate, ActivityKind.DELEGATION_OPENED, person.email)
    shared = handed(db, delegate)
    return Entered(begun, delegate.language), shared.only_number if shared else ""


def _of_link(db: Session, actor: Actor, token: str, visit: Visit) -> Delegation | None:
    throttle.use(db, actor, CHECKS_OF_SOURCE, visit.address)
    query = select(Delegation).where(col(Delegation.token_hash) == sessions.digest(f"delegation:{token}"))
    found: Delegation | None = db.execute(query).scalar_one_or_none()
    return found if found is not None and delegations.is_live(db, found.pk) else None


def _is_inside(db: Session, found: Delegation, visit: Visit) -> bool:
    mine = select(col(SignInSession.delegation_id)).where(col(SignInSession.ref) == visit.session_ref)
    return bool(visit.session_ref) and db.execute(mine).scalar_one_or_none() == found.pk


def _key(found: Delegation) -> str:
    """What its codes are kept under: no address, so that they open nothing else."""
    return f"delegation {found.pk}"


def _masked(email: str) -> str:
    """`p•••@payer.example`: enough to know one's own, too little to learn it."""
    name, _at, host = email.partition("@")
    return f"{name[0]}•••@{host}"
