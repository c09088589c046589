"""Finding colleagues by name or address: those to whom one may write about invoices."""

from urllib.parse import quote

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.services import mailings
from occ_app.services.find.hits import MOST, Found, Hit


def found(db: Session, actor: Actor, typed: str) -> Found:
    """Colleagues whose name or address has all the words; nobody looks for themselves."""
    gate.require(actor, Permission.INVOICES_MAIL)
    named = mailings.colleagues(db, actor, named=typed, most=MOST + 1)
    others = [colleague for colleague in named if not colleague.is_self][:MOST]
    return Found([Hit(one.name, one.email, f"mailto:{quote(one.email, safe='@+')}") for one in others])
