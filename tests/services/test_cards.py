from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.models import (
    Account,
    AutopayRule,
    ContractCard,
    Delegation,
    PaymentState,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.services import cards
from occ_app.services.cards import NewCard
from occ_app.testing.factories import TODAY
from occ_app.testing.trail import trail

VISA = NewCard("pm_visa", "visa", "4242", 8, 2039)
MASTERCARD = NewCard("pm_mc", "mastercard", "5100", 11, 2039)


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account()))


def delegate(make, ana):
    """Somebody whom Ana handed invoices to."""
    payer = make.person("payer@bank.example")
    handed = Delegation(
        account_id=ana.account_id, person_id=payer.pk, name="Payer", token_hash="h", made_by=ana.person_id,
        ends_on=TODAY, ends_at=now() + timedelta(days=1), note="",
    )  # fmt: skip
    make.db.add(handed)
    make.db.flush()
    who = {"person_id": payer.pk, "account_id": ana.account_id, "email": payer.email}
    return Actor(roles=frozenset({Role.DELEGATE}), delegation_id=handed.pk, **who)


def test_the_first_card_is_the_usual_one_until_another_is_made_so(ana, db):
    first, second = cards.add(db, ana, VISA), cards.add(db, ana, MASTERCARD)
    assert [card.is_default for card in (first, second)] == [True, False]
    cards.make_usual(db, ana, second.pk)
    db.expire_all()
    assert cards.usual(db, ana, contract="").pk == second.pk
    assert [card.words for card in cards.listing(db, ana)] == ["Mastercard ···· 5100", "Visa ···· 4242"]


def test_the_same_card_is_kept_once(ana, db):
    assert cards.add(db, ana, VISA).pk == cards.add(db, ana, VISA).pk
    assert len(db.exec(select(SavedCard)).all()) == 1


def test_a_contract_can_have_a_card_of_its_own(ana, make, db):
    make.order(db.get_one(Account, ana.account_id), contract_number="CT-1")
    usual, other = cards.add(db, ana, VISA), cards.add(db, ana, MASTERCARD)
    cards.use_for_contract(db, ana, "CT-1", other.pk)
    assert cards.usual(db, ana, contract="CT-1").pk == other.pk
    assert cards.usual(db, ana, contract="CT-2").pk == usual.pk
    cards.use_for_contract(db, ana, "CT-1", None)
    assert db.exec(select(ContractCard)).all() == []


def test_a_removed_card_leaves_the_next_one_as_usual(ana, make, db):
    make.order(db.get_one(Account, ana.account_id), contract_number="CT-1")
    usual, other = cards.add(db, ana, VISA), cards.add(db, ana, MASTERCARD)
    cards.use_for_contract(db, ana, "CT-1", usual.pk)
    assert cards.remove(db, ana, usual.pk) == "pm_visa"
    assert cards.usual(db, ana, contract="CT-1").pk == other.pk
    assert other.is_default
    with pytest.raises(NotFound):
        cards.one(db, ana, usual.pk)


def test_a_card_is_not_removed_while_something_needs_it(ana, make, db):
    card = cards.add(db, ana, VISA)
    rule = AutopayRule(account_id=ana.account_id, currency="EUR", card_id=card.pk)
    db.add(rule)
    db.flush()
    with pytest.raises(Invalid, match="Autopay uses this card"):
        cards.remove(db, ana, card.pk)
    rule.stopped_at = now()
    account = make.account("Globex")
    order = make.sent(account, card, (make.invoice(account, 1_000), 1_000))
    order.account_id = ana.account_id
    db.flush()
    with pytest.raises(Invalid, match="payment that is waiting"):
        cards.remove(db, ana, card.pk)
    order.state = PaymentState.FAILED
    cards.remove(db, ana, card.pk)


def test_a_delegate_and_the_company_do_not_share_cards(ana, make, db):
    payer = delegate(make, ana)
    theirs, own = cards.add(db, ana, VISA), cards.add(db, payer, MASTERCARD)
    assert not own.is_default
    assert [card.pk for card in cards.listing(db, payer)] == [own.pk]
    assert [card.pk for card in cards.listing(db, ana)] == [theirs.pk]
    for actor, card in ((payer, theirs), (ana, own)):
        with pytest.raises(NotFound):
            cards.one(db, actor, card.pk)


