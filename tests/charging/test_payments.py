import threading

import pytest

from occ_app import charging
from occ_app.charging import payments
from occ_app.errors import NotFound
from occ_app.integrations.payments import Refused
from occ_app.models import PaymentOrder, PaymentState
from occ_app.money import Money
from occ_app.testing import stripe_server
from occ_app.testing.stripe_server import (
    ASKS_ALWAYS,
    NO_FUNDS,
    SAVED_THEN_DECLINED,
)
from tests.charging.shop import Killed, opened

EUROS = Money(10_000, "EUR")


@pytest.fixture
def sent(shop):
    """A payment of 100 euros by a good card; its key and its invoice."""
    card, invoice = shop.card(), shop.bill(10_000)
    return shop.send(shop.draft(invoice), card), invoice


def test_a_payment_is_charged_posted_and_closes_its_invoice(shop, sent):
    order_id, invoice = sent
    assert charging.charge(order_id) is PaymentState.SUCCEEDED
    assert (shop.taken(), shop.posted()) == ({"EUR": EUROS}, {"EUR": EUROS})
    assert shop.invoice(invoice).due_minor == 0
    assert shop.problems() == []


def test_charging_again_and_again_takes_the_money_once(shop, sent):
    for _again in range(3):
        assert charging.charge(sent[0]) is PaymentState.SUCCEEDED
    assert shop.taken() == {"EUR": EUROS}


def test_eight_at_once_take_the_money_once(shop, sent):
    threads = [threading.Thread(target=charging.charge, args=(sent[0],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.settle()
    assert (shop.taken(), shop.posted()) == ({"EUR": EUROS}, {"EUR": EUROS})


def test_a_declined_card_frees_the_invoice_and_says_why(shop):
    card, invoice = shop.card(SAVED_THEN_DECLINED), shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), card)
    assert charging.charge(order_id) is PaymentState.FAILED
    assert shop.order(order_id).failure == "generic_decline"
    assert (shop.taken(), shop.invoice(invoice).pending_minor) == ({}, 0)
    # What failed cannot be charged any more, whoever still holds its secret.
    assert [intent.status.value for intent in shop.stripe.intents(shop.customer)] == ["canceled"]


@pytest.mark.parametrize(("answers", "ends"), [(True, PaymentState.SUCCEEDED), (False, PaymentState.FAILED)])
def test_a_bank_that_asks_is_answered_or_not(shop, answers, ends):
    card, invoice = shop.card(ASKS_ALWAYS), shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), card)
    assert charging.charge(order_id) is PaymentState.NEEDS_ACTION
    intent = shop.order(order_id).provider_id
    shop.stripe.authenticate(intent, shop.stripe.gateway.client_secret(intent), succeeds=answers)
    assert charging.look(order_id) is ends
    assert shop.taken() == shop.posted() == ({"EUR": EUROS} if answers else {})


def test_where_nobody_is_there_to_answer_it_fails(shop):
    card, invoice = shop.card(ASKS_ALWAYS), shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), card)
    shop.make(
        lambda make: setattr(make.db.get_one(type(shop.order(order_id)), order_id), "origin", "autopay")
    )
    assert charging.charge(order_id) is PaymentState.FAILED
    assert shop.order(order_id).failure == "authentication_required"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("path", ["/v1/payment_intents", "/confirm"])
def test_an_answer_that_is_lost_is_asked_for_until_it_is_known(shop, sent, path, when):
    shop.stripe.fail(path, when=when)
    charging.charge(sent[0])
    shop.settle()
    assert shop.taken() == shop.posted()
    assert shop.problems() == []


def test_wherever_the_process_ends_money_moves_once_or_not_at_all(shop, fate):
    card = shop.card()
    shop.stripe.gateway  # noqa: B018 - made before steps are counted
    order_id = shop.send(shop.draft(shop.bill(10_000)), card)
    charging.charge(order_id)
    steps = fate.steps
    assert steps > 8
    for step in range(steps):
        order_id = shop.send(shop.draft(shop.bill(10_000)), card)
        fate.left = step
        with pytest.raises(Killed):
            charging.charge(order_id)
        fate.left = None
        shop.settle()
        assert shop.order(order_id).state in (PaymentState.SUCCEEDED, PaymentState.FAILED), step
        assert shop.taken() == shop.posted(), step
    assert shop.problems() == []


@pytest.mark.parametrize(("currency", "minor", "sent"), [("JPY", 12_345, 12_345), ("KWD", 12_340, 12_340)])
def test_yen_and_dinars_are_charged_to_the_unit(shop, currency, minor, sent):
    other = opened(shop.stripe, currency)
    card, invoice = other.card(), other.bill(minor)
    order_id = other.send(other.draft(invoice), card)
    assert charging.charge(order_id) is PaymentState.SUCCEEDED
    assert other.taken() == {currency: Money(minor, currency)}
    assert other.posted() == {currency: Money(sent, currency)}


def test_nobody_gets_the_secret_of_another_companys_payment(shop, sent):
    def foreign(make):
        return make.actor(make.contact(make.account("Globex")))

    eve = shop.make(foreign)
    with pytest.raises(NotFound):
        payments.secret(eve, shop.order(sent[0]).number)


def test_a_server_that_knows_nothing_of_a_payment_any_more_ends_it(shop, sent):
    charging.payments._begin(payments._wanted(sent[0]))
    shop.stripe.reset()
    shop.settle()
    assert shop.order(sent[0]).state is PaymentState.FAILED


def test_no_funds_is_told_as_such(shop):
    with stripe_server.taking_cards(shop.stripe), pytest.raises(Exception, match="402"):
        shop.card(NO_FUNDS)


class Says:
    """A card company that answers as a test wants where it is asked so, and otherwise as it would."""

    def __init__(self, real, **answers):
        self._real, self._answers = real, answers

    def __getattr__(self, name):
        return self._answers.get(name) or getattr(self._real, name)


def refuses(*_given, **_named):
    raise Refused("not_allowed")


def test_a_payment_that_can_neither_be_answered_nor_taken_back_is_asked_about_later(shop, monkeypatch):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card(ASKS_ALWAYS))
    assert charging.charge(order_id) is PaymentState.NEEDS_ACTION
    shop.make(lambda make: setattr(make.db.get_one(PaymentOrder, order_id), "origin", "autopay"))
    real = payments.gateway()
    with monkeypatch.context() as patched:
        patched.setattr(payments, "gateway", lambda: Says(real, cancel=refuses))
        assert charging.look(order_id) is PaymentState.NEEDS_ACTION
    assert charging.look(order_id) is PaymentState.FAILED
    assert shop.taken() == {}


def test_what_is_refused_before_it_was_confirmed_is_given_up(shop, sent, monkeypatch):
    order_id, invoice = sent
    real = payments.gateway()
    monkeypatch.setattr(payments, "gateway", lambda: Says(real, confirm=refuses))
    assert charging.charge(order_id) is PaymentState.FAILED
    assert (shop.order(order_id).failure, shop.invoice(invoice).pending_minor) == ("not_allowed", 0)
    assert [intent.status.value for intent in shop.stripe.intents(shop.customer)] == ["canceled"]
