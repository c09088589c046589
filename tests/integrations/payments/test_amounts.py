import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from occ_app.errors import Invalid
from occ_app.integrations.payments.amounts import NONE, THREE, decimals, from_stripe, to_stripe
from occ_app.integrations.payments.faults import Malformed
from occ_app.money import Money, digits

CURRENCIES = sorted(get_global("all_currencies"))


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(1234, "EUR"), 1234),
        (Money(1234, "JPY"), 1234),
        (Money(1230, "KWD"), 1230),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(1045, "HUF"), 1045),
        (Money(80045, "TWD"), 80045),
        (Money(7, "RSD"), 700),
        (Money(3, "XOF"), 3),
    ],
    ids=str,
)
def test_amounts_are_counted_as_stripe_documents_them(money, amount):
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(0, "EUR"), Money(-1, "EUR"), Money(10**12, "EUR")], ids=str)
def test_an_amount_that_is_no_payment_is_refused(money):
    with pytest.raises(Invalid):
        to_stripe(money)


def test_three_decimals_must_end_in_nought_and_the_customer_is_told():
    with pytest.raises(
        Invalid, match=r"KWD\s1\.234 cannot be paid by card: the last decimal has to be 0\."
    ) as fault:
        to_stripe(Money(1234, "KWD"))
    assert fault.value.field == "amount"


def test_decimals_a_currency_does_not_have_are_not_rounded_away():
    with pytest.raises(Malformed):
        from_stripe(550, "isk")


def test_currencies_that_stripe_lists_have_the_decimals_it_lists():
    assert {decimals(code) for code in NONE} == {0}
    assert {code for code in THREE if digits(code) != 3} == set()


@given(st.sampled_from(CURRENCIES), st.integers(1, 10**9))
def test_what_goes_out_comes_back_the_same(currency, minor):
    money = Money(minor, currency)
    try:
        amount = to_stripe(money)
    except Invalid:
        assert currency in THREE or digits(currency) > decimals(currency)
    else:
        assert from_stripe(amount, currency.lower()) == money
