"""What a list holds, in words: for the mail, and for whoever looks at what is planned."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from occ_app import i18n, money
from occ_app.documents.words import DOCUMENTS, STATUSES, TYPES
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.money import Money
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter, Group

GROUPS = {Group.PAST_DUE: lazy("Past due"), Group.OPEN: lazy("Open"), Group.CLOSED: lazy("Closed")}
SHOWN_NUMBERS = 10


def in_words(wanted: Choice) -> str:
    """`Past due · Support · issued from 1 Oct 2026`, in the language spoken here."""
    if wanted.numbers:
        shown = ", ".join(wanted.numbers[:SHOWN_NUMBERS])
        more = ", …" if len(wanted.numbers) > SHOWN_NUMBERS else ""
        return _("Chosen documents: {numbers}", numbers=f"{shown}{more}")
    return " · ".join(_parts(wanted.wanted)) or _("All invoices")


def _parts(wanted: Filter) -> Iterator[str]:
    if wanted.group in GROUPS:
        yield _(GROUPS[wanted.group])
    yield from (_(STATUSES[status]) for status in wanted.statuses)
    yield from (_(TYPES[kind]) for kind in wanted.types)
    if wanted.document:
        yield _(DOCUMENTS[wanted.document])
    if wanted.currency:
        yield wanted.currency
    if wanted.order:
        yield _("Order reference {number}", number=wanted.order)
    yield from _dates(_("issued from {date}"), _("issued until {date}"), wanted.issued_from, wanted.issued_to)
    yield from _dates(_("due from {date}"), _("due until {date}"), wanted.due_from, wanted.due_to)
    if wanted.total_from is not None:
        yield _("total from {amount}", amount=_amount(wanted.total_from, wanted.currency))
    if wanted.total_to is not None:
        yield _("total up to {amount}", amount=_amount(wanted.total_to, wanted.currency))
    if wanted.search:
        yield _("containing “{text}”", text=wanted.search)


def _dates(since: str, until: str, first: date | None, last: date | None) -> Iterator[str]:
    for text, day in ((since, first), (until, last)):
        if day:
            yield text.format(date=i18n.short_date(day))


def _amount(minor: int, currency: str) -> str:
    """With its currency where one is asked for; else as most currencies count."""
    if currency:
        return money.display(Money(minor, currency), i18n.language())
    return f"{Decimal(minor).scaleb(-2):.2f}"
