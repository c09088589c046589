"""From the text of a cell to a value, or a ValueError that says why not. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from email_validator import EmailNotValidError, validate_email

from occ_app import money
from occ_app.i18n import LANGUAGES
from occ_app.services.imports.mapping import Layout

Read = Callable[[str, Layout], Any]

YES, NO = {"yes", "y", "true", "1", "si", "sí"}, {"no", "n", "false", "0"}
FIRST_YEAR, LAST_YEAR = 1900, 2200
BIGGEST = Decimal(10) ** 15
"""Amounts and quantities beyond this are typing errors, and would not fit as minor units."""

_PLAIN = re.compile(r"\d{1,16}(\.\d{0,12})?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@dataclass(frozen=True)
class Field:
    """One of our columns: how its cells are read, and whether each row must have one."""

    read: Read
    required: bool = False


def text(longest: int, *, required: bool = False) -> Field:
    """A text of one line. Longer ones are refused, not cut."""

    def read(cell: str, _layout: Layout) -> str:
        plain = cell if cell.isascii() and cell.isprintable() else _cleaned(cell)
        if len(plain) > longest:
            raise ValueError(f"longer than {longest} characters ({len(plain)})")
        return plain

    return Field(read, required)


def choice(words: type[StrEnum], *, required: bool = False, **also: StrEnum) -> Field:
    """One of our words, in any case; `also` are other spellings of them."""
    known = {word.value: word for word in words} | also

    def read(cell: str, _layout: Layout) -> StrEnum:
        found = known.get(cell.lower().replace(" ", "_").replace("-", "_"))
        if found is None:
            raise ValueError(f"“{_shown(cell)}” is none of {', '.join(known)}")
        return found

    return Field(read, required)


def whole(lowest: int, highest: int) -> Field:
    """A whole number within bounds."""

    def read(cell: str, _layout: Layout) -> int:
        if not (cell.isascii() and cell.isdigit() and lowest <= int(cell[:9]) <= highest):
            raise ValueError(f"“{_shown(cell)}” is not a whole number from {lowest} to {highest}")
        return int(cell)

    return Field(read)


def currency(cell: str, _layout: Layout) -> str:
    """An ISO 4217 code."""
    if not money.is_currency(cell):
        raise ValueError(f"“{_shown(cell)}” is not an ISO 4217 currency")
    return cell


def country(cell: str, _layout: Layout) -> str:
    """An ISO 3166 alpha-2 code."""
    if cell not in _countries():
        raise ValueError(f"“{_shown(cell)}” is not a two-letter ISO 3166 country code")
    return cell


def language(cell: str, _layout: Layout) -> str:
    """A language the portal speaks."""
    if cell.lower() not in LANGUAGES:
        raise ValueError(f"“{_shown(cell)}” is not a language of the portal ({', '.join(LANGUAGES)})")
    return cell.lower()


def time_zone(cell: str, _layout: Layout) -> str:
    """An IANA name: Europe/Madrid."""
    if cell not in _time_zones():
        raise ValueError(f"“{_shown(cell)}” is not an IANA time zone (example: Europe/Madrid)")
    return cell


def email(cell: str, _layout: Layout) -> str:
    """An address, in lower case."""
    return _email(cell)


def flag(cell: str, _layout: Layout) -> bool:
    """Yes or no."""
    word = cell.lower()
    if word not in YES | NO:
        raise ValueError(f"“{_shown(cell)}” is neither yes nor no")
    return word in YES


def day(cell: str, layout: Layout) -> date:
    """An ISO date, or one in the mapping's format."""
    return _day(cell, layout.date_format)


def decimal(cell: str, layout: Layout) -> Decimal:
    """A number: `-12.50`, `(12.50)`, `12.50-`; thousands may be grouped if the mapping says the decimal mark."""
    sign, body = _signed(cell)
    if _PLAIN.fullmatch(body) and (layout.decimal_mark != "," or "." not in body):
        number = Decimal(body)
    elif not layout.decimal_mark or not body[:1].isdigit() or not body[-1:].isdigit():
        raise ValueError(_not_a_number(cell, layout))
    else:
        number = money.to_decimal(body, decimal_mark=layout.decimal_mark)
    if number >= BIGGEST:
        raise ValueError(f"“{_shown(cell)}” is too large")
    return number if sign > 0 else -number


def percent(cell: str, layout: Layout) -> Decimal:
    """A tax rate from 0 to 100, in percent."""
    rate = decimal(cell.removesuffix("%").rstrip(), layout)
    if not 0 <= rate <= 100:
        raise ValueError(f"“{_shown(cell)}” is not a rate from 0 to 100 percent")
    return rate.normalize() + 0


def _signed(cell: str) -> tuple[int, str]:
    plain = cell.replace("\N{MINUS SIGN}", "-")
    if plain.startswith("(") and plain.endswith(")"):
        return -1, plain[1:-1].strip()
    if plain.startswith(("-", "+")):
        return (-1 if plain[0] == "-" else 1), plain[1:].lstrip()
    return (-1, plain[:-1].rstrip()) if plain.endswith("-") else (1, plain)


def _not_a_number(cell: str, layout: Layout) -> str:
    if layout.decimal_mark or not any(c.isdigit() for c in cell) or "," not in cell:
        return f"“{_shown(cell)}” is not a number"
    return (
        f"“{_shown(cell)}” can be read in two ways: say the decimal mark in the mapping "
        '(decimal_mark = "," or decimal_mark = ".")'
    )


@lru_cache(maxsize=20_000)
def _day(cell: str, form: str) -> date:
    found = _read_day(cell, form)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"“{_shown(cell)}” is not a year between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def _read_day(cell: str, form: str) -> date:
    iso = _ISO.fullmatch(cell)
    if iso is None and not form:
        raise ValueError(
            f"“{_shown(cell)}” is not an ISO date (2026-04-03): "
            'say the date format in the mapping (example: date_format = "%d/%m/%Y")'
        )
    try:
        return date.fromisoformat(iso[1]) if iso else datetime.strptime(cell, form).date()  # noqa: DTZ007
    except ValueError as error:
        raise ValueError(f"“{_shown(cell)}” is not a date written as {form or 'YYYY-MM-DD'}") from error


@lru_cache(maxsize=20_000)
def _email(cell: str) -> str:
    try:
        return validate_email(cell, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(f"“{_shown(cell)}” is not an e-mail address: {error}") from error


def _cleaned(cell: str) -> str:
    one_line = unicodedata.normalize("NFC", " ".join(cell.split()))
    if "\N{REPLACEMENT CHARACTER}" in one_line:
        raise ValueError("contains “�”: its letters were lost before the file came here")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in one_line):
        raise ValueError("contains control characters")
    return one_line


def _shown(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:60]}…"


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").territories if str(code).isalpha()) - _NOT_COUNTRIES


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
