"""Where in a document the search was found, when the list does not show that part of it."""

from collections.abc import Iterator

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice, InvoiceLine
from occ_app.services.invoices.details import lines
from occ_app.services.search import folded, parted

AROUND = 28
"""Characters shown on either side of what was found."""

Match = tuple[str, str, str]
"""Before it, what was found, after it."""


def matches(db: Session, actor: Actor, invoices: list[Invoice], typed: str) -> dict[str, Match]:
    """By number: the first text behind the documents that has a word of the search in it."""
    gate.require(actor, Permission.INVOICES_READ)
    words = folded(typed).split()
    hidden = [invoice for invoice in invoices if not _is_seen(invoice, words)]
    if not words or not hidden:
        return {}
    of = lines(db, actor, hidden)
    found = {invoice.number: _found(invoice, of[invoice.pk], typed) for invoice in hidden}
    return {number: match for number, match in found.items() if match}


def _is_seen(invoice: Invoice, words: list[str]) -> bool:
    """Whether the row itself shows every word."""
    shown = folded(f"{invoice.number} {invoice.po_number}")
    return all(word in shown for word in words)


def _found(invoice: Invoice, of: list[InvoiceLine], typed: str) -> Match | None:
    parts = (parted(text, typed) for text in _texts(invoice, of))
    return next((_excerpt(*part) for part in parts if part[1]), None)


def _texts(invoice: Invoice, of: list[InvoiceLine]) -> Iterator[str]:
    yield invoice.reference
    for line in of:
        yield f"{line.description} {line.part_number}".strip()


def _excerpt(before: str, match: str, after: str) -> Match:
    first, last = before[-AROUND:], after[:AROUND]
    return ("…" if len(before) > AROUND else "") + first, match, last + ("…" if len(after) > AROUND else "")
