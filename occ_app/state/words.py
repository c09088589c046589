"""Figures and statuses in words, in the language spoken here: what rows and cards are made of."""

from collections.abc import Iterable
from datetime import date, timedelta

from babel.numbers import format_decimal
from babel.units import format_unit

from occ_app.documents.words import METHODS, kind, lateness
from occ_app.i18n import gettext as _
from occ_app.i18n import language, long_date, ngettext, number, short_date
from occ_app.models import Invoice
from occ_app.money import Money, digits, display
from occ_app.services.invoices import STATUS_ICONS, Tally

__all__ = ["METHODS", "STATUS_ICONS", "kind", "lateness"]


def money(amount: Money) -> str:
    """An amount as the reader writes it, currency always visible."""
    return display(amount, language())


def plain(amount: Money) -> str:
    """The number alone, with the reader's decimal mark and without grouping, as a bank's form wants it."""
    places = digits(amount.currency)
    pattern = "0." + "0" * places if places else "0"
    return str(format_decimal(amount.amount, format=pattern, locale=language()))


def amounts(values: Iterable[Money]) -> str:
    """Amounts of several currencies side by side; never their sum."""
    return " · ".join(money(value) for value in values)


def count_and_due(tallies: list[Tally]) -> str:
    """`3 · 25.629,01 €`."""
    return " · ".join(
        [number(sum(tally.count for tally in tallies)), *(money(tally.due) for tally in tallies)]
    )


def due_on(invoice: Invoice) -> str:
    """The due date, or a dash on a credit note, which has none."""
    return short_date(invoice.due_on) if invoice.due_on else "—"


def due_sentence(invoice: Invoice, today: date) -> str:
    """What is due and by when, in one sentence, for the top of the detail page."""
    if invoice.is_credit_note:
        return _("Credit note; it has no due date.")
    if invoice.due_on is None or invoice.due_minor == 0:
        return _("Nothing is due.")
    late, day = invoice.days_late(today), long_date(invoice.due_on)
    if late > 0:
        return ngettext(
            "Was due on {day}, {count} day ago.", "Was due on {day}, {count} days ago.", late, day=day
        )
    if late == 0:
        return _("Due today, {day}.", day=day)
    return ngettext("Due on {day}, in {count} day.", "Due on {day}, in {count} days.", -late, day=day)


def file_size(size: int) -> str:
    """`12 kB`, `1.4 MB`: as file managers say it."""
    amount, unit = (size / 1_000_000, "megabyte") if size >= 1_000_000 else (max(1, size / 1_000), "kilobyte")
    pattern = "#,##0.#" if unit == "megabyte" else "#,##0"
    return format_unit(amount, unit, length="short", format=pattern, locale=language())


def duration(time: timedelta) -> str:
    """How long something took: `15 ms`, `1.4 sec`, `3 min`."""
    seconds = time.total_seconds()
    if seconds < 1:
        amount, unit, pattern = seconds * 1_000, "duration-millisecond", "0"
    elif seconds < 60:
        amount, unit, pattern = seconds, "duration-second", "0.#"
    else:
        amount, unit, pattern = seconds / 60, "duration-minute", "#,##0"
    return format_unit(amount, unit, length="short", format=pattern, locale=language())
