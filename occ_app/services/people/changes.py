"""Changing what people are in a company: every change passes through `change`, which keeps the rules."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col

from occ_app.access import gate, rights
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import (
    AccessRight,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactFlag,
    ContactState,
    Person,
    RightSource,
)
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.people import letters, standing, words

CHANGE = Permission.PEOPLE_CHANGE
SURE = "sure"
"""The field that `Invalid` names where somebody must say that they mean it."""


@dataclass(frozen=True)
class Place:
    """What somebody is in a company, as a change finds it and leaves it."""

    roles: frozenset[CompanyRole]
    state: ContactState
    flag: ContactFlag

    def told(self) -> dict[str, object]:
        """As the trail keeps it."""
        return {"roles": sorted(self.roles), "state": self.state.value, "flag": self.flag.value}


def change_roles(
    db: Session, actor: Actor, contact_id: int, roles: Collection[CompanyRole], *, is_sure: bool = False
) -> None:
    """Make somebody just these; one who was removed is let in again with them."""
    gate.require(actor, CHANGE)
    if not roles:
        raise Invalid(_("Please choose at least one role, or remove the person."), "roles")
    change(db, actor, contact_id, ActivityKind.ROLES_CHANGED, roles=frozenset(roles), is_sure=is_sure)


def suspend(db: Session, actor: Actor, contact_id: int, *, is_sure: bool = False) -> None:
    """Keep somebody out until they are resumed; their rights stay as they are."""
    gate.require(actor, CHANGE)
    change(db, actor, contact_id, ActivityKind.SUSPENDED, state=ContactState.SUSPENDED, is_sure=is_sure)


def resume(db: Session, actor: Actor, contact_id: int) -> None:
    """Let somebody who was suspended use their rights again."""
    gate.require(actor, CHANGE)
    change(db, actor, contact_id, ActivityKind.RESUMED, state=ContactState.ACTIVE)


def remove(db: Session, actor: Actor, contact_id: int, *, is_sure: bool = False) -> None:
    """End every right of somebody; an order that names them again does not let them in."""
    gate.require(actor, CHANGE)
    change(db, actor, contact_id, ActivityKind.REMOVED, state=ContactState.REMOVED, is_sure=is_sure)


def clear_flag(db: Session, actor: Actor, contact_id: int) -> None:
    """Note that somebody was looked at, and that all stays as it is."""
    gate.require(actor, CHANGE)
    change(db, actor, contact_id, ActivityKind.FLAG_CLEARED)


def change(
    db: Session,
    actor: Actor,
    contact_id: int,
    kind: ActivityKind,
    *,
    roles: frozenset[CompanyRole] | None = None,
    state: ContactState | None = None,
    is_sure: bool = False,
) -> None:
    """The one way in which somebody's place is changed: under the company's lock, recorded, and told to the person."""
    gate.require(actor, CHANGE)
    require_fresh_proof(actor)
    standing.lock(db, actor)
    if actor.person_id not in standing.administrators(db, actor):
        raise Forbidden(_("You no longer administer this company."))
    contact = gate.one(db, _fresh(actor, contact_id))
    before = _place(db, actor, contact)
    after = _wanted(before, roles, state)
    if after == before:
        return
    if after.state is ContactState.SUSPENDED and before.state is ContactState.REMOVED:
        raise Invalid(_("This person was removed and has no access to suspend."))
    _check_administrators(db, actor, contact, after)
    if contact.person_id == actor.person_id:
        _check_oneself(before, after, is_sure=is_sure)
    _store(db, actor, contact, before, after)
    person = db.get_one(Person, contact.person_id)
    activity.record(db, actor, kind, person.email, before=before.told(), after=after.told())
    _tell(db, actor, person, before, after)


def _fresh(actor: Actor, contact_id: int) -> Select[tuple[Contact]]:
    """As it is under the lock, whatever was read before."""
    rows = gate.rows(actor, CHANGE, Contact).where(col(Contact.id) == contact_id)
    return rows.execution_options(populate_existing=True)


def _place(db: Session, actor: Actor, contact: Contact) -> Place:
    held = frozenset(right.role for right in _live(db, actor, contact))
    return Place(held, contact.state, contact.flag)


def _live(db: Session, actor: Actor, contact: Contact) -> list[AccessRight]:
    mine = gate.rows(actor, CHANGE, AccessRight).where(
        col(AccessRight.person_id) == contact.person_id, col(AccessRight.ended_at).is_(None)
    )
    return list(db.execute(mine.execution_options(populate_existing=True)).scalars())


def _wanted(before: Place, roles: frozenset[CompanyRole] | None, state: ContactState | None) -> Place:
    """Whoever is changed has been looked at, so no flag stays."""
    if state is ContactState.REMOVED:
        return Place(frozenset(), state, ContactFlag.NONE)
    if state is ContactState.ACTIVE and before.state is ContactState.REMOVED:
        raise Invalid(_("This person was removed. Choose the roles to let them in with."))
    is_let_in = roles is not None and before.state is ContactState.REMOVED
    return Place(
        before.roles if roles is None else roles,
        ContactState.ACTIVE if is_let_in else state or before.state,
        ContactFlag.NONE,
    )


def _check_oneself(before: Place, after: Place, *, is_sure: bool) -> None:
    if after.roles - before.roles:
        raise Forbidden(_("Nobody gives rights to themselves. Another administrator can."))
    is_less = after.roles < before.roles or after.state is not before.state
    if is_less and not is_sure:
        raise Invalid(
            _(
                "You are about to take rights from yourself, and could not give them back. Press again if you mean it."
            ),
            SURE,
        )


def _check_administrators(db: Session, actor: Actor, contact: Contact, after: Place) -> None:
    stays = after.state is ContactState.ACTIVE and CompanyRole.ADMIN in after.roles
    others = standing.administrators(db, actor) - {contact.person_id}
    if not others and not stays:
        raise Invalid(
            _("A company always keeps an active administrator. Make somebody else administrator first.")
        )


def _store(db: Session, actor: Actor, contact: Contact, before: Place, after: Place) -> None:
    moment = now()
    for right in _live(db, actor, contact):
        if right.role not in after.roles:
            right.ended_at, right.ended_by = moment, actor.person_id
    contact.state, contact.flag = after.state, after.flag
    who: dict[str, Any] = {"account_id": contact.account_id, "person_id": contact.person_id}
    given: dict[str, Any] = {"source": RightSource.ADMINISTRATOR, "given_by": actor.person_id}
    db.add_all(AccessRight(role=role, **who, **given) for role in sorted(after.roles - before.roles))
    db.flush()
    if replace(after, flag=before.flag) != before:
        rights.changed(db, contact.person_id)


def _tell(db: Session, actor: Actor, person: Person, before: Place, after: Place) -> None:
    """Nothing where only the flag went: the person never knew of it."""
    if person.pk == actor.person_id or replace(after, flag=before.flag) == before:
        return
    with speaking(letters.language_for(db, actor, person)):
        said = _said(actor, before, after)
    letters.tell(db, actor, person, said)


def _said(actor: Actor, before: Place, after: Place) -> list[str]:
    company = actor.account_name
    if after.state is ContactState.REMOVED:
        subject = _("You no longer have access to {company}", company=company)
    elif after.state is ContactState.SUSPENDED and before.state is not ContactState.SUSPENDED:
        subject = _("Your access to {company} is suspended", company=company)
    elif before.state is ContactState.SUSPENDED and after.state is ContactState.ACTIVE:
        subject = _("You have access to {company} again", company=company)
    else:
        subject = _("Your roles at {company} have changed", company=company)
    said = [subject, _("{name} changed this, an administrator of the company.", name=actor.name)]
    if after.roles != before.roles and after.roles:
        said.append(_("You are now: {roles}.", roles=words.roles(after.roles)))
    return said
