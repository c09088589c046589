"""Giving a role to somebody of one's company: the one way, whoever asked for it."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from occ_app.access import gate, rights
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Forbidden, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    AccessRight,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactState,
    Person,
    RightSource,
)
from occ_app.services import activity


def give(db: Session, actor: Actor, person_id: int, role: CompanyRole, source: RightSource) -> bool:
    """Give a role in the actor's company; False where the person had it already.

    Forbidden for oneself, NotFound for who is not (actively) in the company.
    """
    gate.require(actor, Permission.ACCESS_DECIDE)
    require_fresh_proof(actor)
    if person_id == actor.person_id:
        raise Forbidden(_("Nobody gives rights to themselves. Please ask another administrator."))
    person = _person(db, actor, person_id)
    assert actor.account_id  # without a company nobody has the right
    right = AccessRight(
        account_id=actor.account_id, person_id=person.pk, role=role, source=source, given_by=actor.person_id
    )
    try:
        with db.begin_nested():
            db.add(right)
    except IntegrityError:  # it is there already, or another process was faster
        return False
    rights.changed(db, person.pk)
    activity.record(
        db, actor, ActivityKind.RIGHT_GIVEN, person.email, after={"role": role.value, "source": source.value}
    )
    return True


def _person(db: Session, actor: Actor, person_id: int) -> Person:
    active = gate.rows(actor, Permission.ACCESS_DECIDE, Contact).where(
        col(Contact.person_id) == person_id, col(Contact.state) == ContactState.ACTIVE
    )
    gate.one(db, active)
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return person
