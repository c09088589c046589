"""All records that a list's query asks for, for its files: a page in memory at a time."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import number as shown_number
from occ_app.services.lists.declaration import ListOf
from occ_app.services.lists.query import parse

MOST_NUMBERS = 500
"""Records chosen one by one."""


def numbers_in(params: Mapping[str, str]) -> tuple[str, ...]:
    """`numbers`: `INV-1,INV-2`, a number with a comma in double quotes. Invalid for what cannot be."""
    try:
        given = next(csv.reader([params.get("numbers", "")], strict=True), [])
    except csv.Error as error:
        raise Invalid(_("The numbers of the chosen documents cannot be read."), "numbers") from error
    numbers = tuple(dict.fromkeys(number.strip() for number in given if number.strip()))
    if len(numbers) > MOST_NUMBERS:
        raise Invalid(too_many(MOST_NUMBERS), "numbers")
    return numbers


def too_many(most: int) -> str:
    """The sentence for more documents than a file may hold."""
    return _(
        "These are more than {most} documents: too many for one file. Please narrow the list.",
        most=shown_number(most),
    )


def records(db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str]) -> Iterator[Any]:
    """Those chosen by `numbers`, or else all that the filter finds, in its order; NotFound for one that is not there."""
    gate.require(actor, of.needs)
    wanted, numbers = parse(of.usual, of.fields, params), numbers_in(params)
    if numbers and of.is_chosen_from:
        yield from _picked(db, actor, of, numbers)
        return
    found = of.source.listing(db, actor, wanted)
    yield from found.items
    while found.next:
        db.expunge_all()
        found = of.source.listing(db, actor, wanted, after=found.next)
        yield from found.items


def _picked(db: Session, actor: Actor, of: ListOf[Any], numbers: tuple[str, ...]) -> list[Any]:
    if any("\0" in number for number in numbers):  # PostgreSQL would answer with an error of its own
        numbers = ()
    table: Any = of.table
    order = col(table.number) if of.chosen_by is None else of.chosen_by
    mine = gate.rows(actor, of.needs, of.table).where(of.among(numbers)).order_by(order)
    found = list(db.execute(mine).scalars())
    if len(found) < len(numbers) or not numbers:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return [of.told(actor, row) for row in found] if of.told else found
