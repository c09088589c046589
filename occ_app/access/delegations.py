"""Whether what was handed over still counts: asked with every event of a delegate, and by every sweep."""

from sqlmodel import Session

from occ_app.access.permissions import Permission, scopes_of
from occ_app.access.rights import places
from occ_app.models import Delegation, Person
from occ_app.models.base import now


def is_live(db: Session, delegation_id: int) -> bool:
    """Whether it has neither ended nor been revoked, and whoever made it could make it today."""
    found = db.get(Delegation, delegation_id)
    if found is None or found.revoked_at is not None or found.ends_at <= now():
        return False
    return has_maker(db, found)


def has_maker(db: Session, delegation: Delegation) -> bool:
    """Whether whoever made it still has the right to: nobody hands over more than they have."""
    maker = db.get(Person, delegation.made_by)
    place = places(db, maker, None).get(delegation.account_id) if maker else None
    roles = frozenset(place.roles if place else ())
    return Permission.INVOICES_DELEGATE in scopes_of(roles)
