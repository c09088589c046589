"""Amounts of a payment as people write and read them."""

from babel.numbers import get_currency_symbol

from occ_app import i18n, money
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.money import Money

MOST_MINOR = 10**15
"""Far above any invoice, far below what the database holds."""


def read(text: str, currency: str, field: str) -> Money:
    """An amount to pay as the reader writes it; Invalid for anything else."""
    amount = written(text, currency, field)
    if amount.minor <= 0 or amount.minor > MOST_MINOR:
        raise Invalid(_("Please pay more than nothing, or take the invoice out."), field)
    return amount


def written(text: str, currency: str, field: str) -> Money:
    """Any amount as the reader writes it; Invalid for anything else."""
    mark = "," if i18n.language() == "es" else "."
    symbol = get_currency_symbol(currency, locale=i18n.language())
    plain = text.replace(currency, "").replace(symbol, "").replace("€", "").replace("$", "").strip()
    try:
        return money.parse(plain, currency, decimal_mark=mark)
    except ValueError:
        raise Invalid(_("“{text}” is not an amount.", text=text[:40]), field) from None


def said(amount: Money) -> str:
    """The amount as the reader reads it."""
    return money.display(amount, i18n.language())
