"""The row gate: the only door from a service to a table that companies own.

A foreign row is not found; a missing right is forbidden, said with who can grant it.
"""

from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import Select, false
from sqlmodel import Session, col, select

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role, Scope
from occ_app.errors import Forbidden, NotFound, PortalError, RightMissing
from occ_app.i18n import gettext as _
from occ_app.models import (
    AccessRight,
    CompanyRole,
    Contact,
    ContactState,
    DelegatedInvoice,
    OrderContact,
    Person,
)
from occ_app.models.base import Owned

OwnedRow = TypeVar("OwnedRow", bound=Owned)


def require(actor: Actor, permission: Permission) -> Scope:
    """How far the actor's permission reaches; Forbidden without it."""
    scope = actor.scopes.get(permission)
    if scope is None:
        if actor.roles & {Role.DELEGATE, Role.STAFF}:
            raise RightMissing(_("You do not have the right to do this."))
        raise RightMissing(
            _("You do not have the right to do this. An administrator of your company can give it to you.")
        )
    return scope


def named(db: Session, actor: Actor, refusal: PortalError) -> PortalError:
    """The refusal; of a missing right with the names of those who can give it, where there are any."""
    names = administrators(db, actor) if isinstance(refusal, RightMissing) else []
    if not names:
        return refusal
    return Forbidden(
        _(
            "You do not have the right to do this. Ask {names}, administrator of {company}.",
            names=", ".join(names),
            company=actor.account_name,
        )
    )


def rows(actor: Actor, permission: Permission, table: type[OwnedRow]) -> Select[tuple[OwnedRow]]:
    """The rows of a table that the actor may see; Forbidden without the permission."""
    return narrow(actor, permission, table, select(table))


def narrow(
    actor: Actor, permission: Permission, table: type[Owned], query: Select[*tuple[Any, ...]]
) -> Select[Any]:
    """A query of one's own columns, limited to the actor's rows of `table`."""
    scope = require(actor, permission)
    if scope is Scope.EVERY_ACCOUNT:
        return query
    query = query.where(col(table.account_id) == actor.account_id)
    if scope is Scope.OWN_ORDERS:
        return query.where(table.of_orders(_own_orders(actor)))
    if scope is Scope.DELEGATED:
        return query.where(table.of_delegate(actor.delegation_id, _delegated(actor)))
    if scope is Scope.OWN_DEEDS:
        return query.where(table.of_person(actor.person_id))
    return query if scope is Scope.ACCOUNT else query.where(false())


def one(db: Session, query: Select[tuple[OwnedRow]]) -> OwnedRow:
    """The single row of a gated query; NotFound if there is none."""
    found: OwnedRow | None = db.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return found


def reach(db: Session, actor: Actor, permission: Permission) -> str:
    """How far a permission reaches now, in a word to compare with later; tells of what, where it is only some."""
    scope = require(actor, permission)
    if scope >= Scope.ACCOUNT:
        return scope.name
    some = _own_orders(actor) if scope is Scope.OWN_ORDERS else _delegated(actor)
    return sha256(repr(sorted(set(db.execute(some).scalars()))).encode()).hexdigest()


def administrators(db: Session, actor: Actor) -> list[str]:
    """Names of those who can grant rights in the actor's company; a delegate gets to know none."""
    if Role.DELEGATE in actor.roles:
        return []
    in_company = (col(Contact.person_id) == col(Person.id)) & (col(Contact.account_id) == actor.account_id)
    query = (
        select(Person.name)
        .join(AccessRight, col(AccessRight.person_id) == col(Person.id))
        .join(Contact, in_company)
        .where(
            col(AccessRight.account_id) == actor.account_id,
            col(AccessRight.role) == CompanyRole.ADMIN,
            col(AccessRight.ended_at).is_(None),
            col(Contact.state) == ContactState.ACTIVE,
        )
        .order_by(Person.name)
    )
    return list(db.exec(query))


def _own_orders(actor: Actor) -> Select[Any]:
    return select(col(OrderContact.order_id)).where(
        col(OrderContact.account_id) == actor.account_id,
        col(OrderContact.person_id) == actor.person_id,
    )


def _delegated(actor: Actor) -> Select[Any]:
    return select(col(DelegatedInvoice.invoice_id)).where(
        col(DelegatedInvoice.account_id) == actor.account_id,
        col(DelegatedInvoice.delegation_id) == actor.delegation_id,
    )
