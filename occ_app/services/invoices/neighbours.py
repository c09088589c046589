"""The documents around one, in the list it was opened from."""

from collections.abc import Sequence

from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice
from occ_app.services.invoices.filters import Filter
from occ_app.services.invoices.lists import listing


def neighbours(db: Session, actor: Actor, number: str, wanted: Filter) -> tuple[str, str]:
    """Numbers of the previous and the next document in this list; empty where there is none.

    A document that the filter leaves out (a payment may have moved it) has neighbours too: those around its place.
    """
    query = gate.rows(actor, Permission.INVOICES_READ, Invoice).where(col(Invoice.number) == number)
    invoice, order = gate.one(db, query), wanted.keyset()
    here = order.cursor(getattr(invoice, order.column.key), invoice.pk)
    before = listing(db, actor, wanted, before=here, rows=1).items
    after = listing(db, actor, wanted, after=here, rows=1).items
    return _number(before), _number(after)


def _number(items: Sequence[tuple[Invoice, object]]) -> str:
    return items[0][0].number if items else ""
