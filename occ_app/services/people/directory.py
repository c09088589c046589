"""Everybody in a company, with what they are there and where that came from: read whole, for it is not many."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.models import (
    AccessRight,
    ActivityEntry,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactFlag,
    Invitation,
    Order,
    Person,
    RightSource,
)
from occ_app.services.people import words
from occ_app.services.people.words import Standing

READ = Permission.PEOPLE_READ


@dataclass(frozen=True)
class Held:
    """A live right: its role, and its source in words."""

    id: int
    role: CompanyRole
    source: RightSource
    words: str
    given_at: datetime


@dataclass(frozen=True)
class Entry:
    """Somebody in the company, or asked in."""

    id: int
    """The contact's; the invitation's of somebody invited."""
    email: str
    name: str
    standing: Standing
    roles: tuple[CompanyRole, ...]
    """What they are, or were offered."""
    rights: tuple[Held, ...] = ()
    offered_by: str = ""
    person_id: int | None = None
    flag: ContactFlag = ContactFlag.NONE
    signed_in_on: date | None = None
    has_second_factor: bool = False


def entries(db: Session, actor: Actor) -> list[Entry]:
    """All of them, those invited last."""
    contacts = gate.narrow(actor, READ, Contact, select(Contact, Person)).join(
        Person, col(Person.id) == col(Contact.person_id)
    )
    rights, seen = _rights(db, actor), _signed_in(db, actor)
    found = [_entry(contact, person, rights, seen) for contact, person in db.execute(contacts)]
    return found + _invited(db, actor)


def entry(db: Session, actor: Actor, contact_id: int) -> Entry:
    """One person of the company; NotFound for anybody else."""
    gate.one(db, gate.rows(actor, READ, Contact).where(col(Contact.id) == contact_id))
    people = (one for one in entries(db, actor) if one.person_id is not None)
    return next(one for one in people if one.id == contact_id)


def _entry(contact: Contact, person: Person, rights: dict[int, list[Held]], seen: dict[int, date]) -> Entry:
    held = tuple(rights.get(person.pk, ()))
    return Entry(
        id=contact.pk,
        email=person.email,
        name=person.name,
        standing=Standing(contact.state.value),
        roles=tuple(right.role for right in held),
        rights=held,
        person_id=person.pk,
        flag=contact.flag,
        signed_in_on=seen.get(person.pk),
        has_second_factor=person.has_factor,
    )


def _rights(db: Session, actor: Actor) -> dict[int, list[Held]]:
    """The live rights of each person, in the order of roles."""
    giver: Any = aliased(Person)
    columns = select(AccessRight, col(Order.number), giver.name, giver.email)
    live = (
        gate.narrow(actor, READ, AccessRight, columns)
        .outerjoin(Order, col(Order.id) == col(AccessRight.order_id))
        .outerjoin(giver, giver.id == col(AccessRight.given_by))
        .where(col(AccessRight.ended_at).is_(None))
    )
    order, found = list(words.ROLES), defaultdict(list)
    for right, number, name, email in db.execute(live):
        said = words.source(right, number or "", name or email or "")
        found[right.person_id].append(Held(right.pk, right.role, right.source, said, right.given_at))
    return {person: sorted(held, key=lambda one: order.index(one.role)) for person, held in found.items()}


def _signed_in(db: Session, actor: Actor) -> dict[int, date]:
    """The day each person last entered this company, as the trail has it."""
    columns = select(col(ActivityEntry.person_id), func.max(col(ActivityEntry.at)))
    entered = (
        gate.narrow(actor, READ, ActivityEntry, columns)
        .where(col(ActivityEntry.kind) == ActivityKind.SIGNED_IN)
        .group_by(col(ActivityEntry.person_id))
    )
    zone = ZoneInfo(actor.time_zone)
    return {person: at.astimezone(zone).date() for person, at in db.execute(entered) if person is not None}


def _invited(db: Session, actor: Actor) -> list[Entry]:
    columns = select(Invitation, col(Person.name), col(Person.email))
    waiting = (
        gate.narrow(actor, READ, Invitation, columns)
        .join(Person, col(Person.id) == col(Invitation.invited_by))
        .where(col(Invitation.accepted_at).is_(None), col(Invitation.cancelled_at).is_(None))
    )
    return [
        Entry(
            id=invitation.pk,
            email=invitation.email,
            name=invitation.name,
            standing=Standing.INVITED,
            roles=tuple(CompanyRole(role) for role in invitation.roles.split(",")),
            offered_by=_("Invited by {name}", name=name or email),
        )
        for invitation, name, email in db.execute(waiting)
    ]
