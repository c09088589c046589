"""Whom a rule names, as queries; and who stands in where it names nobody any more."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from occ_app.access.permissions import GRANTS, PAYERS, Permission, Role
from occ_app.models import AccessRight, ApprovalRule, CompanyRole, Contact, ContactState, Person

APPROVING = tuple(role for role in CompanyRole if Role(role.value) in GRANTS[Permission.PAYMENTS_APPROVE])
"""What somebody must be in the company to be named by a rule."""

PAYING = tuple(CompanyRole(role.value) for role in PAYERS)


def named(rule: ApprovalRule) -> Select[Any]:
    """The active people of its company whom a rule names: all of a role, or one person, whichever role they have."""
    if rule.person_id is None:
        return active(rule.account_id, (rule.role,))
    return active(rule.account_id, APPROVING).where(col(Person.id) == rule.person_id)


def administrators(account_id: int) -> Select[Any]:
    """Who decides where nobody is left whom the rule names."""
    return active(account_id, (CompanyRole.ADMIN,))


def active(account_id: int, roles: tuple[CompanyRole, ...]) -> Select[Any]:
    """The active people of a company with any of these roles."""
    people = select(Person).where(col(Person.id).in_(_holding(account_id, roles)))
    return people.order_by(col(Person.name), col(Person.id))


def paying(account_id: int) -> ColumnElement[bool]:
    """Whether a person makes payments for a company, and so may be the maker of one that waits."""
    return col(Person.id).in_(_holding(account_id, PAYING))


def _holding(account_id: int, roles: tuple[CompanyRole, ...]) -> Select[Any]:
    is_active = select(col(Contact.person_id)).where(
        col(Contact.account_id) == account_id, col(Contact.state) == ContactState.ACTIVE
    )
    return select(col(AccessRight.person_id)).where(
        col(AccessRight.account_id) == account_id,
        col(AccessRight.role).in_(roles),
        col(AccessRight.ended_at).is_(None),
        col(AccessRight.person_id).in_(is_active),
    )
