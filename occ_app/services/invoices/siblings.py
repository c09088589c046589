"""What else was billed under the order of a document."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice
from occ_app.services.invoices.counts import tallies
from occ_app.services.invoices.filters import Filter, Group
from occ_app.services.invoices.lists import listing

MOST_SHOWN = 5


@dataclass(frozen=True)
class Siblings:
    """The latest other documents of an order, and how many it has in all; None where that is too many to count."""

    latest: list[Invoice]
    count: int | None


def siblings(db: Session, actor: Actor, order_number: str, besides: str) -> Siblings:
    """The documents of this order that the actor may see, without the one numbered `besides`."""
    gate.require(actor, Permission.INVOICES_READ)
    wanted = Filter(order=order_number, sort="-issued")
    found = listing(db, actor, wanted, rows=MOST_SHOWN + 1).items
    others = [invoice for invoice, _order in found if invoice.number != besides]
    every = tallies(db, actor, wanted)[Group.ALL]
    count = sum(tally.count for tally in every) if all(tally.is_exact for tally in every) else None
    return Siblings(others[:MOST_SHOWN], count)
