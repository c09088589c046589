"""Languages: gettext catalogues for texts, Babel for dates and numbers.

A page is compiled once per language inside `speaking(language)`; a handler or service speaks the
language of its actor. Catalogues are read from `locale/*.po`, so nothing is compiled by hand.
"""

import gettext as gnu
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from occ_app.settings import ROOT

LANGUAGES = {"es": "Español", "en": "English"}
DEFAULT_LANGUAGE = "en"

REMEMBERED = 8_192
"""Dates and numbers kept as Babel wrote them: lists show the same ones again and again."""

_spoken: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block `gettext` answers in `language`."""
    token = _spoken.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language spoken here: `es` or `en`."""
    return _spoken.get()


def gettext(message: str, /, **values: object) -> str:
    """The message in the language spoken here, with `{name}` placeholders filled."""
    text = _catalogue(language()).gettext(message)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, amount: int, /, **values: object) -> str:
    """The form of the message for `amount`, which fills its `{count}` placeholder."""
    return _catalogue(language()).ngettext(one, many, amount).format(count=number(amount), **values)


def lazy(message: str, /) -> str:
    """Mark a text for extraction where it is declared; `gettext` it where it is shown."""
    return message


def plural(one: str, many: str, /) -> tuple[str, str]:
    """Mark a counted text where it is declared; `ngettext` it where it is shown."""
    return one, many


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> gnu.NullTranslations:
    path = ROOT / "locale" / f"{code}.po"
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def number(value: int) -> str:
    """A whole number with the locale's grouping."""
    return _written_number(value, language())


@lru_cache(maxsize=REMEMBERED)
def _written_number(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def short_date(day: date) -> str:
    """`12 oct 2026`: for people, in the language spoken here."""
    return _written_date(day, "d MMM y", language())


@lru_cache(maxsize=REMEMBERED)
def _written_date(day: date, form: str, locale: str) -> str:
    return format_date(day, form, locale=locale)


def long_date(day: date) -> str:
    """`12 de octubre de 2026`."""
    return _written_date(day, "long", language())


def month_name(day: date) -> str:
    """`oct 2026`."""
    return _written_date(day, "MMM y", language())


def weekday(day: int) -> str:
    """`Monday` for 1 … `Sunday` for 7."""
    return str(get_day_names("wide", locale=language())[day - 1])


def clock(at: datetime, time_zone: str) -> str:
    """The time of an instant (UTC) in `time_zone`."""
    return format_datetime(at.astimezone(ZoneInfo(time_zone)), "HH:mm", locale=language())


def day_of(at: datetime, time_zone: str) -> date:
    """The day an instant (UTC) falls on in `time_zone`."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def moment(at: datetime, time_zone: str) -> str:
    """An instant (UTC) as date and time in `time_zone`."""
    return format_datetime(at.astimezone(ZoneInfo(time_zone)), "d MMM y, HH:mm", locale=language())
