import pytest

from occ_app.errors import Forbidden
from occ_app.models import AutopayRule, PaymentState
from occ_app.services import card_uses, cards
from occ_app.services.card_uses import Uses
from occ_app.testing.factories import TODAY


@pytest.fixture
def account(make):
    return make.account()


@pytest.fixture
def ana(make, account):
    return make.actor(make.contact(account, order=make.order(account, contract_number="CT-1")))


def uses_of(db, actor, card):
    return next(one.uses for one in card_uses.kept(db, actor) if one.card.pk == card.pk)


def test_a_card_says_what_it_is_used_for(ana, account, make, db):
    card, other = make.card(account), make.card(account, last4="5100")
    cards.use_for_contract(db, ana, "CT-1", card.pk)
    db.add(AutopayRule(account_id=account.pk, currency="EUR", card_id=card.pk))
    db.flush()
    for values in (
        {"state": PaymentState.SCHEDULED, "scheduled_for": TODAY},
        {"state": PaymentState.NEEDS_ACTION},
        {"state": PaymentState.FAILED},
    ):
        make.sent(account, card, (make.invoice(account), 100), **values)
    assert uses_of(db, ana, card) == Uses(["CT-1"], [""], planned=1, waiting=1)
    assert uses_of(db, ana, card).is_needed
    assert uses_of(db, ana, other) == Uses()
    assert not uses_of(db, ana, other).is_needed


def test_every_contract_of_the_companys_orders_is_listed_once_with_its_card(ana, account, make, db):
    card = make.card(account)
    for contract in ("CT-2", "CT-1", ""):
        make.order(account, contract_number=contract)
    make.order(make.account("Globex"), contract_number="CT-9")
    cards.use_for_contract(db, ana, "CT-2", card.pk)
    assert card_uses.contracts(db, ana) == [("CT-1", None), ("CT-2", card.pk)]


def test_other_companies_uses_are_not_seen(ana, make, db):
    other = make.account("Globex")
    make.order(other, contract_number="CT-1")
    card = make.card(other)
    eve = make.actor(make.contact(other))
    cards.use_for_contract(db, eve, "CT-1", card.pk)
    assert card_uses.kept(db, ana) == []
    assert card_uses.contracts(db, ana) == [("CT-1", None)]


def test_who_may_not_pay_sees_none(make, account, db):
    tomas = make.actor(make.contact(account, "technical"))
    for ask in (card_uses.kept, card_uses.contracts):
        with pytest.raises(Forbidden):
            ask(db, tomas)
