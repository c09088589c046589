"""Finding documents by what is typed: every word of it, anywhere in what they are found by."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Integer, column, literal, or_, select, table
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice
from occ_app.services.search import folded

GRAM = 3
"""What both databases index is three characters long: a shorter word is the beginning of a word."""
OWNER_BASE, OWNER_DIGITS = 19_968, 20_000
"""A company as three characters, as migration 0002 writes them: ideographs, which no text of ours has."""

_search = table("invoice_search", column("rowid", Integer), column("invoice_search"))
_waiting = table("invoice_unsearched", column("invoice_id", Integer))


def contained(typed: str) -> Iterator[ColumnElement[bool]]:
    """The conditions, true for what is found."""
    text = col(Invoice.search_text)
    for word in folded(typed).split():
        if len(word) >= GRAM:
            yield text.contains(word, autoescape=True)
        else:
            begins = (text.contains(before + word, autoescape=True) for before in (" ", "\n"))
            yield or_(text.startswith(word, autoescape=True), *begins)


def indexed(db: Session, actor: Actor, typed: str, most: int) -> list[int] | None:
    """SQLite's way to what may be found: at most so many ids, to be compared with the text.

    None where there is no such way: PostgreSQL finds its index by itself, and single letters have none.
    """
    gate.require(actor, Permission.INVOICES_READ)
    asked = " AND ".join(filter(None, map(_phrase, folded(typed).split())))
    if db.get_bind().dialect.name != "sqlite" or not asked:
        return None
    found = _matching(db, asked, most)
    if actor.account_id and len(found) == most:  # only then is it worth its while to look for the company too
        found = _matching(db, f"{_quoted(_owner(actor.account_id))} AND {asked}", most)
    # In two steps: SQLite, not knowing how few wait, would rather walk through all that the company has.
    waiting = list(db.execute(select(_waiting.c.invoice_id)).scalars())
    ids = gate.narrow(actor, Permission.INVOICES_READ, Invoice, select(col(Invoice.id)))
    unindexed = ids.where(col(Invoice.id).in_(waiting), *contained(typed)).limit(most)
    return [*found, *(db.execute(unindexed).scalars() if waiting else [])]


def _matching(db: Session, asked: str, most: int) -> list[int]:
    match = _search.c.invoice_search.op("MATCH")(literal(asked))
    return list(db.execute(select(_search.c.rowid).where(match).limit(most)).scalars())


def _phrase(word: str) -> str:
    if len(word) >= GRAM:
        return _quoted(word)
    return f"({_quoted(f' {word}')} OR {_quoted(chr(10) + word)})" if len(word) == GRAM - 1 else ""


def _owner(account_id: int) -> str:
    parts = (account_id, account_id // OWNER_DIGITS, account_id // OWNER_DIGITS**2)
    return "".join(chr(OWNER_BASE + part % OWNER_DIGITS) for part in parts)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
