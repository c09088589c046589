"""Accepting an invitation: with the link of the mail, somebody takes their place in a company and is signed in."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from occ_app.access import gate, rights, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden
from occ_app.models import (
    AccessRight,
    Account,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactFlag,
    ContactState,
    Invitation,
    Person,
    RightSource,
    SignInMethod,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import activity, sign_in, throttle
from occ_app.services.people import standing
from occ_app.services.sign_in import CHECKS_OF_SOURCE, Entered, Visit


@dataclass(frozen=True)
class Accepted:
    """Somebody has a place now; `entered` is none where their company wants another way of signing in."""

    entered: Entered | None
    company: str


def accept(db: Session, actor: Actor, token: str, visit: Visit) -> Accepted | None:
    """Take the place that was offered; None if the link is unknown, used, cancelled or too old.

    It gives what whoever invited may still give, and nothing where that is nothing.
    """
    gate.require(actor, Permission.SIGN_IN)
    throttle.use(db, actor, CHECKS_OF_SOURCE, visit.address)
    invitation = _taken(db, token)
    if invitation is None:
        return None
    account = db.execute(
        select(Account).where(col(Account.id) == invitation.account_id).with_for_update()
    ).scalar_one()
    inviter = standing.active_roles(db, actor, account.pk).get(invitation.invited_by, set())
    roles = {CompanyRole(role) for role in invitation.roles.split(",")} & standing.givable(inviter)
    person = _person(db, invitation) if roles else None
    if person is None or not _place(db, account, person, may_let_in=CompanyRole.ADMIN in inviter):
        invitation.accepted_at, invitation.cancelled_at = None, now()
        return None
    _give(db, invitation, person, roles)
    who = replace(
        actor, person_id=person.pk, email=person.email, address=visit.address, user_agent=visit.user_agent
    )
    activity.record(
        db, who, ActivityKind.INVITATION_ACCEPTED, person.email, account_id=account.pk,
        after={"roles": sorted(roles)},
    )  # fmt: skip
    return Accepted(_entered(db, actor, person, account, visit), account.name)


def _taken(db: Session, token: str) -> Invitation | None:
    """The invitation of this link, used up from here on: of two who press at once, one gets it."""
    moment = now()
    used = (
        update(Invitation)
        .where(
            col(Invitation.token_hash) == sessions.digest(f"invitation:{token}"),
            col(Invitation.accepted_at).is_(None),
            col(Invitation.cancelled_at).is_(None),
            col(Invitation.expires_at) > moment,
        )
        .values(accepted_at=moment)
        .returning(col(Invitation.id))
    )
    found = db.execute(used).scalar_one_or_none()
    return None if found is None else db.get(Invitation, found)


def _person(db: Session, invitation: Invitation) -> Person:
    known = db.execute(select(Person).where(col(Person.email) == invitation.email)).scalar_one_or_none()
    if known is None:
        known = Person(email=invitation.email, name=invitation.name)
        db.add(known)
        db.flush()
    known.name = known.name or invitation.name
    return known


def _place(db: Session, account: Account, person: Person, *, may_let_in: bool) -> bool:
    """See that they have a place in the company; False for who was kept out of it since."""
    mine = select(Contact).where(col(Contact.account_id) == account.pk, col(Contact.person_id) == person.pk)
    contact = db.execute(mine).scalar_one_or_none()
    if contact is None:
        db.add(Contact(account_id=account.pk, person_id=person.pk))
        db.flush()
        return True
    if contact.state is ContactState.SUSPENDED or (contact.state is ContactState.REMOVED and not may_let_in):
        return False
    if contact.state is ContactState.REMOVED:
        contact.state, contact.flag = ContactState.ACTIVE, ContactFlag.NONE
    return True


def _give(db: Session, invitation: Invitation, person: Person, roles: set[CompanyRole]) -> None:
    live = select(col(AccessRight.role)).where(
        col(AccessRight.account_id) == invitation.account_id,
        col(AccessRight.person_id) == person.pk,
        col(AccessRight.ended_at).is_(None),
    )
    held = set(db.execute(live).scalars())
    who: dict[str, Any] = {"account_id": invitation.account_id, "person_id": person.pk}
    given: dict[str, Any] = {"source": RightSource.INVITATION, "given_by": invitation.invited_by}
    db.add_all(AccessRight(role=role, **who, **given) for role in sorted(roles - held))
    db.flush()
    rights.changed(db, person.pk)


def _entered(db: Session, actor: Actor, person: Person, account: Account, visit: Visit) -> Entered | None:
    """Signed in, in the company that invited them; not where its people enter by its identity provider only."""
    try:
        entered = sign_in.admit(db, actor, person.email, visit, SignInMethod.INVITATION)
    except Forbidden:
        return None
    if entered is not None and not account.requires_sso:
        ref = sessions.find(db, entered.token) or ""
        db.execute(update(SignInSession).where(col(SignInSession.ref) == ref).values(account_id=account.pk))
    return entered
