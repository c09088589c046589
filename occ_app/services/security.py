"""What a company asks of its people when they sign in."""

from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, Contact, ContactState, Person
from occ_app.services import activity


@dataclass(frozen=True)
class Security:
    """Whether the company asks for a second factor, and who has one."""

    requires_factor: bool
    people: list[Person]


def overview(db: Session, actor: Actor) -> Security:
    """The company as it is now."""
    gate.require(actor, Permission.SECURITY_MANAGE)
    active = select(col(Contact.person_id)).where(
        Contact.account_id == actor.account_id, Contact.state == ContactState.ACTIVE
    )
    people = select(Person).where(col(Person.id).in_(active)).order_by(col(Person.name), col(Person.id))
    return Security(db.get_one(Account, actor.account_id).requires_second_factor, list(db.exec(people)))


def require_factor(db: Session, actor: Actor) -> None:
    """Ask everybody of the company for a second factor from now on; who has none adds one before anything else."""
    gate.require(actor, Permission.SECURITY_MANAGE)
    require_fresh_proof(actor)
    if not db.get_one(Person, actor.person_id).has_factor:
        raise Invalid(_("Add a second factor of your own first, on your profile page."))
    _choose(db, actor, requires=True)


def stop_requiring_factor(db: Session, actor: Actor) -> None:
    """Leave it to each person again."""
    gate.require(actor, Permission.SECURITY_MANAGE)
    require_fresh_proof(actor)
    _choose(db, actor, requires=False)


def _choose(db: Session, actor: Actor, *, requires: bool) -> None:
    changed = (
        update(Account)
        .where(col(Account.id) == actor.account_id, col(Account.requires_second_factor).is_(not requires))
        .values(requires_second_factor=requires)
    )
    if db.exec(changed).rowcount:
        before, after = {"requires_factor": not requires}, {"requires_factor": requires}
        activity.record(
            db, actor, ActivityKind.SECURITY_CHANGED, actor.account_name, before=before, after=after
        )
