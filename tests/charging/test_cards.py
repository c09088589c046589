import pytest
from sqlmodel import select

from occ_app import charging
from occ_app import db as database
from occ_app.errors import Invalid, PortalError, TooMany
from occ_app.integrations.payments import Refused
from occ_app.models import Account, ProviderCustomer, SavedCard
from occ_app.services.cards import BEGUN
from occ_app.testing.factories import Make
from occ_app.testing.stripe_server import DECLINED, MASTERCARD


@pytest.fixture
def ana(database_url, stripe):
    with database.transaction() as db:
        make = Make(db)
        return make.actor(make.contact(make.account("Acme"), email="ana@acme.example"))


def rows(table):
    with database.transaction(reads_only=True) as db:
        return list(db.exec(select(table)))


def test_a_card_is_kept_for_the_customer_that_the_company_is_there(ana, stripe):
    for number in (MASTERCARD, "4242424242424242"):
        setup = charging.begin_card(ana)
        assert setup.client_secret not in repr(setup)
        stripe.confirm_card(setup.id, setup.client_secret, number)
        charging.add_card(ana, setup.id)
    assert len(rows(ProviderCustomer)) == 1
    assert [(card.brand, card.last4, card.is_default) for card in rows(SavedCard)] == [
        ("mastercard", "4444", True),
        ("visa", "4242", False),
    ]


def test_a_declined_or_unconfirmed_card_is_refused_in_a_sentence(ana, stripe):
    setup = charging.begin_card(ana)
    stripe.confirm_card(setup.id, setup.client_secret, DECLINED)
    for named in (setup.id, "seti_none", "", "pi_1", "../customers"):
        with pytest.raises(Invalid, match="could not be added"):
            charging.add_card(ana, named)
    assert rows(SavedCard) == []


def test_a_card_company_that_does_not_answer_is_said_so(ana, stripe):
    stripe.fail("/v1/customers", when="before", times=4)
    with pytest.raises(PortalError, match="does not answer"):
        charging.begin_card(ana)
    assert rows(ProviderCustomer) == []


def test_the_tries_of_a_person_are_limited_before_anybody_is_asked(ana, monkeypatch):
    for _time in range(BEGUN.most):
        charging.begin_card(ana)
    monkeypatch.setattr("occ_app.charging.cards.gateway", pytest.fail)
    with pytest.raises(TooMany):
        charging.begin_card(ana)


def test_a_removed_card_is_forgotten_and_one_that_is_gone_already_too(ana, stripe):
    card = stripe.card(stripe.customer())
    charging.forget_card(card)
    assert stripe.gateway.card(card).customer_id == ""
    charging.forget_card(card)
    charging.forget_card("pm_none")
    stripe.fail("/detach", when="before", times=4)
    charging.forget_card(card)
    with pytest.raises(Refused):
        stripe.gateway.card("pm_none")


def test_another_companys_setup_is_refused(ana, stripe):
    with database.transaction() as db:
        make = Make(db)
        make.numbers = iter(range(100, 200))
        eve = make.actor(make.contact(make.account("Globex"), email="eve@globex.example"))
    setup = charging.begin_card(ana)
    stripe.confirm_card(setup.id, setup.client_secret)
    charging.begin_card(eve)
    with pytest.raises(Invalid):
        charging.add_card(eve, setup.id)
    assert len(rows(Account)) == 2
    assert rows(SavedCard) == []
