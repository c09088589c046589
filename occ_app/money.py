"""Money: integer minor units and a currency. One road in (`parse`), one road out (`display`)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")
_SAMPLE = re.compile(
    r"(?P<before>\D*)1(?P<group>\D*)234(?P=group)567(?P<mark>\D*)(?P<decimals>0*)(?P<after>\D*)"
)


class CurrencyMismatch(ValueError):
    """Amounts in different currencies are never added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` units (cents, yen, fils) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact: 1234 cents are Decimal('12.34')."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be combined")


def is_currency(code: str) -> bool:
    """Whether CLDR knows this ISO 4217 code."""
    return code in get_global("all_currencies")


@lru_cache
def digits(currency: str) -> int:
    """Decimals of a currency: 0 for JPY, 2 for EUR, 3 for KWD (CLDR)."""
    return get_currency_precision(currency)


def parse(text: str, currency: str, *, decimal_mark: str = ".") -> Money:
    """Read an amount in major units, with optional grouping, exactly.

    The other mark of `.` and `,` (and spaces, apostrophes) may only group by three.
    Raises ValueError for anything else, including more decimals than the currency has.
    """
    return of(to_decimal(text, decimal_mark=decimal_mark), currency)


def to_decimal(text: str, *, decimal_mark: str = ".") -> Decimal:
    """Read a number written with `decimal_mark`; ValueError where its meaning is not certain."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    bare, sign = _unsigned(plain)
    whole, _, fraction = bare.partition(decimal_mark)
    if not _grouped_by_three(whole) or not (fraction == "" or _is_digits(fraction)):
        raise ValueError(f"“{text}” is not a number written with “{decimal_mark}” as decimal mark")
    return sign * Decimal("".join(c for c in whole if c.isdigit()) + "." + (fraction or "0"))


def _unsigned(text: str) -> tuple[str, int]:
    """A number without its sign: `-5`, `+5` or, as accountants write, `(5)`."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1], -1
    if text[:1] in ("-", "+"):
        return text[1:], -1 if text[0] == "-" else 1
    return text, 1


def _grouped_by_three(whole: str) -> bool:
    for mark in (",", ".", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "'", "’"):
        if mark in whole:
            head, *groups = whole.split(mark)
            return _is_digits(head) and len(head) <= 3 and all(_is_digits(g) and len(g) == 3 for g in groups)
    return _is_digits(whole)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def of(amount: Decimal, currency: str) -> Money:
    """An exact Decimal of major units as Money; ValueError if the currency has fewer decimals."""
    minor = amount.scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} has more decimals than {currency} allows ({digits(currency)})")
    return Money(int(minor), currency)


def rounded(amount: Decimal, currency: str) -> Money:
    """A computed Decimal (a tax, a price × quantity) as Money, half up as invoices do."""
    step = Decimal(1).scaleb(-digits(currency))
    return of(amount.quantize(step, rounding=ROUND_HALF_UP), currency)


def display(money: Money, locale: str) -> str:
    """The amount as a person of `locale` reads it, currency always visible.

    CLDR wants a space between a currency's letters and the digits (`KWD 1.500`); Babel leaves it out.
    """
    before, group, mark, after = _habits(money.currency, locale, negative=money.minor < 0)
    whole, fraction = divmod(abs(money.minor), 10 ** digits(money.currency))
    decimals = f"{fraction:0{digits(money.currency)}}" if mark else ""
    return f"{before}{f'{whole:,}'.replace(',', group)}{mark}{decimals}{after}"


@lru_cache
def _habits(currency: str, locale: str, *, negative: bool) -> tuple[str, str, str, str]:
    """What a locale writes before an amount, between thousands, before the decimals and after it.

    Read off a sample by Babel, which takes longer over one row's amounts than the database over a page.
    """
    sample = format_currency(-1_234_567 if negative else 1_234_567, currency, locale=locale)
    found = _SAMPLE.fullmatch(_LETTER_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", sample))
    if found is None:
        raise ValueError(f"amounts of {locale} are not written in thousands: {sample}")
    before, group, mark, after = found.group("before", "group", "mark", "after")
    return (before, group, mark, after) if found["decimals"] else (before, group, "", mark + after)


def plain(money: Money) -> str:
    """The amount for machines: a dot, the currency's decimals, no grouping: `12.30`."""
    return f"{money.amount:.{digits(money.currency)}f}"


def total(amounts: Iterable[Money]) -> dict[str, Money]:
    """Sums per currency, in order of first appearance; never across currencies."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return sums
