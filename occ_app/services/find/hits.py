"""What a finder answers: a few things by name, in the words of the person who looks for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from occ_app.i18n import language
from occ_app.services.invoice_query import unparse
from occ_app.services.invoices import Filter
from occ_app.services.search import folded, parted

MOST = 5
"""Of each kind: the rest is a list's matter."""

BEFORE, AFTER = 30, 50
"""So much of a long text is shown around what was found in it."""


@dataclass(frozen=True)
class Hit:
    """Something found: its name, what else tells it apart (with what was found in it), and where it is."""

    title: str
    subtitle: str
    href: str


@dataclass(frozen=True)
class Found:
    """At most `MOST` of one kind, and the way to all of them where there are more."""

    hits: list[Hit] = field(default_factory=list)
    more: Hit | None = None


def list_href(wanted: Filter) -> str:
    """The address of the invoice list under a filter."""
    return f"/{language()}/invoices?{unparse(wanted)}"


def matching(texts: Iterable[str], words: Iterable[str]) -> str:
    """The first text that has one of these (folded) words, as much of it as is around the word; else nothing."""
    for text in texts:
        for word in words:
            if word in folded(text):
                return _excerpt(text, word)
    return ""


def _excerpt(text: str, word: str) -> str:
    before, found, after = parted(text, word)
    head = f"…{before[-BEFORE:]}" if len(before) > BEFORE else before
    tail = f"{after[:AFTER]}…" if len(after) > AFTER else after
    return f"{head}{found}{tail}"
