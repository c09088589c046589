"""What records chosen one by one come to."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.money import Money
from occ_app.services.lists.declaration import ListOf, Tally


def chosen(db: Session, actor: Actor, of: ListOf[Any], numbers: list[str]) -> list[Tally]:
    """Counts and totals per currency of these records; what the actor may not see is not counted."""
    gate.require(actor, of.needs)
    if not of.is_chosen_from:
        return []
    if of.total is None:
        count = gate.narrow(actor, of.needs, of.table, select(func.count()).where(of.among(numbers)))
        return [Tally.of_count(int(db.execute(count).scalar_one()))]
    table: Any = of.table
    sums = (func.sum(of.due), func.sum(of.total))
    query = select(col(table.currency), func.count(), *sums).where(of.among(numbers))
    held = (
        gate.narrow(actor, of.needs, of.table, query)
        .group_by(col(table.currency))
        .order_by(col(table.currency))
    )
    return [
        Tally(currency, int(count), Money(int(due), currency), Money(int(total), currency))
        for currency, count, due, total in db.execute(held)
    ]
