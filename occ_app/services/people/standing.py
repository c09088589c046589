"""What somebody may give, and who administers a company: asked of the tables, under the company's lock."""

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import AccessRight, Account, CompanyRole, Contact, ContactState


def lock(db: Session, actor: Actor) -> Account:
    """The actor's company, so that changes of its people wait for each other until the transaction ends."""
    gate.require(actor, Permission.PEOPLE_INVITE)
    locked = select(Account).where(col(Account.id) == actor.account_id).with_for_update()
    company: Account = db.execute(locked.execution_options(populate_existing=True)).scalar_one()
    return company


def givable(roles: set[CompanyRole]) -> set[CompanyRole]:
    """What somebody who is this may give others: an administrator all, everybody else what they are themselves."""
    return set(CompanyRole) if CompanyRole.ADMIN in roles else set(roles)


def roles_of(db: Session, actor: Actor, person_id: int) -> set[CompanyRole]:
    """What somebody is in the actor's company at this moment; nothing who may not use it."""
    gate.require(actor, Permission.PEOPLE_READ)
    return active_roles(db, actor, actor.account_id or 0).get(person_id, set())


def administrators(db: Session, actor: Actor) -> set[int]:
    """The people who administer the actor's company at this moment."""
    gate.require(actor, Permission.PEOPLE_READ)
    held = active_roles(db, actor, actor.account_id or 0)
    return {person for person, roles in held.items() if CompanyRole.ADMIN in roles}


def active_roles(db: Session, actor: Actor, account_id: int) -> dict[int, set[CompanyRole]]:
    """What everybody who is active in a company is there."""
    if not actor.may(Permission.SIGN_IN):  # a visitor accepts what somebody of the company offered
        gate.require(actor, Permission.PEOPLE_READ)
    in_company = (col(Contact.account_id) == col(AccessRight.account_id)) & (
        col(Contact.person_id) == col(AccessRight.person_id)
    )
    query = (
        select(col(AccessRight.person_id), col(AccessRight.role))
        .join(Contact, in_company)
        .where(
            col(AccessRight.account_id) == account_id,
            col(AccessRight.ended_at).is_(None),
            col(Contact.state) == ContactState.ACTIVE,
        )
    )
    found: dict[int, set[CompanyRole]] = {}
    for person, role in db.execute(query):
        found.setdefault(person, set()).add(role)
    return found
