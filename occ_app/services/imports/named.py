"""Whom orders no longer name: found at the end of a file, since the rows of an order need not stand together.

It takes no right away. An order of which the file names nobody, or has a rejected row, stays as it is.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from sqlmodel import col

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import Contact, ContactFlag, ContactState, OrderContact
from occ_app.models.base import now
from occ_app.services.imports.importer import Importer

BATCH = 500
Pair = tuple[int, int]
"""A company and a person."""


class Named:
    """Whom the file names on which order. A private temporary SQLite file, gone with the process."""

    def __init__(self) -> None:
        self._named = sqlite3.connect("")
        self._named.execute(
            'CREATE TABLE named ("order" INTEGER, number TEXT, person INTEGER, role TEXT, '
            'PRIMARY KEY ("order", person, role)) WITHOUT ROWID'
        )
        self._named.execute("CREATE TABLE doubtful (number TEXT PRIMARY KEY) WITHOUT ROWID")

    def note(self, rows: Iterable[tuple[int, str, int, str]]) -> None:
        """Remember order, its number, person and contact type."""
        self._named.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", rows)

    def doubt(self, number: str) -> None:
        """Remember that not all the file says of an order could be read."""
        self._named.execute("INSERT OR IGNORE INTO doubtful VALUES (?)", (number,))

    def orders(self) -> Iterator[tuple[int, ...]]:
        """The orders it can be relied upon for, some at a time."""
        query = 'SELECT DISTINCT "order" FROM named WHERE number NOT IN (SELECT number FROM doubtful)'
        found = self._named.execute(query)
        while rows := found.fetchmany(BATCH):
            yield tuple(row[0] for row in rows)

    def of(self, orders: Iterable[int]) -> set[tuple[int, int, str]]:
        """Order, person and type of all who are named on these."""
        marks = ", ".join(str(int(order)) for order in orders)
        query = f'SELECT "order", person, role FROM named WHERE "order" IN ({marks})'  # noqa: S608 - whole numbers
        return set(self._named.execute(query))


def drop(importer: Importer, named: Named) -> None:
    """Note who is no longer named, and flag whoever no order of their company names any more."""
    for orders in named.orders():
        still = named.of(orders)
        rows = gate.rows(importer.actor, Permission.IMPORTS_RUN, OrderContact).where(
            col(OrderContact.order_id).in_(orders), col(OrderContact.dropped_at).is_(None)
        )
        gone = [
            contact
            for contact in importer.db.execute(rows).scalars()
            if (contact.order_id, contact.person_id, contact.role.value) not in still
        ]
        for contact in gone:
            contact.dropped_at = now()
        importer.db.flush()
        _flag_unnamed(importer, {(contact.account_id, contact.person_id) for contact in gone})


def name_again(importer: Importer, pairs: set[Pair]) -> None:
    """Whoever an order names once more needs no look, unless an administrator had removed them."""
    for contact in _contacts(importer, pairs):
        is_out = contact.state is ContactState.REMOVED
        contact.flag = ContactFlag.NAMED_AGAIN if is_out else ContactFlag.NONE


def _flag_unnamed(importer: Importer, pairs: set[Pair]) -> None:
    rows = gate.rows(importer.actor, Permission.IMPORTS_RUN, OrderContact).where(
        col(OrderContact.person_id).in_({person for _company, person in pairs}),
        col(OrderContact.dropped_at).is_(None),
    )
    named = {(one.account_id, one.person_id) for one in importer.db.execute(rows).scalars()}
    for contact in _contacts(importer, pairs - named):
        if contact.state is not ContactState.REMOVED:
            contact.flag = ContactFlag.UNNAMED


def _contacts(importer: Importer, pairs: set[Pair]) -> list[Contact]:
    rows = gate.rows(importer.actor, Permission.IMPORTS_RUN, Contact).where(
        col(Contact.person_id).in_({person for _company, person in pairs})
    )
    found = importer.db.execute(rows).scalars()
    return [contact for contact in found if (contact.account_id, contact.person_id) in pairs]
