"""Signing in to a demo as one of its people, without mail. In production none of this exists."""

from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.errors import Forbidden, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import AccessRight, Account, CompanyRole, Contact, ContactState, Person, SignInMethod
from occ_app.services import sign_in
from occ_app.services.sign_in import Entered, Visit
from occ_app.settings import get_settings


@dataclass
class PersonToTry:
    """One button of the sign-in page."""

    email: str
    name: str
    roles: set[Role] = field(default_factory=set)
    companies: list[str] = field(default_factory=list)


def demo_sign_in(db: Session, actor: Actor, email: str, visit: Visit) -> Entered:
    """Enter as one of the demo's people; Forbidden for anybody whom no order names."""
    _require_demo(actor)
    entered = sign_in.admit(db, actor, email, visit, SignInMethod.DEMO)
    if entered is None:
        raise Forbidden(_("No order names this address as a contact, so it cannot sign in."))
    return entered


def people_to_try(db: Session, actor: Actor) -> list[PersonToTry]:
    """Everybody who may enter, in the order of their first company; the supplier's staff last."""
    _require_demo(actor)
    people: dict[int, PersonToTry] = {}
    for person, company, role in db.execute(_named()):
        entry = people.setdefault(person.pk, _entry(person))
        entry.roles.add(Role(role))
        if company not in entry.companies:
            entry.companies.append(company)
    staff = select(Person).where(col(Person.is_staff)).order_by(col(Person.name), col(Person.id))
    for person in db.execute(staff).scalars():
        people.setdefault(person.pk, _entry(person)).roles.add(Role.STAFF)
    return list(people.values())


def _named() -> Select[Person, str, CompanyRole]:
    return (
        select(Person, col(Account.name), col(AccessRight.role))
        .join(AccessRight, col(AccessRight.person_id) == col(Person.id))
        .join(Account, col(Account.id) == col(AccessRight.account_id))
        .join(
            Contact,
            (col(Contact.person_id) == col(Person.id)) & (col(Contact.account_id) == col(Account.id)),
        )
        .where(col(AccessRight.ended_at).is_(None), col(Contact.state) == ContactState.ACTIVE)
        .order_by(col(Account.name), col(Person.name), col(Person.id))
    )


def _entry(person: Person) -> PersonToTry:
    return PersonToTry(person.email, person.name or person.email)


def _require_demo(actor: Actor) -> None:
    gate.require(actor, Permission.SIGN_IN)
    if not get_settings().allows_demo_sign_in:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
