"""What orders give the people they name: a place in the company, and a right for each contact type.

An import gives rights and never takes one away, nor gives back what an administrator took: it flags the person.
"""

from collections.abc import Collection
from typing import Any

from sqlmodel import col

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import AccessRight, CompanyRole, Contact, ContactFlag, ContactState, RightSource
from occ_app.models.base import now
from occ_app.services.imports.importer import Importer


def give(importer: Importer, named: list[dict[str, Any]]) -> None:
    """Let people in whom orders name newly; `named` are the new rows of `OrderContact`."""
    people = {row["person_id"] for row in named}
    known = _contacts(importer, people)
    pairs = {(row["account_id"], row["person_id"]): None for row in named}
    importer.insert(Contact, [_membership(*pair) for pair in pairs if pair not in known])
    for pair in pairs:
        contact = known.get(pair)
        if contact is not None:
            _flag(contact)
    held = _held(importer, people)
    new: dict[tuple[int, int, CompanyRole], dict[str, Any]] = {}
    for row in named:
        key = (row["account_id"], row["person_id"], CompanyRole(row["role"]))
        contact = known.get(key[:2])
        if key not in held and (contact is None or contact.state is not ContactState.REMOVED):
            new.setdefault(key, _right(key, row["order_id"]))
    importer.insert(AccessRight, list(new.values()))


def _contacts(importer: Importer, people: Collection[int]) -> dict[tuple[int, int], Contact]:
    rows = gate.rows(importer.actor, Permission.IMPORTS_RUN, Contact)
    found = importer.db.execute(rows.where(col(Contact.person_id).in_(people))).scalars()
    return {(contact.account_id, contact.person_id): contact for contact in found}


def _held(importer: Importer, people: Collection[int]) -> set[tuple[int, int, CompanyRole]]:
    rows = gate.rows(importer.actor, Permission.IMPORTS_RUN, AccessRight).where(
        col(AccessRight.person_id).in_(people), col(AccessRight.ended_at).is_(None)
    )
    return {(right.account_id, right.person_id, right.role) for right in importer.db.execute(rows).scalars()}


def _flag(contact: Contact) -> None:
    is_out = contact.state is ContactState.REMOVED
    contact.flag = ContactFlag.NAMED_AGAIN if is_out else ContactFlag.NONE


def _membership(account: int, person: int) -> dict[str, Any]:
    return {
        "account_id": account,
        "person_id": person,
        "state": ContactState.ACTIVE,
        "flag": ContactFlag.NONE,
        "created_at": now(),
    }


def _right(key: tuple[int, int, CompanyRole], order_id: int) -> dict[str, Any]:
    account, person, role = key
    return {
        "account_id": account,
        "person_id": person,
        "role": role,
        "source": RightSource.ORDER,
        "order_id": order_id,
        "given_at": now(),
    }
