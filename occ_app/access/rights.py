"""Which companies a person may be in, and as what: the rights of this moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import Select

from occ_app.access.permissions import Role
from occ_app.models import AccessRight, Account, Contact, ContactState, Person, SignInMethod, SignInSession
from occ_app.models.base import now

OVERSEERS = frozenset({Role.FINANCE, Role.EXECUTIVE, Role.ADMIN})
"""Whose right in a parent company reaches the subsidiaries it sees."""


@dataclass
class Place:
    """A company a person may be in, with what they are there."""

    account: Account
    roles: set[Role] = field(default_factory=set)


def places(db: Session, person: Person, session: SignInSession | None) -> dict[int, Place]:
    """By company, in the order of names; those that a session of its kind does not open left out."""
    own: dict[int, Place] = {}
    for account, role in db.exec(_own(person)):
        if session is None or _opens(session, account):
            own.setdefault(account.pk, Place(account)).roles.add(Role(role))
    found = own | {pk: place for pk, place in _overseen(db, own.values()).items() if pk not in own}
    return dict(sorted(found.items(), key=lambda item: (item[1].account.name, item[0])))


def changed(db: Session, person_id: int) -> None:
    """Note that somebody changed a person's rights: whoever changes `AccessRight` or `Contact` says so.

    Every process then loads the person's open pages anew (`access.live`).
    """
    db.exec(update(Person).where(col(Person.id) == person_id).values(rights_changed_at=now()))


def _own(person: Person) -> Select[Account, str]:
    in_company = (col(Contact.account_id) == col(AccessRight.account_id)) & (
        col(Contact.person_id) == col(AccessRight.person_id)
    )
    return (
        select(Account, AccessRight.role)
        .join(AccessRight, col(AccessRight.account_id) == col(Account.id))
        .join(Contact, in_company)
        .where(
            AccessRight.person_id == person.pk,
            col(AccessRight.ended_at).is_(None),
            col(Contact.state) == ContactState.ACTIVE,
        )
    )


def _opens(session: SignInSession, account: Account) -> bool:
    """An identity provider vouches for people of its own company alone; where it is required nothing else counts."""
    if session.only_account_id is not None and session.only_account_id != account.id:
        return False
    vouched = session.method is SignInMethod.SINGLE_SIGN_ON and session.only_account_id == account.id
    return vouched or not account.requires_sso


def _overseen(db: Session, own: Iterable[Place]) -> dict[int, Place]:
    """The subsidiaries, and theirs, of companies in which the person oversees something."""
    found: dict[int, Place] = {}
    parents = {place.account.pk for place in own if place.roles & OVERSEERS}
    while parents:
        children = select(Account).where(
            col(Account.parent_id).in_(parents), Account.is_seen_by_parent, col(Account.id).not_in(found)
        )
        new = {account.pk: Place(account, {Role.PARENT}) for account in db.exec(children)}
        found |= new
        parents = set(new)
    return found