def test_the_card_company_knows_a_company_once_and_a_delegate_apart(ana, make, db):
    assert cards.holder(db, ana).provider_id == ""
    assert cards.note_holder(db, ana, cards.holder(db, ana), "cus_1") == "cus_1"
    assert cards.note_holder(db, ana, cards.holder(db, ana), "cus_2") == "cus_1"
    payer = delegate(make, ana)
    assert cards.holder(db, payer).provider_id == ""
    assert cards.note_holder(db, payer, cards.holder(db, payer), "cus_3") == "cus_3"
    assert cards.holder(db, ana).provider_id == "cus_1"


def test_other_companies_cards_are_not_found_and_who_may_not_pay_sees_none(ana, make, db):
    card = cards.add(db, ana, VISA)
    eve = make.actor(make.contact(make.account("Globex")))
    for act in (cards.remove, cards.make_usual, cards.one):
        with pytest.raises(NotFound):
            act(db, eve, card.pk)
    with pytest.raises(NotFound):
        cards.use_for_contract(db, eve, "CT-1", card.pk)
    with pytest.raises(Forbidden):
        cards.listing(db, make.actor(make.contact(make.account("Initech"), "technical")))


def test_a_card_that_its_bank_replaced_is_told_of_anew_before_it_expires(ana, db):
    card = cards.add(db, ana, VISA)
    card.reminded_days = 7
    cards.replaced(db, system(), replace(VISA, last4="1881"))
    assert (card.words, card.reminded_days) == ("Visa ···· 1881", 7)
    cards.replaced(db, system(), replace(VISA, exp_year=2040))
    assert (card.words, card.exp_year, card.reminded_days) == ("Visa ···· 4242", 2040, None)
    last = trail(db)[-1]
    assert (last.subject, last.after["card"]) == ("Visa ···· 1881", "Visa ···· 4242")
    cards.replaced(db, system(), replace(VISA, provider_id="pm_of_nobody_here"))
    with pytest.raises(Forbidden):
        cards.replaced(db, ana, VISA)


def test_a_card_that_has_expired_is_chosen_for_nothing(ana, make, db):
    make.order(db.get_one(Account, ana.account_id), contract_number="CT-1")
    card = cards.add(db, ana, replace(VISA, exp_year=2020))
    with pytest.raises(Invalid, match="has expired"):
        cards.make_usual(db, ana, card.pk)
    with pytest.raises(Invalid, match="has expired"):
        cards.use_for_contract(db, ana, "CT-1", card.pk)


def test_every_change_of_cards_is_in_the_trail(ana, db):
    card = cards.add(db, ana, VISA)
    cards.make_usual(db, ana, card.pk)
    cards.remove(db, ana, card.pk)
    said = [entry.kind.value for entry in trail(db) if entry.kind.startswith("card.")]
    assert said == ["card.added", "card.changed", "card.removed"]
    assert "4242" in trail(db)[-1].subject


def test_invoices_of_one_contract_are_paid_with_its_card(ana, make, db):
    account = db.get_one(Account, ana.account_id)
    usual, own = cards.add(db, ana, VISA), cards.add(db, ana, MASTERCARD)
    first, second = (make.order(account, contract_number=number) for number in ("CT-1", "CT-2"))
    cards.use_for_contract(db, ana, "CT-1", own.pk)
    of_one, of_other, of_none = (make.invoice(account, order=order) for order in (first, second, None))
    assert cards.usual_for(db, ana, [of_one, of_one]).pk == own.pk
    for invoices in ([of_other], [of_one, of_other], [of_one, of_none], []):
        assert cards.usual_for(db, ana, invoices).pk == usual.pk


def test_card_after_card_is_stopped_for_who_tries_and_for_nobody_else(ana, make, db):
    for _time in range(cards.BEGUN.most):
        cards.allow_another(db, ana)
    with pytest.raises(TooMany):
        cards.allow_another(db, ana)
    cards.allow_another(db, make.actor(make.contact(make.account("Globex"))))


def test_a_delegate_sets_nothing_of_the_companys(ana, make, db):
    payer = delegate(make, ana)
    own = cards.add(db, payer, VISA)
    make.order(db.get_one(Account, ana.account_id), contract_number="CT-1")
    with pytest.raises(Forbidden):
        cards.make_usual(db, payer, own.pk)
    with pytest.raises(Forbidden):
        cards.use_for_contract(db, payer, "CT-1", own.pk)
    assert cards.add(db, ana, MASTERCARD).is_default


def test_a_contract_of_nobody_has_no_card(ana, db):
    card = cards.add(db, ana, VISA)
    for nobodys in ("CT-404", ""):
        with pytest.raises(NotFound):
            cards.use_for_contract(db, ana, nobodys, card.pk)
