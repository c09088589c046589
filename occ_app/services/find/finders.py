"""Who finds what. A module makes its things findable with one line in `FINDERS`."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.services.find import documents, orders, payments, people, purchase_orders
from occ_app.services.find.hits import Found, Hit
from occ_app.services.search import folded

LONGEST = 100
SHORTEST_WORD = 2
"""Single letters are in everything, and no index knows them: at least one word must be longer."""


@dataclass(frozen=True)
class Finder:
    """One kind of thing: what it is called, the right to see any of it, and what finds it."""

    heading: str
    icon: str
    needs: Permission
    look: Callable[[Session, Actor, str], Found]


FINDERS = (
    Finder(lazy("Invoices and credit notes"), "receipt-text", Permission.INVOICES_READ, documents.found),
    Finder(lazy("Orders and contracts"), "package", Permission.ORDERS_READ, orders.found),
    Finder(lazy("PO numbers"), "tag", Permission.INVOICES_READ, purchase_orders.found),
    Finder(lazy("Payments"), "arrow-left-right", Permission.PAYMENTS_READ, payments.found),
    Finder(lazy("People"), "user-round", Permission.INVOICES_MAIL, people.found),
)
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    heading: str
    icon: str
    hits: list[Hit]
    more: Hit | None


def find(db: Session, actor: Actor, text: str) -> list[Group]:
    """Everything this actor may see that the text finds, by kind; kinds without any are left out."""
    gate.require(actor, Permission.PORTAL_USE)
    typed = clean(text)
    if not typed:
        return []
    found = [(finder, finder.look(db, actor, typed)) for finder in FINDERS if actor.may(finder.needs)]
    return [
        Group(_(finder.heading), finder.icon, answer.hits, answer.more)
        for finder, answer in found
        if answer.hits
    ]


def clean(text: str) -> str:
    """What is looked for: the text without what nobody means; empty where it is too little to go by."""
    typed = " ".join(text.replace("\0", " ").split())[:LONGEST].strip()
    return typed if any(len(word) >= SHORTEST_WORD for word in folded(typed).split()) else ""
