"""Pages of documents. A page is walked to along the index of its order, or sorted out of a few."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal_column, or_
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.models import Invoice, Order, Phase
from occ_app.models.invoices import UNPAID
from occ_app.services.invoices.cells import DATED, Cell, are_all, cells_of
from occ_app.services.invoices.few import few
from occ_app.services.invoices.filters import Conditions, Filter, narrowings
from occ_app.services.paging import PAGE_ROWS, Page, page, passed_by

MOST_DAYS = 92
"""A quarter: so many days are merged into a page faster than a walk would find them."""

EXPORTED_AT_ONCE = 500


def listing(
    db: Session, actor: Actor, wanted: Filter, *, after: str = "", before: str = "", rows: int = PAGE_ROWS
) -> Page[tuple[Invoice, Order | None]]:
    """One page of the documents asked for, each with its order."""
    query = gate.rows(actor, Permission.INVOICES_READ, Invoice)
    order, parts = wanted.keyset(), _parts(db, actor, wanted)
    found = page(db, query, order, after=after, before=before, rows=rows, parts=parts)
    orders = orders_of(db, actor, found.items)
    pairs = [(invoice, orders.get(invoice.order_id or 0)) for invoice in found.items]
    return Page(pairs, previous=found.previous, next=found.next)


def exported(db: Session, actor: Actor, wanted: Filter) -> Iterator[tuple[Invoice, Order | None]]:
    """Everything the filter asks for, page after page, so that memory does not grow with it."""
    found = listing(db, actor, wanted, rows=EXPORTED_AT_ONCE)
    yield from found.items
    while found.next:
        found = listing(db, actor, wanted, after=found.next, rows=EXPORTED_AT_ONCE)
        yield from found.items
        db.expunge_all()


def selection(actor: Actor, wanted: Filter) -> Select[tuple[Invoice]]:
    """The gated query behind the list: every filter, no order."""
    return gate.rows(actor, Permission.INVOICES_READ, Invoice).where(*conditions(actor, wanted))


def conditions(actor: Actor, wanted: Filter) -> Conditions:
    """Every filter at once, status included."""
    cells = cells_of(wanted)
    held: Conditions = [condition for _, named in narrowings(wanted) for condition in named]
    if are_all(cells):
        return held
    return [*held, _in_any(cells, actor, wanted)]


def orders_of(db: Session, actor: Actor, invoices: list[Invoice]) -> dict[int, Order]:
    """The orders of these documents, by id; none for who sees documents alone."""
    gate.require(actor, Permission.INVOICES_READ)
    ids = {invoice.order_id for invoice in invoices if invoice.order_id}
    if not ids or not actor.may(Permission.ORDERS_READ):
        return {}
    query = gate.rows(actor, Permission.ORDERS_READ, Order).where(col(Order.id).in_(ids))
    return {order.pk: order for order in db.execute(query).scalars()}


def _parts(db: Session, actor: Actor, wanted: Filter) -> list[Conditions]:
    """Disjoint parts of what is wanted, each to be read in order; the page is merged from them."""
    others = [condition for _, named in narrowings(wanted) for condition in named]
    is_partial = gate.require(actor, Permission.INVOICES_READ) < Scope.ACCOUNT
    if others or is_partial or (wanted.has_due_range and wanted.sorted_by not in DATED):
        found = few(db, actor, wanted)
        if found.complete:
            return [[col(Invoice.id).in_(found.ids), *map(passed_by, conditions(actor, wanted))]]
    if days := _days(wanted):
        return [[col(Invoice.issued_on) == day, *map(passed_by, conditions(actor, wanted))] for day in days]
    column = wanted.keyset().column
    kept = [condition if _is_on(condition, column) else passed_by(condition) for condition in others]
    return [[*part, *kept] for part in _walks(actor, wanted)]


def _days(wanted: Filter) -> list[date]:
    """Each issue day of a range that is not too long: an index has the urgent ones of a day together."""
    if wanted.sorted_by != "urgency" or not (wanted.issued_from and wanted.issued_to):
        return []
    days = (wanted.issued_to - wanted.issued_from).days + 1
    return [wanted.issued_from + timedelta(days=day) for day in range(days)] if days <= MOST_DAYS else []


def _walks(actor: Actor, wanted: Filter) -> Iterator[Conditions]:
    """One walk where all is wanted; one a cell by due date; in other orders one through what is unpaid."""
    cells = cells_of(wanted)
    if are_all(cells):
        yield []
    elif wanted.sorted_by in DATED:
        yield from (cell.conditions(wanted, actor.today()) for cell in cells)
    else:
        closed = [cell for cell in cells if cell.phase is Phase.CLOSED]
        unpaid = [cell for cell in cells if cell.phase is not Phase.CLOSED]
        if unpaid:
            yield [literal_column(UNPAID), passed_by(_in_any(unpaid, actor, wanted))]
        if closed:
            yield [passed_by(_in_any(closed, actor, wanted))]
    if not cells:
        yield [col(Invoice.id).in_([])]


def _in_any(cells: list[Cell], actor: Actor, wanted: Filter) -> ColumnElement[bool]:
    return or_(false(), *(and_(*cell.conditions(wanted, actor.today())) for cell in cells))


def _is_on(condition: Any, column: Any) -> bool:
    return getattr(condition, "left", None) is column
