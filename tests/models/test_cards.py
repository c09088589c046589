from datetime import date

import pytest

from occ_app.models import SavedCard


@pytest.mark.parametrize(("today", "is_expired"), [(date(2028, 2, 29), False), (date(2028, 3, 1), True)])
def test_a_card_is_good_to_the_end_of_its_month(today, is_expired):
    card = SavedCard(brand="visa", last4="4242", exp_month=2, exp_year=2028)
    assert card.is_expired(today) is is_expired


def test_a_card_is_called_what_is_printed_on_it():
    assert SavedCard(brand="amex", last4="0005").words == "American Express ···· 0005"
    assert SavedCard(brand="cartes_bancaires", last4="0001").words == "Cartes Bancaires ···· 0001"
