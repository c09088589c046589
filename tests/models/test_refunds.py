from occ_app.models import Refund
from occ_app.money import Money


def test_a_refund_is_an_amount_of_a_currency():
    assert Refund(amount_minor=1_500, currency="KWD").amount == Money(1_500, "KWD")
