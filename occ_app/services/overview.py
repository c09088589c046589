"""The overview: what is late, what is open, how old it is, what was spent, what came last."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Scope
from occ_app.models import Document, Invoice, InvoiceTally, Order, Phase
from occ_app.models.tally import ANY_DAY, ANY_TYPE
from occ_app.money import Money
from occ_app.services import invoices
from occ_app.services.invoices import Filter, Group, Tally

MONTHS = 12
LAST = 5
AGES = (0, 30, 60, 90)
"""Upper ends in days late: current, 1–30, 31–60, 61–90 and, beyond the last, 90+."""


@dataclass(frozen=True)
class Age:
    """What is due of one age; `first` to `last` are the due dates it spans, either may be open."""

    days_from: int
    days_to: int | None
    first: date | None
    last: date
    due: dict[str, Money]


@dataclass(frozen=True)
class Month:
    """What was billed, net of credit notes, in one calendar month, per currency (tax included)."""

    first: date
    spent: dict[str, Money]


@dataclass(frozen=True)
class Overview:
    """Everything the first screen shows. Amounts never mix currencies."""

    past_due: list[Tally]
    open: list[Tally]
    due_soon: list[Tally]
    credit: list[Tally]
    """Credit notes not used up yet; their amounts are negative."""
    ages: list[Age]
    months: list[Month]
    last: list[tuple[Invoice, Order | None]]


def overview(db: Session, actor: Actor) -> Overview:
    """The overview of the actor's company, as far as the actor's rights reach."""
    gate.require(actor, Permission.OVERVIEW_READ)
    today = actor.today()
    due = invoices.tallies(db, actor, Filter(document=Document.INVOICE, statuses=invoices.UNPAID))
    soon = invoices.tallies(db, actor, replace(due_soon(today), statuses=invoices.UNPAID))
    credit = invoices.tallies(db, actor, Filter(document=Document.CREDIT_NOTE, statuses=invoices.UNPAID))
    return Overview(
        past_due=due[Group.PAST_DUE],
        open=due[Group.OPEN],
        due_soon=soon[Group.OPEN],
        credit=credit[Group.OPEN],
        ages=ages(db, actor),
        months=months(db, actor),
        last=invoices.listing(db, actor, Filter(sort="-issued")).items[:LAST],
    )


def ages(db: Session, actor: Actor) -> list[Age]:
    """What invoices have due, by days past the due date (credit notes have no age)."""
    today = actor.today()
    bounds = [today - timedelta(days=days) for days in AGES]
    table, held = _source(actor)
    falls_on = col(table.falls_on)
    age = case(*((falls_on >= bound, index) for index, bound in enumerate(bounds)), else_=len(bounds))
    columns = select(age.label("age"), col(table.currency), func.sum(col(table.due_minor)))
    query = gate.narrow(actor, Permission.OVERVIEW_READ, table, columns).where(
        *held, col(table.phase) != Phase.CLOSED, col(table.document) == Document.INVOICE
    )
    due: dict[int, dict[str, Money]] = defaultdict(dict)
    for index, currency, minor in db.execute(
        query.group_by("age", col(table.currency)).order_by(col(table.currency))
    ):
        due[index][currency] = Money(int(minor), currency)
    return [_age(index, today, due[index]) for index in range(len(AGES) + 1)]


def months(db: Session, actor: Actor) -> list[Month]:
    """What was billed in each of the last twelve calendar months, this one included."""
    firsts = _last_months(actor.today())
    table, held = _source(actor)
    issued_on = col(table.issued_on)
    month = case(*((issued_on < first, index) for index, first in enumerate(firsts[1:])), else_=MONTHS - 1)
    columns = select(month.label("month"), col(table.currency), func.sum(col(table.total_minor)))
    query = gate.narrow(actor, Permission.OVERVIEW_READ, table, columns).where(*held, issued_on >= firsts[0])
    spent: dict[int, dict[str, Money]] = defaultdict(dict)
    for index, currency, minor in db.execute(
        query.group_by("month", col(table.currency)).order_by(col(table.currency))
    ):
        spent[index][currency] = Money(int(minor), currency)
    return [Month(first, spent[index]) for index, first in enumerate(firsts)]


def _source(actor: Actor) -> tuple[type[Invoice] | type[InvoiceTally], list[ColumnElement[bool]]]:
    """Where sums by day come from: the tally, or for who sees some orders only, the documents."""
    if gate.require(actor, Permission.OVERVIEW_READ) < Scope.ACCOUNT:
        return Invoice, []
    by_issue_day = (col(InvoiceTally.phase) != Phase.CLOSED) | (col(InvoiceTally.falls_on) == ANY_DAY)
    return InvoiceTally, [col(InvoiceTally.type) == ANY_TYPE, by_issue_day]


def due_soon(today: date) -> Filter:
    """What falls due in the next thirty days."""
    last = today + timedelta(days=30)
    return Filter(group=Group.OPEN, document=Document.INVOICE, due_from=today, due_to=last)


def _age(index: int, today: date, due: dict[str, Money]) -> Age:
    days_from = AGES[index - 1] + 1 if index else 0
    days_to = AGES[index] if index < len(AGES) else None
    if not index:
        return Age(0, 0, today, date.max, due)
    first = today - timedelta(days=days_to) if days_to is not None else None
    return Age(days_from, days_to, first, today - timedelta(days=days_from), due)


def _last_months(today: date) -> list[date]:
    first = today.replace(day=1)
    firsts = [first]
    while len(firsts) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        firsts.append(first)
    return firsts[::-1]
