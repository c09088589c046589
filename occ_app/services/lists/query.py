"""A list's filter as a query string: one reading for the screen, its links, its files and its mails."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.money import digits, is_currency
from occ_app.services.lists.declaration import Field, FieldKind, ListFilter

LONGEST_TEXT = 200
LARGEST = 10**15
"""Minor units: more than anybody is billed, less than a column holds."""

Wanted = TypeVar("Wanted", bound=ListFilter)
Params = Mapping[str, str]


def parse(usual: Wanted, fields: tuple[Field, ...], params: Params) -> Wanted:
    """The filter these parameters ask for; Invalid, naming the parameter, for a value it cannot be.

    Keys it does not know (`after`, `before`, `lang`) belong to the caller. An empty value is none.
    """
    groups = _words(params, "status", list(type(usual.group))) or (usual.group,)
    if len(groups) > 1:
        raise _unknown(params["status"], "status")
    values = {name: value for field in fields for name, value in READERS[field.kind](params, field)}
    found = replace(usual, group=groups[0], search=_text(params, "q"), **values)
    found = replace(found, sort=_text(params, "sort") or usual.sort)
    found.keyset()
    return found


def unparse(wanted: ListFilter, usual: ListFilter, fields: tuple[Field, ...]) -> str:
    """The query string that `parse` reads back; what is as usual is left out of it."""
    values: dict[str, Any] = {
        "status": wanted.group.value if wanted.group is not usual.group else "",
        "q": wanted.search,
    }
    for field in fields:
        if any(getattr(wanted, name) != getattr(usual, name) for name in field.names):
            values |= dict(_written(wanted, field))
    values["sort"] = wanted.sort if wanted.sort != usual.sort else ""
    return urlencode({key: value for key, value in values.items() if value}, safe=",")


def _written(wanted: ListFilter, field: Field) -> Iterator[tuple[str, str]]:
    match field.kind:
        case FieldKind.CHOICES:
            yield field.key, ",".join(getattr(wanted, field.name))
        case FieldKind.DAYS | FieldKind.AMOUNTS:
            for end in ("from", "to"):
                value = getattr(wanted, f"{field.name}_{end}")
                if value is not None and field.kind is FieldKind.AMOUNTS:
                    value = major(value, wanted.currency)  # type: ignore[attr-defined]
                yield f"{field.key}_{end}", "" if value is None else str(value)
        case _:
            yield field.key, str(getattr(wanted, field.name) or "")


def major(minor: int, currency: str) -> str:
    """A plain amount as an address has it: `1234.50`."""
    return format(Decimal(minor).scaleb(-digits(currency)), "f")


def _text(params: Params, key: str) -> str:
    text = params.get(key, "").strip()
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise _unknown(text, key)
    return text


def _words(params: Params, key: str, words: list[Any]) -> tuple[Any, ...]:
    """The words of a comma separated value, each once."""
    known = {str(word): word for word in words}
    names = [name.strip() for name in params.get(key, "").split(",") if name.strip()]
    if not set(names) <= set(known):
        raise _unknown(params[key], key)
    return tuple(known[name] for name in dict.fromkeys(names))


def _choices(params: Params, field: Field) -> Iterator[tuple[str, tuple[StrEnum, ...]]]:
    yield field.name, _words(params, field.key, list(field.words or ()))


def _choice(params: Params, field: Field) -> Iterator[tuple[str, StrEnum | None]]:
    found = _words(params, field.key, list(field.words or ()))
    if len(found) > 1:
        raise _unknown(params[field.key], field.key)
    yield field.name, next(iter(found), None)


def _plain(params: Params, field: Field) -> Iterator[tuple[str, str]]:
    yield field.name, _text(params, field.key)


def _currency(params: Params, field: Field) -> Iterator[tuple[str, str]]:
    code = _text(params, field.key).upper()
    if code and not is_currency(code):
        raise _unknown(code, field.key)
    yield field.name, code


def _days(params: Params, field: Field) -> Iterator[tuple[str, date | None]]:
    for end in ("from", "to"):
        key = f"{field.key}_{end}"
        text = _text(params, key)
        try:
            yield f"{field.name}_{end}", date.fromisoformat(text) if text else None
        except ValueError as error:
            raise Invalid(_("“{value}” is not a date. Write it like 2026-10-31.", value=text), key) from error


def _amounts(params: Params, field: Field) -> Iterator[tuple[str, int | None]]:
    """Minor units of the currency that is asked for too: amounts of several have no order."""
    currency = _text(params, "currency").upper()
    for end in ("from", "to"):
        key = f"{field.key}_{end}"
        text = _text(params, key)
        if text and not is_currency(currency):
            raise Invalid(_("Amounts are compared in one currency. Please choose it too."), "currency")
        yield f"{field.name}_{end}", _minor(text, currency, key) if text else None


def _minor(text: str, currency: str, key: str) -> int:
    try:
        minor = Decimal(text).scaleb(digits(currency))
        if not minor.is_finite() or abs(minor) > LARGEST or minor != minor.to_integral_value():
            raise InvalidOperation
    except InvalidOperation as error:
        raise Invalid(
            _("“{value}” is not an amount. Write it like 1234.50.", value=text[:40]), key
        ) from error
    return int(minor)


READERS: dict[FieldKind, Callable[[Params, Field], Iterator[tuple[str, Any]]]] = {
    FieldKind.CHOICES: _choices,
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _plain,
    FieldKind.DAYS: _days,
    FieldKind.AMOUNTS: _amounts,
    FieldKind.CURRENCY: _currency,
}


def _unknown(value: str, key: str) -> Invalid:
    shown = value.replace("\0", "")[:40]
    return Invalid(_("The list cannot be filtered by “{value}”.", value=shown), key)
