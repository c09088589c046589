"""Finding orders by their number, their contract's or the PO: each leads to its invoices."""

from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.models import Invoice, Order
from occ_app.services.find.hits import MOST, Found, Hit, list_href
from occ_app.services.invoices import Filter
from occ_app.services.invoices.few import few
from occ_app.services.search import folded, holds

NEWEST = 1_000
"""So many orders are compared one by one; of companies with more, older ones are found through their invoices."""
COLUMNS = col(Order.id), col(Order.number), col(Order.contract_number), col(Order.po_number)


class Row(NamedTuple):
    """What an order is found by."""

    id: int
    number: str
    contract_number: str
    po_number: str


def found(db: Session, actor: Actor, typed: str) -> Found:
    """The order of just this number, then the newest that have all the words.

    Only orders whose invoices this actor may see: that is where they lead.
    """
    gate.require(actor, Permission.ORDERS_READ)
    gate.require(actor, Permission.INVOICES_READ)
    fitting = {row for row in _candidates(db, actor, typed) if holds(" ".join(row[1:]), typed)}
    order = sorted(fitting, key=lambda row: (folded(row.number) != folded(typed), -row.id))[:MOST]
    billed = _billed(db, actor, order)
    return Found([_hit(row, is_billed=row.id in billed) for row in order])


def _candidates(db: Session, actor: Actor, typed: str) -> list[Row]:
    mine = _mine(actor, select(*COLUMNS))
    newest = _read(db, mine.order_by(col(Order.id).desc()).limit(NEWEST + 1))
    if len(newest) <= NEWEST:
        return newest
    exact = _read(db, mine.where(col(Order.number).in_({typed, typed.upper()})))
    ids = few(db, actor, Filter(search=typed)).ids
    theirs = select(col(Invoice.order_id)).where(col(Invoice.id).in_(ids))
    narrowed = gate.narrow(actor, Permission.INVOICES_READ, Invoice, theirs)
    return [*newest, *exact, *_read(db, mine.where(col(Order.id).in_(narrowed)))]


def _billed(db: Session, actor: Actor, rows: list[Row]) -> set[int]:
    """Which of these orders have invoices."""
    any_of_it = select(literal(1)).where(col(Invoice.order_id) == col(Order.id))
    billed = gate.narrow(actor, Permission.INVOICES_READ, Invoice, any_of_it).exists()
    asked = _mine(actor, select(col(Order.id))).where(col(Order.id).in_([row.id for row in rows]), billed)
    return set(db.execute(asked).scalars())


def _mine(actor: Actor, columns: Select[*tuple[Any, ...]]) -> Select[Any]:
    readable = gate.narrow(actor, Permission.ORDERS_READ, Order, columns)
    return gate.narrow(actor, Permission.INVOICES_READ, Order, readable)


def _read(db: Session, query: Select[Any]) -> list[Row]:
    return [Row(*row) for row in db.execute(query)]


def _hit(row: Row, *, is_billed: bool) -> Hit:
    parts = [
        _("Contract {number}", number=row.contract_number) if row.contract_number else "",
        row.po_number,
        "" if is_billed else _("no invoices yet"),
    ]
    return Hit(row.number, " · ".join(filter(None, parts)), list_href(Filter(order=row.number)))
