import pytest

from occ_app import charging
from occ_app.errors import Invalid, PortalError, TooMany
from occ_app.models import SavedCard
from occ_app.services import cards
from occ_app.services.cards import BEGUN
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
    assert shop.make(lambda make: cards.remove(make.db, ana, key)) == method
    charging.forget_card(method)
    assert shop.stripe.gateway.card(method).customer_id == ""


def test_forgetting_a_card_never_fails(shop):
    card = shop.stripe.card(shop.stripe.customer())
    for _time in range(2):
        charging.forget_card(card)
    charging.forget_card("pm_none")
    shop.stripe.fail("/detach", when="before", times=4)
    charging.forget_card(card)


def test_what_is_no_setup_of_the_card_company_is_not_asked_for(ana, monkeypatch):
    monkeypatch.setattr("occ_app.charging.cards.gateway", pytest.fail)
    for named in ("", "pi_1", "../customers", "seti_" + "x" * 300):
        with pytest.raises(Invalid, match="could not be added"):
            charging.add_card(ana, named)


def test_the_secret_of_a_setup_is_not_written_down_by_accident(ana):
    setup = charging.begin_card(ana)
    assert setup.client_secret not in repr(setup)


def test_the_tries_of_a_person_are_limited_before_anybody_is_asked(ana, monkeypatch):
    for _time in range(BEGUN.most):
        charging.begin_card(ana)
    monkeypatch.setattr("occ_app.charging.cards.gateway", pytest.fail)
    with pytest.raises(TooMany):
        charging.begin_card(ana)


def test_without_an_answer_it_says_so(shop, ana):
    shop.stripe.fail("/v1/setup_intents", when="before")
    with pytest.raises(PortalError, match="does not answer"):
        charging.begin_card(ana)
