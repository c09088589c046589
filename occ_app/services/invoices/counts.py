"""How many documents, and how much they come to: from the tally, or counted where they are few."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, select, union_all
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.models import Document, Invoice, InvoiceTally, Phase
from occ_app.models.tally import ANY_DAY, ANY_TYPE
from occ_app.money import Money
from occ_app.services.invoices.cells import CELLS, GROUPS, cells_of
from occ_app.services.invoices.few import few
from occ_app.services.invoices.filters import Conditions, Filter, Group, narrowings
from occ_app.services.invoices.lists import conditions
from occ_app.services.lists import Tally, between
from occ_app.services.paging import passed_by

IN_TALLY = ("type", "currency", "issued")
"""Filters that the tally can answer; it knows closed documents by one of their days, not by both."""


class Sum(NamedTuple):
    """What the documents of one phase and kind, late or not, come to in one currency (minor units)."""

    phase: Phase
    document: Document
    currency: str
    late: bool
    documents: int
    due: int
    total: int

    def group(self) -> Group:
        """The tab these documents are in."""
        kind = (self.phase, self.document)
        cell = next(c for c in CELLS if (c.phase, c.document) == kind and c.late in (None, bool(self.late)))
        return next(group for group, statuses in GROUPS.items() if cell.status in statuses)

    def tally(self, *, is_exact: bool) -> Tally:
        """The same in the words of the list."""
        due, total = Money(int(self.due), self.currency), Money(int(self.total), self.currency)
        return Tally(self.currency, int(self.documents), due, total, is_exact)


def tallies(db: Session, actor: Actor, wanted: Filter) -> dict[Group, list[Tally]]:
    """Counts and totals per currency of every group, under the same filters but the group's."""
    scope = gate.require(actor, Permission.INVOICES_READ)
    wanted = replace(wanted, group=Group.ALL)
    if scope >= Scope.ACCOUNT and _is_tallied(wanted):
        return _grouped(_tallied(db, actor, wanted), is_exact=True)
    found = few(db, actor, wanted)
    sums = _counted(db, actor, wanted, found.ids)
    if not found.complete:  # a group of which nothing was met may still have some
        sums += [sum_._replace(documents=0, due=0, total=0) for sum_ in _tallied(db, actor, Filter())]
    return _grouped(sums, is_exact=found.complete)


def oldest_due(db: Session, actor: Actor) -> date | None:
    """When the oldest invoice was due that is open, with no payment on its way; past or not."""
    oldest = select(func.min(col(Invoice.falls_on)))
    held = (col(Invoice.phase) == Phase.OPEN, col(Invoice.document) == Document.INVOICE)
    query = gate.narrow(actor, Permission.INVOICES_READ, Invoice, oldest).where(*held)
    found: date | None = db.execute(query).scalar_one()
    return found


def _is_tallied(wanted: Filter) -> bool:
    closed = any(cell.phase is Phase.CLOSED for cell in cells_of(wanted))
    return all(name in IN_TALLY for name, _ in narrowings(wanted)) and not (
        closed and wanted.has_issued_range and wanted.has_due_range
    )


def _tallied(db: Session, actor: Actor, wanted: Filter) -> list[Sum]:
    """From the running figures, a row a day."""
    issued, falls = col(InvoiceTally.issued_on), col(InvoiceTally.falls_on)
    in_issued = between(issued, wanted.issued_from, wanted.issued_to)
    in_due = between(falls, wanted.due_from, wanted.due_to)
    by_day = [*in_issued, falls == ANY_DAY] if in_issued else [issued == ANY_DAY, *in_due]
    phases = {cell.phase for cell in cells_of(wanted)}
    parts = []
    if phases - {Phase.CLOSED}:
        unpaid = col(InvoiceTally.phase).in_((Phase.OPEN, Phase.SUBMITTED))
        late = falls < actor.today()
        parts.append(_summed(actor, InvoiceTally, late, [*_kept(wanted), unpaid, *in_issued, *in_due]))
    if Phase.CLOSED in phases:
        closed = col(InvoiceTally.phase) == Phase.CLOSED
        parts.append(_summed(actor, InvoiceTally, false(), [*_kept(wanted), closed, *by_day]))
    return _wanted(db.execute(union_all(*parts)), wanted) if parts else []


def _kept(wanted: Filter) -> Conditions:
    """Type and currency, in the tally's terms."""
    kept: Conditions = [col(InvoiceTally.type).in_(wanted.types or (ANY_TYPE,))]
    return [*kept, col(InvoiceTally.currency) == wanted.currency] if wanted.currency else kept


def _counted(db: Session, actor: Actor, wanted: Filter, ids: list[int]) -> list[Sum]:
    """One by one, among these."""
    held = [col(Invoice.id).in_(ids), *map(passed_by, conditions(actor, wanted))]
    late = col(Invoice.falls_on) < actor.today()
    return _wanted(db.execute(_summed(actor, Invoice, late, held)), wanted)


def _summed(
    actor: Actor, table: type[Invoice] | type[InvoiceTally], late: ColumnElement[bool], held: Conditions
) -> Select[Any]:
    documents = func.count() if table is Invoice else func.sum(col(InvoiceTally.documents))
    kind: list[Any] = [col(table.phase), col(table.document), col(table.currency)]
    sums = (func.sum(col(table.due_minor)), func.sum(col(table.total_minor)))
    query = gate.narrow(
        actor, Permission.INVOICES_READ, table, select(*kind, late.label("late"), documents, *sums)
    ).where(*held)
    return query.group_by(*kind, *([] if late.compare(false()) else ["late"]))


def _wanted(rows: Iterable[Any], wanted: Filter) -> list[Sum]:
    """Of the sums, those of the statuses and kinds asked for."""
    kinds = {(cell.phase, cell.document, cell.late) for cell in cells_of(wanted)}
    sums = [Sum(*row) for row in rows]
    return [s for s in sums if kinds & {(s.phase, s.document, late) for late in (None, bool(s.late))}]


def _grouped(sums: Iterable[Sum], *, is_exact: bool) -> dict[Group, list[Tally]]:
    by_group: dict[Group, dict[str, Tally]] = {group: {} for group in Group}
    for sum_ in sorted(sums, key=lambda sum_: sum_.currency):
        tally = sum_.tally(is_exact=is_exact)
        for group in (sum_.group(), Group.ALL):
            known = by_group[group].get(tally.currency)
            by_group[group][tally.currency] = known + tally if known else tally
    return {group: list(by_currency.values()) for group, by_currency in by_group.items()}
