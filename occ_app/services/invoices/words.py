"""Finding documents by what is typed: every word of it, anywhere in what they are found by."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Integer, Select, column, literal, or_, select, table, union_all
from sqlmodel import Session, col

from occ_app.models import Invoice
from occ_app.services.search import folded

GRAM = 3
"""What both databases index is three characters long: a shorter word is the beginning of a word."""
OWNER_BASE, OWNER_DIGITS = 19_968, 20_000
"""A company as three characters, as migration 0002 writes them: ideographs, which no text of ours has."""
MOST_GRAMS = 6

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


def indexed(db: Session, typed: str, account_id: int | None, most: int) -> Select[tuple[int]] | None:
    """SQLite's way to what may be found: at most so many ids of the company's, to be compared with the text.

    None where there is no such way: PostgreSQL finds its index by itself, and single letters have none.
    """
    grams = [gram for word in folded(typed).split() for gram in _grams(word)]
    if db.get_bind().dialect.name != "sqlite" or not grams:
        return None
    asked = " AND ".join([*([_quoted(_owner(account_id))] if account_id else []), *grams])
    match = _search.c.invoice_search.op("MATCH")(literal(asked))
    found = select(_search.c.rowid).where(match).limit(most)
    return select(union_all(select(found.subquery()), select(_waiting.c.invoice_id)).subquery())


def _grams(word: str) -> list[str]:
    """What the index is asked for: pieces side by side, and those with digits where there are enough."""
    if len(word) < GRAM:
        return [f"({_quoted(f' {word}')} OR {_quoted(chr(10) + word)})"] if len(word) == GRAM - 1 else []
    pieces = [word[at : at + GRAM] for at in range(0, len(word) - GRAM + 1, GRAM)] + [word[-GRAM:]]
    pieces = list(dict.fromkeys(pieces))
    numeric = [piece for piece in pieces if any(c.isdigit() for c in piece)]
    return [_quoted(piece) for piece in (numeric if len(numeric) > 1 else pieces)[-MOST_GRAMS:]]


def _owner(account_id: int) -> str:
    parts = (account_id, account_id // OWNER_DIGITS, account_id // OWNER_DIGITS**2)
    return "".join(chr(OWNER_BASE + part % OWNER_DIGITS) for part in parts)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
