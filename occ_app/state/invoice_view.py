"""One document in words: its page as ready-formatted strings, so that it can be painted (`components.painted`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents import invoice_pdf
from occ_app.documents.paper import minus
from occ_app.documents.words import STATUSES, TYPES
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, ngettext, short_date
from occ_app.models import Invoice, Order, PaymentMethod
from occ_app.money import Money
from occ_app.services import documents, paying
from occ_app.services.documents import Choice
from occ_app.services.invoices import Detail, Filter, Movement
from occ_app.state import words
from occ_app.state.base import file_query
from occ_app.state.invoice_around import Around, Rows, around
from occ_app.state.invoice_rows import href, invoice_href

MOVEMENTS = {
    "payment": (lazy("Payment received"), "circle-check"),
    "payment_submitted": (lazy("Payment submitted"), "clock"),
    "credit": (lazy("Credit applied"), "file-minus"),
    "credit_used": (lazy("Used on an invoice"), "arrow-right"),
    "reversal": (lazy("Reversed"), "undo-2"),
}


class Head(IntEnum):
    """Where the head keeps what."""

    DUE = 0
    PLAIN_DUE = 1
    NAME = 2
    KIND = 3
    NUMBER = 4
    STATUS_KEY = 5
    STATUS_ICON = 6
    STATUS = 7
    SENTENCE = 8


@dataclass
class InvoiceView(Around):
    """A document in words; every part is a list, since lists can be painted.

    head [in the order of `Head`], files [label, href, icon], facts [label, plain text, linked text, href, is mono,
    to copy], parties [label, name, address], lines [text, part, period, quantity, price, tax, amount], totals [label,
    amount, weight], movements [what, the same if it is a link, href, detail, amount, icon], bank [label, value,
    is mono, to copy], notes and notices [text].
    """

    missing: bool = False
    is_handed: bool = False
    """Whether it is seen by a delegate, which is noted."""
    mail_query: str = ""
    """The document as a list of its own, for `state.mailings`."""
    pay: Rows = field(default_factory=list)
    """[[mail_query]] where something can be paid of it, by this actor."""
    head: Rows = field(default_factory=list)
    files: Rows = field(default_factory=list)
    facts: Rows = field(default_factory=list)
    parties: Rows = field(default_factory=list)
    lines: Rows = field(default_factory=list)
    totals: Rows = field(default_factory=list)
    notes: Rows = field(default_factory=list)
    notices: Rows = field(default_factory=list)
    movements: Rows = field(default_factory=list)
    bank: Rows = field(default_factory=list)


def invoice_view(db: Session, actor: Actor, number: str, query: Mapping[str, str]) -> InvoiceView:
    """The page of one document, opened from the list of this query; one that says so where there is none."""
    try:
        found = documents.sheet(db, actor, number)
    except NotFound:
        return InvoiceView(missing=True)
    detail, paper = found.detail, invoice_pdf.sheet(found.detail, found.account)
    itself = documents.query_of(Choice(numbers=(number,)))
    return InvoiceView(
        is_handed=actor.delegation_id is not None,
        mail_query=itself,
        pay=[[itself]] if _is_payable(db, actor, detail.invoice) else [],
        head=[_head(detail.invoice, paper, actor)],
        files=_files(detail.invoice, actor),
        facts=_facts(detail.invoice, detail.order),
        parties=[
            _party(_("Billed to"), paper["customer"]),
            _party(_("Issued by"), paper["supplier"]),
        ],
        lines=_lines(detail, paper),
        totals=[[row["name"], row["amount"], row["weight"]] for row in paper["totals"]],
        notes=_notes(detail.invoice),
        notices=[[notice] for notice in paper["notices"]],
        movements=[_issued(detail.invoice), *map(_movement, detail.movements)],
        bank=_bank(detail.invoice, paper),
        **vars(around(db, actor, detail, query)),
    )


def _is_payable(db: Session, actor: Actor, invoice: Invoice) -> bool:
    """Whether this actor can pay something of it now."""
    if invoice.is_credit_note or not actor.may(Permission.PAYMENTS_MAKE):
        return False
    return paying.payable(db, actor, [invoice])[invoice.pk] > 0


def _head(invoice: Invoice, paper: Mapping[str, Any], actor: Actor) -> list[str]:
    status = invoice.status(actor.today())
    return [
        minus(words.money(invoice.due)),
        words.plain(invoice.due),
        f", {paper['kind']} {invoice.number}",
        paper["kind"],
        invoice.number,
        status.value,
        f"/icons.svg#{words.STATUS_ICONS[status]}",
        _(STATUSES[status]),
        words.due_sentence(invoice, actor.today()),
    ]


def _files(invoice: Invoice, actor: Actor) -> Rows:
    address = f"/documents/invoices/{quote(invoice.number, safe='')}"
    return [
        ["PDF", f"{address}.pdf{file_query(actor)}", "/icons.svg#download"],
        ["XML", f"{address}.xml{file_query(actor)}", "/icons.svg#file-text"],
        ["Factur-X", f"{address}.pdf{file_query(actor, 'facturx=1')}", "/icons.svg#file-text"],
    ]


def _facts(invoice: Invoice, order: Order | None) -> Rows:
    facts = [_fact(_("Issued"), short_date(invoice.issued_on)), _fact(_("Due"), words.due_on(invoice))]
    if invoice.due_on:
        days = (invoice.due_on - invoice.issued_on).days
        facts.append(_fact(_("Payment terms"), ngettext("{count} day", "{count} days", days)))
    facts.append(_fact(_("Type"), _(TYPES[invoice.type])))
    if po := invoice.po_number or (order.po_number if order else ""):
        facts.append([_("Purchase order"), po, "", "", "true", po])
    if order:
        facts.append([_("Order"), "", order.number, href(Filter(order=order.number)), "true", order.number])
    if order and (contract := order.contract_number):
        facts.append([_("Contract"), "", contract, href(Filter(contract=contract)), "true", contract])
    return facts


def _fact(label: str, value: str) -> list[str]:
    return [label, value, "", "", "", ""]


def _party(label: str, lines: list[str]) -> list[str]:
    return [label, lines[0], "\n".join(lines[1:])]


def _lines(detail: Detail, paper: Mapping[str, Any]) -> Rows:
    """As on paper, but each amount with its currency."""
    currency = detail.invoice.currency
    names = ("description", "part", "period", "quantity", "price", "tax")
    return [
        [*(written[name] for name in names), minus(words.money(Money(line.net_minor, currency)))]
        for written, line in zip(paper["lines"], detail.lines, strict=True)
    ]


def _notes(invoice: Invoice) -> Rows:
    """That part of it is contested."""
    disputed = Money(invoice.disputed_minor, invoice.currency)
    return [[_("In dispute: {amount}", amount=words.money(disputed))]] if invoice.is_disputed else []


def _issued(invoice: Invoice) -> list[str]:
    what = _("Credit note issued") if invoice.is_credit_note else _("Invoice issued")
    amount = minus(words.money(invoice.total))
    return [what, "", "", short_date(invoice.issued_on), amount, "/icons.svg#file-text"]


def _movement(movement: Movement) -> list[str]:
    label, icon = MOVEMENTS[movement.kind]
    method = _(words.METHODS[PaymentMethod(movement.method)]) if movement.method else ""
    detail = " · ".join(part for part in (short_date(movement.on), method, movement.source) if part)
    is_linked = bool(movement.source) and movement.kind.startswith("credit")
    what = ["", _(label), invoice_href(movement.source)] if is_linked else [_(label), "", ""]
    return [*what, detail, minus(words.money(movement.amount)), f"/icons.svg#{icon}"]


def _bank(invoice: Invoice, paper: Mapping[str, Any]) -> Rows:
    """What to write on a bank transfer; nothing once nothing is due."""
    return [
        [fact["name"], fact["value"], "true" if fact["is_id"] else "", _to_copy(fact["value"], invoice)]
        for fact in paper["transfer"]
    ]


def _to_copy(value: str, invoice: Invoice) -> str:
    """An amount is copied as a bank's form wants it."""
    return words.plain(invoice.due) if value == words.money(invoice.due) else value
