"""The narrowest way to what is asked for: its ids, where some filter leaves but few."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice
from occ_app.services.invoices import words
from occ_app.services.invoices.filters import Conditions, Filter, narrowings
from occ_app.services.lists import between

FEW = 1_000
"""So many rows are read and sorted as fast as a page is walked to; so many are counted one by one."""
UNINDEXED = ("currency",)


@dataclass(frozen=True)
class Found:
    """Ids among which is everything asked for; some of it, where they are not `complete`."""

    ids: list[int]
    complete: bool


def few(db: Session, actor: Actor, wanted: Filter) -> Found:
    """What the narrowest filter leaves: complete if that is at most `FEW`, or that many of the first."""
    gate.require(actor, Permission.INVOICES_READ)
    sample: Found | None = None
    for ids in _narrowed(db, actor, wanted):
        if len(ids) <= FEW:
            return Found(ids, complete=True)
        sample = sample or Found(ids, complete=False)
    return sample or Found([], complete=False)


def _narrowed(db: Session, actor: Actor, wanted: Filter) -> Iterator[list[int]]:
    """Ids under one filter alone, each read from its own index, and one more than `FEW` at most."""
    ids = gate.narrow(actor, Permission.INVOICES_READ, Invoice, select(col(Invoice.id))).limit(FEW + 1)
    filters = list(_indexed(wanted)) or [("", [])]
    for name, conditions in filters:
        found = words.indexed(db, actor, wanted.search, FEW + 1) if name == "search" else None
        if found is None:
            found = list(db.execute(ids.where(*conditions)).scalars())
        yield found


def _indexed(wanted: Filter) -> Iterator[tuple[str, Conditions]]:
    yield from (named for named in narrowings(wanted) if named[0] not in UNINDEXED)
    if wanted.has_due_range:
        yield "due", between(col(Invoice.falls_on), wanted.due_from, wanted.due_to)
