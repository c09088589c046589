"""What every paper has in common: the supplier, the company it is for, facts and sums in the reader's language."""

from collections.abc import Iterator
from typing import Any

from babel import Locale

from occ_app import i18n, money
from occ_app.i18n import gettext as _
from occ_app.models import Account
from occ_app.money import Money
from occ_app.settings import get_settings

DEFAULT_ACCENT = "#0B6B5D"
LETTER_COUNTRIES = ("CA", "US")


def values(account: Account, title: str, sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template needs to know of the whole paper."""
    settings = get_settings()
    return {
        "language": i18n.language(),
        "format": "us-letter" if account.country in LETTER_COUNTRIES else "a4",
        "accent": settings.brand_accent or DEFAULT_ACCENT,
        "brand": settings.brand_name,
        "title": title,
        "author": settings.bank_beneficiary,
        "sheets": sheets,
    }


def supplier() -> Iterator[str]:
    """Who sends it, line by line."""
    settings = get_settings()
    yield settings.bank_beneficiary
    yield from (line.strip() for line in settings.supplier_address.split("|") if line.strip())
    if settings.supplier_tax_id:
        yield _("Tax ID {number}", number=settings.supplier_tax_id)
    yield settings.support_email


def address(account: Account) -> Iterator[str]:
    """Whom it is for, line by line."""
    yield account.name
    place = f"{account.postal_code} {account.city}".strip()
    country = Locale(i18n.language()).territories.get(account.country, account.country)
    yield from filter(None, (account.street, place, country))
    if account.tax_id:
        yield _("Tax ID {number}", number=account.tax_id)


def fact(name: str, value: str, *, is_id: bool = False) -> dict[str, Any]:
    """A name and what it is; `is_id` where it is to be copied exactly."""
    return {"name": name, "value": value, "is_id": is_id}


def summed(name: str, amount: Money, weight: str = "plain") -> dict[str, str]:
    """A row of the sums; `weight` is plain, total or due."""
    return {"name": name, "amount": shown(amount), "weight": weight}


def shown(amount: Money) -> str:
    """An amount as it is read."""
    return minus(money.display(amount, i18n.language()))


def card(words: str) -> str:
    """A card as it is called, `Visa •••• 4242`: in print the middle dots would run into a dash."""
    return words.replace("\N{MIDDLE DOT}", "\N{BULLET}")


def minus(text: str) -> str:
    """With the true minus sign: wide enough to be seen, and read aloud as one."""
    return text.replace("-", "\N{MINUS SIGN}")


def foot() -> dict[str, str]:
    """What stands at the end of every page."""
    settings = get_settings()
    return {
        "footer": f"{settings.bank_beneficiary} · {settings.support_email}",
        "page": _("Page {page} of {pages}"),
    }
