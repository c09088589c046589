"""Records that rows refer to by number, found a chunk at a time."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Account, Invoice, Order


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
    """Documents by their number, locked against other writers until the transaction ends."""
    rows = gate.rows(actor, Permission.IMPORTS_RUN, Invoice).where(col(Invoice.number).in_(list(numbers)))
    return {invoice.number: invoice for invoice in db.execute(rows.with_for_update()).scalars()}
