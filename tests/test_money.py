import re
from decimal import Decimal

import pytest
from babel.core import get_global
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from occ_app import money
from occ_app.i18n import LANGUAGES
from occ_app.money import CurrencyMismatch, Money


@pytest.mark.parametrize(
    ("text", "mark", "currency", "minor"),
    [
        ("12.34", ".", "EUR", 1_234),
        ("1.234.567,5", ",", "EUR", 123_456_750),
        ("1,234,567.50", ".", "USD", 123_456_750),
        ("1 234,50", ",", "EUR", 123_450),
        ("1’234.50", ".", "CHF", 123_450),
        ("-0.01", ".", "EUR", -1),
        ("−5", ".", "EUR", -500),
        ("(5.00)", ".", "EUR", -500),
        ("+7", ".", "EUR", 700),
        ("1234", ".", "JPY", 1_234),
        ("1.2345", ".", "KWD", None),
        ("1.234", ".", "KWD", 1_234),
        ("90071992547409.93", ".", "EUR", 9_007_199_254_740_993),
    ],
)
def test_an_amount_is_read_exactly(text, mark, currency, minor):
    if minor is None:
        with pytest.raises(ValueError, match="decimals"):
            money.parse(text, currency, decimal_mark=mark)
    else:
        assert money.parse(text, currency, decimal_mark=mark) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "1,5",
        "1.2.3",
        "12,34,567",
        "1e5",
        "NaN",
        "Infinity",
        "50-",
        "(5",
        "5)",
        "--5",
        "٣",
        "1 23",
        "0x1F",
        "1,2345.00",
    ],
)
def test_what_is_not_certainly_a_number_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the value is in the sentence, whatever it is
        money.parse(text, "EUR")


def test_more_decimals_than_the_currency_has_are_refused():
    with pytest.raises(ValueError, match="JPY"):
        money.parse("10.5", "JPY")


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3)])
def test_minor_units_follow_the_currency(currency, digits):
    assert Money(1_234, currency).amount == Decimal(1_234).scaleb(-digits)


@pytest.mark.parametrize(
    ("amount", "locale", "shown"),
    [
        (Money(1_843_000, "EUR"), "es", "18.430,00\xa0€"),
        (Money(1_843_000, "EUR"), "en", "€18,430.00"),
        (Money(2_513_200, "JPY"), "en", "¥2,513,200"),
        (Money(1_500, "KWD"), "en", "KWD\xa01.500"),
    ],
)
def test_an_amount_is_shown_as_its_reader_writes_it(amount, locale, shown):
    assert money.display(amount, locale) == shown


@given(
    minor=st.integers(min_value=-(10**15), max_value=10**15),
    currency=st.sampled_from(sorted(get_global("all_currencies"))),
    locale=st.sampled_from(sorted(LANGUAGES)),
)
def test_amounts_are_written_as_babel_writes_them(minor, currency, locale):
    shown = format_currency(Money(minor, currency).amount, currency, locale=locale)
    assert money.display(Money(minor, currency), locale) == re.sub(r"(?<=[A-Z])(?=\d)", "\xa0", shown)


def test_currencies_are_never_added_or_compared():
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    for combine in (lambda: euro + dollar, lambda: euro - dollar, lambda: euro < dollar):
        with pytest.raises(CurrencyMismatch):
            combine()


def test_totals_are_per_currency():
    amounts = [Money(1, "EUR"), Money(2, "USD"), Money(3, "EUR")]
    assert money.total(amounts) == {"EUR": Money(4, "EUR"), "USD": Money(2, "USD")}


@pytest.mark.parametrize(("text", "minor"), [("0.125", 13), ("0.135", 14), ("-0.125", -13), ("0.1249", 12)])
def test_computed_amounts_round_half_up_as_invoices_do(text, minor):
    assert money.rounded(Decimal(text), "EUR").minor == minor


def test_machines_get_a_dot_and_the_currencys_decimals():
    assert [money.plain(Money(5, c)) for c in ("JPY", "EUR", "KWD")] == ["5", "0.05", "0.005"]
