"""Records that rows refer to by number, found a chunk at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Account, Invoice, Order

AT_ONCE = 1_000
"""Values of one look-up."""


def accounts_by_number(db: Session, actor: Actor, numbers: Iterable[str]) -> dict[str, Account]:
    """Companies by the ERP's customer number."""
    gate.require(actor, Permission.IMPORTS_RUN)
    found = db.exec(select(Account).where(col(Account.number).in_(list(numbers))))
    return {account.number: account for account in found}


def orders_by_number(db: Session, actor: Actor, numbers: Iterable[str]) -> dict[str, Order]:
    """Orders by their number."""
    rows = gate.rows(actor, Permission.IMPORTS_RUN, Order).where(col(Order.number).in_(list(numbers)))
    return {order.number: order for order in db.execute(rows).scalars()}


def invoices_by_number(db: Session, actor: Actor, numbers: Iterable[str]) -> dict[str, Invoice]:
    """Documents by their number, locked against other writers until the transaction ends, in the order of their ids."""
    rows = gate.rows(actor, Permission.IMPORTS_RUN, Invoice).where(col(Invoice.number).in_(list(numbers)))
    locked = rows.order_by(col(Invoice.id)).with_for_update()
    return {invoice.number: invoice for invoice in db.execute(locked).scalars()}


def slices(values: Iterable[Any]) -> Iterator[list[Any]]:
    """So many at a time as one statement takes, in their order."""
    listed = sorted(values)
    for at in range(0, len(listed), AT_ONCE):
        yield listed[at : at + AT_ONCE]
