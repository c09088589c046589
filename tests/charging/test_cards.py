import pytest

from occ_app import charging
from occ_app.errors import Invalid, PortalError
from occ_app.models import SavedCard
from occ_app.testing.stripe_server import DECLINED
from tests.charging.shop import opened


@pytest.fixture
def ana(shop):
    return shop.make(shop.actor)


def test_a_card_typed_into_the_card_companys_fields_is_kept(shop, ana):
    setup = charging.begin_card(ana)
    shop.stripe.confirm_card(setup.id, setup.client_secret)
    key = charging.add_card(ana, setup.id)
    card = shop.make(lambda make: make.db.get_one(SavedCard, key))
    assert (card.brand, card.last4, card.account_id) == ("visa", "4242", shop.account_id)
    assert charging.add_card(ana, setup.id) == key


def test_a_card_that_is_declined_or_not_typed_in_is_not_kept(shop, ana):
    setup = charging.begin_card(ana)
    with pytest.raises(Invalid):
        charging.add_card(ana, setup.id)
    assert shop.stripe.confirm_card(setup.id, setup.client_secret, DECLINED).code == "card_declined"
    with pytest.raises(Invalid):
        charging.add_card(ana, setup.id)


def test_nobody_adds_the_card_of_another_company(shop, ana):
    eve = opened(shop.stripe)
    setup = charging.begin_card(ana)
    shop.stripe.confirm_card(setup.id, setup.client_secret)
    with pytest.raises(Invalid):
        charging.add_card(eve.make(eve.actor), setup.id)


def test_a_removed_card_is_forgotten_there_too(shop, ana):
    key = shop.card()
    method = shop.make(lambda make: make.db.get_one(SavedCard, key).provider_id)
    charging.remove_card(ana, key)
    assert shop.stripe.gateway.card(method).customer_id == ""


def test_without_an_answer_it_says_so(shop, ana):
    shop.stripe.fail("/v1/setup_intents", when="before")
    with pytest.raises(PortalError, match="does not answer"):
        charging.begin_card(ana)
