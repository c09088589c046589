from datetime import date

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.demo import cards
from occ_app.demo.acme import ACME
from occ_app.integrations.payments import gateway
from occ_app.models import ProviderCustomer, SavedCard
from occ_app.testing.factories import Make

TODAY = date(2026, 11, 22)


@pytest.fixture
def acme(database_url, stripe):
    with database.transaction() as db:
        make = Make(db)
        make.account("Umbra")
        return make.account(ACME.name, number=ACME.number).pk


def saved(account_id):
    with database.transaction(reads_only=True) as db:
        wanted = select(SavedCard).filter_by(account_id=account_id, removed_at=None).order_by(SavedCard.id)
        return list(db.exec(wanted))


def test_acme_has_a_good_an_expiring_and_an_expired_card_that_the_server_knows(acme, stripe):
    cards.fill(stripe.url, TODAY)
    kept = saved(acme)
    assert [(card.last4, card.exp_month, card.exp_year, card.is_default) for card in kept] == [
        ("4242", 1, 2030, True),
        ("4444", 11, 2026, False),
        ("1881", 9, 2026, False),
    ]
    for card in kept:
        known = gateway().card(card.provider_id)
        assert (known.brand, known.last4, known.exp_month) == (card.brand, card.last4, card.exp_month)
    assert not kept[1].is_expired(TODAY)
    assert kept[2].is_expired(TODAY)


def test_filling_again_changes_nothing(acme, stripe):
    cards.fill(stripe.url, TODAY)
    before = [card.provider_id for card in saved(acme)]
    cards.fill(stripe.url, TODAY)
    assert [card.provider_id for card in saved(acme)] == before


def test_a_server_that_has_forgotten_is_told_again(acme, stripe):
    cards.fill(stripe.url, TODAY)
    with database.transaction() as db:
        db.add(
            SavedCard(
                account_id=acme, provider_id="pm_x", brand="visa", last4="0000", exp_month=1, exp_year=2039
            )
        )
    stripe.reset()
    cards.fill(stripe.url, TODAY)
    kept = saved(acme)
    assert [card.last4 for card in kept] == ["4242", "4444", "1881"]
    with database.transaction(reads_only=True) as db:
        held = db.exec(select(ProviderCustomer)).one().provider_id
    assert {gateway().card(card.provider_id).customer_id for card in kept} == {held}


def test_a_company_that_removed_its_cards_gets_none_back(acme, stripe):
    cards.fill(stripe.url, TODAY)
    with database.transaction() as db:
        for card in db.exec(select(SavedCard)):
            card.removed_at, card.is_default = cards.now(), False
    cards.fill(stripe.url, TODAY)
    assert saved(acme) == []
