"""Finding invoices and credit notes by number, reference, PO, order or the text of a line."""

from urllib.parse import quote

from sqlalchemy import or_, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.documents.words import DOCUMENTS, STATUSES, TYPES
from occ_app.i18n import gettext as _
from occ_app.i18n import language, number
from occ_app.models import Invoice, InvoiceLine, Order
from occ_app.money import display
from occ_app.services.find.hits import MOST, Found, Hit, list_href, matching
from occ_app.services.invoices import Filter
from occ_app.services.invoices.few import few
from occ_app.services.invoices.lists import orders_of
from occ_app.services.invoices.words import contained
from occ_app.services.search import folded

MOST_LINES = 500
"""So many lines are read for the one that was meant."""

NEAREST = 2_000
"""Where the index finds more than it should read, so many of the most urgent documents are looked through."""

Pair = tuple[Invoice, Order | None]


def found(db: Session, actor: Actor, typed: str) -> Found:
    """The document of just this number, then the most urgent ones that have all the words."""
    gate.require(actor, Permission.INVOICES_READ)
    ids, are_all = _fitting(db, actor, Filter(search=typed))
    pairs = _first(db, actor, ids, typed)
    lines = _lines(db, actor, [invoice for invoice, _order in pairs])
    hits = [_hit(actor, pair, lines.get(pair[0].pk, []), folded(typed).split()) for pair in pairs]
    more = _more(typed, len(ids) if are_all else None) if len(ids) > MOST else None
    return Found(hits, more)


def _fitting(db: Session, actor: Actor, wanted: Filter) -> tuple[list[int], bool]:
    """Documents that have all the words, the most urgent first, and whether there are no others."""
    narrowest = few(db, actor, wanted)
    ids = narrowest.ids if narrowest.complete else [*narrowest.ids, *_nearest(db, actor)]
    having = gate.narrow(actor, Permission.INVOICES_READ, Invoice, select(col(Invoice.id))).where(
        col(Invoice.id).in_(ids), *contained(wanted.search)
    )
    ordered = having.order_by(col(Invoice.urgency), col(Invoice.id))
    return list(db.execute(ordered).scalars()), narrowest.complete


def _nearest(db: Session, actor: Actor) -> list[int]:
    """The most urgent documents; of somebody's own orders any, since no index has those by urgency."""
    near = gate.narrow(actor, Permission.INVOICES_READ, Invoice, select(col(Invoice.id))).limit(NEAREST)
    if gate.require(actor, Permission.INVOICES_READ) >= Scope.ACCOUNT:
        near = near.order_by(col(Invoice.urgency), col(Invoice.id))
    return list(db.execute(near).scalars())


def _first(db: Session, actor: Actor, ids: list[int], typed: str) -> list[Pair]:
    """The first of these documents, that of just this number before them, each with its order."""
    wanted = or_(col(Invoice.number).in_({typed, typed.upper()}), col(Invoice.id).in_(ids[:MOST]))
    rows = gate.rows(actor, Permission.INVOICES_READ, Invoice).where(wanted)
    shown = sorted(
        db.execute(rows).scalars(), key=lambda one: (folded(one.number) != folded(typed), one.urgency, one.pk)
    )
    orders = orders_of(db, actor, shown[:MOST])
    return [(invoice, orders.get(invoice.order_id or 0)) for invoice in shown[:MOST]]


def _lines(db: Session, actor: Actor, shown: list[Invoice]) -> dict[int, list[str]]:
    """What the lines of these documents say, by document."""
    query = (
        gate.rows(actor, Permission.INVOICES_READ, InvoiceLine)
        .where(col(InvoiceLine.invoice_id).in_([invoice.pk for invoice in shown]))
        .order_by(col(InvoiceLine.invoice_id), col(InvoiceLine.position))
        .limit(MOST_LINES)
    )
    said: dict[int, list[str]] = {}
    for line in db.execute(query).scalars():
        said.setdefault(line.invoice_id, []).append(line.description)
    return said


def _hit(actor: Actor, pair: Pair, lines: list[str], words: list[str]) -> Hit:
    """A document with the part of it that has what its number has not."""
    invoice, order = pair
    elsewhere = [word for word in words if word not in folded(invoice.number)]
    ordered = [order.number, order.contract_number] if order else []
    parts = [
        matching([invoice.po_number, invoice.reference, *ordered, *lines], elsewhere),
        _(DOCUMENTS[invoice.document]) if invoice.is_credit_note else _(TYPES[invoice.type]),
        _(STATUSES[invoice.status(actor.today())]),
        display(invoice.due if invoice.due_minor else invoice.total, language()),
    ]
    href = f"/{language()}/invoices/{quote(invoice.number, safe='')}"
    return Hit(invoice.number, " · ".join(filter(None, parts)), href)


def _more(typed: str, count: int | None) -> Hit:
    all_of_them = _("All results in Invoices")
    if count is not None:
        all_of_them = _("All {count} results in Invoices", count=number(count))
    return Hit(all_of_them, "", list_href(Filter(search=typed)))
