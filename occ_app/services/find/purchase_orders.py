"""Finding the customer's own purchase orders: each leads to the invoices that quote it."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.models import Invoice
from occ_app.services.find.hits import MOST, Found, Hit, list_href
from occ_app.services.invoices import Filter
from occ_app.services.invoices.few import few
from occ_app.services.search import folded, holds


def found(db: Session, actor: Actor, typed: str) -> Found:
    """PO numbers that have all the words, the last used first, among the first documents that do."""
    gate.require(actor, Permission.INVOICES_READ)
    ids = few(db, actor, Filter(search=typed)).ids
    numbers = select(col(Invoice.po_number)).where(col(Invoice.id).in_(ids)).group_by(col(Invoice.po_number))
    newest = numbers.order_by(func.max(col(Invoice.issued_on)).desc(), col(Invoice.po_number))
    asked = gate.narrow(actor, Permission.INVOICES_READ, Invoice, newest)
    fitting = [number for number in db.execute(asked).scalars() if number and holds(number, typed)]
    fitting.sort(key=lambda number: folded(number) != folded(typed))
    return Found([_hit(number) for number in fitting[:MOST]])


def _hit(number: str) -> Hit:
    return Hit(number, _("Invoices with this PO number"), list_href(Filter(po=number)))
