"""Filters in words, each with what takes it away: for the screen's chips and for mails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from occ_app import money
from occ_app.i18n import gettext as _
from occ_app.i18n import language, short_date
from occ_app.money import Money
from occ_app.services.lists.declaration import Field, FieldKind, ListFilter

AMOUNT_ENDS = ("total_from", "total_to")


@dataclass(frozen=True)
class Phrase:
    """`Issued from 1 Oct 2026`, and the changes of the filter without it."""

    text: str
    without: dict[str, Any]


def phrases(wanted: ListFilter, fields: tuple[Field, ...]) -> list[Phrase]:
    """Every filter in force but the group, in the language spoken here."""
    found = [phrase for field in fields for phrase in WRITERS[field.kind](wanted, field)]
    return [*found, *([Phrase(f"“{wanted.search}”", {"search": ""})] if wanted.search else [])]


def _choices(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    chosen = getattr(wanted, field.name)
    for value in chosen:
        without = tuple(other for other in chosen if other != value)
        yield Phrase(_((field.words or {})[value]), {field.name: without})


def _choice(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    value = getattr(wanted, field.name)
    if value:
        yield Phrase(_((field.words or {})[value]), {field.name: None})


def _text(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    value = getattr(wanted, field.name)
    if value:
        yield Phrase(f"{_(field.label)}: {value}", {field.name: ""})


def _currency(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    """Amounts go with their currency: they mean nothing without it."""
    value = getattr(wanted, field.name)
    if value:
        yield Phrase(value, {field.name: "", **{name: None for name in vars(wanted) if name in AMOUNT_ENDS}})


def _days(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    yield from _span(wanted, field, short_date)


def _amounts(wanted: ListFilter, field: Field) -> Iterator[Phrase]:
    currency: str = wanted.currency  # type: ignore[attr-defined]
    yield from _span(wanted, field, lambda minor: money.display(Money(minor, currency), language()))


def _span(wanted: ListFilter, field: Field, shown: Callable[[Any], str]) -> Iterator[Phrase]:
    names = (f"{field.name}_from", f"{field.name}_to")
    first, last = (getattr(wanted, name) for name in names)
    if first is None and last is None:
        return
    if first is not None and last is not None:
        span = f"{shown(first)} – {shown(last)}"
    elif first is not None:
        span = _("from {value}", value=shown(first))
    else:
        span = (
            _("until {value}", value=shown(last))
            if isinstance(last, date)
            else _("up to {value}", value=shown(last))
        )
    yield Phrase(f"{_(field.label)} {span}", dict.fromkeys(names))


WRITERS: dict[FieldKind, Callable[[ListFilter, Field], Iterator[Phrase]]] = {
    FieldKind.CHOICES: _choices,
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _text,
    FieldKind.DAYS: _days,
    FieldKind.AMOUNTS: _amounts,
    FieldKind.CURRENCY: _currency,
}
