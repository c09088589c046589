"""What stands around every page: who is here, in which company, what they may open, what is late or new."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import InvoiceStatus
from occ_app.services import delegations, inbox, invoices
from occ_app.services.delegations import Handed
from occ_app.services.invoices import Filter, Group


@dataclass(frozen=True)
class Frame:
    """The rail and the top bar, before they are put into words."""

    actor: Actor
    permissions: frozenset[Permission]
    past_due: int
    unread: int
    administrators: list[str]
    handed: Handed | None = None
    """What was shared with a delegate."""


def around(db: Session, actor: Actor) -> Frame:
    """The frame of any page for this actor."""
    gate.require(actor, Permission.PORTAL_USE)
    late = 0
    if actor.may(Permission.INVOICES_READ):
        past_due = Filter(statuses=(InvoiceStatus.PAST_DUE,))
        late = sum(tally.count for tally in invoices.tallies(db, actor, past_due)[Group.PAST_DUE])
    return Frame(
        actor=actor,
        permissions=frozenset(actor.scopes),
        past_due=late,
        unread=inbox.unread(db, actor) if actor.may(Permission.INBOX_READ) else 0,
        administrators=gate.administrators(db, actor),
        handed=delegations.handed(db, actor),
    )
