"""Who may be sent a list: people of the same company who may see all of it themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.errors import Invalid, SignedOut
from occ_app.i18n import gettext as _
from occ_app.models import AccessRight, OrderContact, Person
from occ_app.services.search import holds

MOST = 20


@dataclass(frozen=True)
class Colleague:
    """Somebody a list may be sent to."""

    email: str
    name: str
    language: str
    is_self: bool = False


def colleagues(db: Session, actor: Actor, *, named: str = "", most: int | None = None) -> list[Colleague]:
    """Everybody to whom this actor may send a list, oneself first; or of those `named` so, at `most` so many."""
    gate.require(actor, Permission.INVOICES_MAIL)
    in_company = select(col(AccessRight.person_id)).where(
        col(AccessRight.account_id) == actor.account_id, col(AccessRight.ended_at).is_(None)
    )
    people = db.execute(
        select(Person).where(col(Person.id).in_(in_company)).order_by(col(Person.name), col(Person.id))
    )
    fitting = [person for person in people.scalars() if holds(f"{person.name} {person.email}", named)]
    found = list(islice(_allowed(db, actor, fitting), most))
    return sorted(found, key=lambda colleague: not colleague.is_self)


def checked(db: Session, actor: Actor, emails: list[str]) -> list[Colleague]:
    """The colleagues with these addresses; Invalid, naming the first address that is none of theirs.

    Nothing is said of why: strangers, other companies' people and colleagues without the right are one.
    """
    gate.require(actor, Permission.INVOICES_MAIL)
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))
    if not wanted:
        raise Invalid(_("Please choose at least one person."), "recipients")
    if len(wanted) > MOST:
        raise Invalid(_("These are more than {most} people. Please choose fewer.", most=MOST), "recipients")
    known = {colleague.email: colleague for colleague in colleagues(db, actor)}
    for email in wanted:
        if email not in known:
            shown = " ".join(email.replace("\0", "").split())[:80]
            raise Invalid(
                _("{email} is not somebody of your company who may see all of this list.", email=shown),
                "recipients",
            )
    return [known[email] for email in wanted]


def _allowed(db: Session, actor: Actor, people: list[Person]) -> Iterator[Colleague]:
    scope = gate.require(actor, Permission.INVOICES_READ)
    mine = _orders(db, actor.account_id, actor.person_id) if scope is Scope.OWN_ORDERS else set()
    for person in people:
        try:
            theirs = sessions.absent(db, person, actor.account_id or 0)
        except SignedOut:
            continue
        reach = theirs.scopes.get(Permission.INVOICES_READ)
        is_self = person.pk == actor.person_id
        sees_all = reach is not None and (
            reach > Scope.OWN_ORDERS
            or (scope is Scope.OWN_ORDERS and mine <= _orders(db, actor.account_id, person.pk))
        )
        if is_self or sees_all:
            yield Colleague(person.email, theirs.name, theirs.language, is_self)


def _orders(db: Session, account_id: int | None, person_id: int | None) -> set[int]:
    """The orders that name a person."""
    query = select(col(OrderContact.order_id)).where(
        col(OrderContact.account_id) == account_id, col(OrderContact.person_id) == person_id
    )
    return set(db.execute(query).scalars())
