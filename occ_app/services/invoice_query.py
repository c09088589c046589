"""The invoice list's filter as a query string: one reading for the screen, its links and its files."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Document, InvoiceStatus, InvoiceType
from occ_app.money import is_currency
from occ_app.services.invoices import Filter, Group

LONGEST_TEXT = 200
AnyWord = TypeVar("AnyWord", bound=StrEnum)


def parse(params: Mapping[str, str]) -> Filter:
    """The filter these parameters ask for; Invalid, naming the parameter, for a value it cannot be.

    Keys it does not know (`after`, `before`, `lang`) belong to the caller. An empty value is none.
    """
    wanted = Filter(
        group=_group(params, "status"),
        search=_text(params, "q"),
        types=_words(params, "type", InvoiceType),
        statuses=_words(params, "state", InvoiceStatus),
        document=next(iter(_words(params, "document", Document)), None),
        order=_text(params, "order"),
        currency=_currency(params, "currency"),
        issued_from=_day(params, "issued_from"),
        issued_to=_day(params, "issued_to"),
        due_from=_day(params, "due_from"),
        due_to=_day(params, "due_to"),
        sort=_text(params, "sort") or Filter.sort,
    )
    wanted.keyset()
    return wanted


def unparse(wanted: Filter) -> str:
    """The query string that `parse` reads back; what is as usual is left out of it."""
    values = {
        "status": wanted.group.value if wanted.group is not Filter.group else "",
        "q": wanted.search,
        "type": ",".join(wanted.types),
        "state": ",".join(wanted.statuses),
        "document": wanted.document.value if wanted.document else "",
        "order": wanted.order,
        "currency": wanted.currency,
        "issued_from": wanted.issued_from,
        "issued_to": wanted.issued_to,
        "due_from": wanted.due_from,
        "due_to": wanted.due_to,
        "sort": wanted.sort if wanted.sort != Filter.sort else "",
    }
    return urlencode({key: value for key, value in values.items() if value}, safe=",")


def _text(params: Mapping[str, str], key: str) -> str:
    text = params.get(key, "").strip()
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise _unknown(text, key)
    return text


def _group(params: Mapping[str, str], key: str) -> Group:
    groups = _words(params, key, Group) or (Filter.group,)
    if len(groups) > 1:
        raise _unknown(params[key], key)
    return groups[0]


def _words(params: Mapping[str, str], key: str, words: type[AnyWord]) -> tuple[AnyWord, ...]:
    """The words of a comma separated value, each once."""
    names = [name.strip() for name in params.get(key, "").split(",") if name.strip()]
    try:
        return tuple(dict.fromkeys(words(name) for name in names))
    except ValueError as error:
        raise _unknown(params[key], key) from error


def _currency(params: Mapping[str, str], key: str) -> str:
    code = _text(params, key).upper()
    if code and not is_currency(code):
        raise _unknown(code, key)
    return code


def _day(params: Mapping[str, str], key: str) -> date | None:
    text = _text(params, key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(_("“{value}” is not a date. Write it like 2026-10-31.", value=text), key) from error


def _unknown(value: str, key: str) -> Invalid:
    shown = value.replace("\0", "")[:40]
    return Invalid(_("The list cannot be filtered by “{value}”.", value=shown), key)
