import pytest

from occ_app.errors import Invalid
from occ_app.i18n import speaking
from occ_app.money import Money
from occ_app.services.paying import amounts


@pytest.mark.parametrize(("language", "currency", "minor"), [
    ("es", "EUR", 123_450), ("en", "EUR", 123_450), ("es", "USD", 7_000), ("en", "USD", 7_000),
    ("es", "JPY", 70_000), ("en", "JPY", 70_000), ("en", "KWD", 1_500), ("es", "KWD", 1_500_000), ("en", "GBP", 5),
])  # fmt: skip
def test_what_is_shown_can_be_read_back(language, currency, minor):
    with speaking(language):
        assert amounts.read(amounts.said(Money(minor, currency)), currency, "at") == Money(minor, currency)


def test_nothing_and_less_is_no_amount():
    for text in ("0", "-5", "€", "10 USD"):
        with pytest.raises(Invalid) as refused:
            amounts.read(text, "EUR", "at")
        assert refused.value.field == "at"
