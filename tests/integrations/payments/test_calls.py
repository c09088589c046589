from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from occ_app.errors import Invalid
from occ_app.integrations import payments
from occ_app.integrations.payments import Declined, IntentStatus, RefundStatus, Refused
from occ_app.money import Money
from occ_app.settings import get_settings
from occ_app.testing.stripe_server import (
    ASKS_ALWAYS,
    ASKS_ON_SESSION,
    DECLINED,
    EXPIRED,
    MASTERCARD,
    NO_FUNDS,
    SAVED_THEN_DECLINED,
    WRONG_CVC,
)

EUROS = Money(1250, "EUR")


def lately():
    return datetime.now(UTC) - timedelta(minutes=5)


# Customers and cards


def test_without_keys_there_is_no_gateway():
    assert not get_settings().takes_cards
    with pytest.raises(Refused, match="not offered"):
        payments.gateway()


def test_one_gateway_serves_a_process(gateway):
    assert payments.gateway() is gateway


def test_a_customer_is_made_once_however_often_it_is_asked_for(gateway):
    first = gateway.create_customer("Acme", "billing@acme.example", "a1")
    assert first.startswith("cus_")
    assert gateway.create_customer("Acme", "billing@acme.example", "a1") == first
    assert gateway.create_customer("Acme", "billing@acme.example", "a2") != first


def test_a_customer_that_was_renamed_between_two_tries_is_no_obstacle(gateway):
    gateway.create_customer("Acme", "billing@acme.example", "a1")
    assert gateway.create_customer("Acme SL", "billing@acme.example", "a1").startswith("cus_")


def test_a_card_that_the_browser_confirmed_is_saved_for_its_customer(gateway, stripe, customer):
    start = gateway.begin_card(customer)
    assert start.client_secret.startswith(start.id)
    assert start.client_secret not in repr(start)
    assert stripe.confirm_card(start.id, start.client_secret, MASTERCARD) is None
    card = gateway.finish_card(start.id, customer)
    assert (card.brand, card.last4, card.exp_month, card.exp_year) == ("mastercard", "4444", 12, 2034)
    assert card.last_day.isoformat() == "2034-12-31"
    assert card.customer_id == customer
    assert gateway.cards(customer) == [card]
    assert gateway.finish_card(start.id, customer) == card


def test_a_card_is_not_saved_for_another_customer(gateway, stripe, customer):
    start = gateway.begin_card(customer)
    stripe.confirm_card(start.id, start.client_secret)
    with pytest.raises(Refused):
        gateway.finish_card(start.id, stripe.customer("Other"))


def test_a_card_that_was_not_confirmed_is_not_saved(gateway, customer):
    with pytest.raises(Refused) as fault:
        gateway.finish_card(gateway.begin_card(customer).id, customer)
    assert fault.value.code == "setup_intent_unexpected_state"


def test_a_declined_card_leaves_room_for_another_one(gateway, stripe, customer):
    start = gateway.begin_card(customer)
    assert stripe.confirm_card(start.id, start.client_secret, DECLINED).code == "card_declined"
    assert stripe.confirm_card(start.id, start.client_secret) is None
    assert gateway.finish_card(start.id, customer).last4 == "4242"


def test_a_removed_card_is_gone_and_may_be_removed_again(gateway, stripe, customer):
    card = stripe.card(customer)
    gateway.remove_card(card)
    gateway.remove_card(card)
    gateway.remove_card("pm_unknown")
    assert gateway.cards(customer) == []
    assert gateway.card(card).customer_id == ""


def test_more_cards_than_one_answer_holds_are_all_listed(gateway, stripe, customer, monkeypatch):
    monkeypatch.setattr("occ_app.integrations.payments.calls.PAGE", 2)
    made = {stripe.card(customer) for _ in range(5)}
    assert {card.id for card in gateway.cards(customer)} == made


# Payments


def test_nothing_is_taken_before_the_attempt_is_confirmed(gateway, stripe, customer):
    intent = gateway.create_intent("p1", customer, stripe.card(customer), EUROS)
    assert intent.status is IntentStatus.REQUIRES_CONFIRMATION
    assert (intent.amount, intent.received, intent.payment_ref) == (EUROS, Money(0, "EUR"), "p1")
    assert stripe.taken() == {}
    done = gateway.confirm(intent.id, "p1")
    assert (done.status, done.received, done.customer_id) == (IntentStatus.SUCCEEDED, EUROS, customer)
    assert done.charge_id.startswith("ch_")
    assert stripe.taken(customer) == stripe.taken(payment_ref="p1") == {"EUR": EUROS}


def test_the_same_attempt_is_made_once_and_confirmed_once(gateway, stripe, customer):
    card = stripe.card(customer)
    first = gateway.create_intent("p1", customer, card, EUROS)
    assert gateway.create_intent("p1", customer, card, EUROS).id == first.id
    gateway.confirm(first.id, "p1")
    assert gateway.confirm(first.id, "p1").status is IntentStatus.SUCCEEDED
    with pytest.raises(Refused) as fault:
        gateway.confirm(first.id, "another key")
    assert fault.value.code == "payment_intent_unexpected_state"
    assert stripe.taken() == {"EUR": EUROS}


def test_eight_at_once_take_the_money_once(gateway, stripe, customer):
    card = stripe.card(customer)

    def attempt(_number):
        return gateway.confirm(gateway.create_intent("p1", customer, card, EUROS).id, "p1")

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(attempt, range(8)))
    assert {intent.status for intent in done} == {IntentStatus.SUCCEEDED}
    assert len({intent.id for intent in done}) == 1
    assert stripe.taken() == {"EUR": EUROS}


def test_another_amount_under_the_same_reference_is_refused(gateway, stripe, customer):
    card = stripe.card(customer)
    gateway.create_intent("p1", customer, card, EUROS)
    with pytest.raises(Refused) as fault:
        gateway.create_intent("p1", customer, card, Money(1, "EUR"))
    assert fault.value.code == "idempotency_error"


@pytest.mark.parametrize("amount", [Money(1250, "JPY"), Money(1250, "KWD"), Money(1250, "ISK")], ids=str)
def test_currencies_without_cents_are_charged_exactly(pay, stripe, amount):
    assert pay("p1", amount=amount).received == amount
    assert stripe.taken() == {amount.currency: amount}


def test_an_amount_stripe_cannot_take_is_refused_before_anything_is_asked(pay, stripe):
    with pytest.raises(Invalid, match="last decimal"):
        pay("p1", amount=Money(1234, "KWD"))
    assert stripe.intents() == []


def test_a_declined_payment_says_why_and_by_which_attempt(pay, stripe):
    with pytest.raises(Declined) as fault:
        pay("p1", SAVED_THEN_DECLINED)
    intent = stripe.intents()[0]
    assert fault.value.intent_id == intent.id
    assert fault.value.failure == intent.failure
    assert (intent.failure.code, intent.failure.decline_code) == ("card_declined", "generic_decline")
    assert str(fault.value) == "The card was declined. Use another card, or ask the bank that issued it."
    assert intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    assert stripe.taken() == {}


def test_a_card_whose_date_has_passed_is_declined_as_expired(gateway, stripe, customer):
    intent = gateway.create_intent("p1", customer, stripe.card(customer, expires=(1, 2020)), EUROS)
    with pytest.raises(Declined, match="has expired"):
        gateway.confirm(intent.id, "p1")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(NO_FUNDS, "not enough money"), (EXPIRED, "has expired"), (WRONG_CVC, "security code")],
)
def test_each_decline_has_its_words(gateway, stripe, customer, number, sentence):
    start = gateway.begin_card(customer)
    assert sentence in stripe.confirm_card(start.id, start.client_secret, number).sentence


@pytest.mark.parametrize("number", [ASKS_ON_SESSION, ASKS_ALWAYS])
def test_a_bank_that_asks_decides_about_the_payment(gateway, stripe, pay, number):
    intent = pay("p1", number)
    assert intent.status is IntentStatus.REQUIRES_ACTION
    stripe.authenticate(intent.id, gateway.client_secret(intent.id))
    assert gateway.intent(intent.id).status is IntentStatus.SUCCEEDED
    refused = pay("p2", number)
    stripe.authenticate(refused.id, gateway.client_secret(refused.id), succeeds=False)
    refused = gateway.intent(refused.id)
    assert refused.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    assert "not confirmed with the bank" in refused.failure.sentence
    assert stripe.taken() == {"EUR": EUROS}


def test_an_attempt_that_is_given_up_cannot_be_confirmed_any_more(gateway, stripe, customer, pay):
    intent = pay("p1", ASKS_ALWAYS)
    assert gateway.cancel(intent.id).status is IntentStatus.CANCELED
    with pytest.raises(Refused):
        gateway.cancel(intent.id)
    with pytest.raises(Refused):
        gateway.confirm(intent.id, "again")


def test_a_payment_that_succeeded_cannot_be_given_up(gateway, pay):
    with pytest.raises(Refused):
        gateway.cancel(pay("p1").id)


# With nobody there


def unattended(gateway, customer, card):
    made = gateway.create_intent("p1", customer, card, EUROS)
    return gateway.confirm(made.id, "p1", off_session=True)


def test_a_saved_card_is_charged_with_nobody_there_once(gateway, stripe, customer):
    card = stripe.card(customer)
    made = gateway.create_intent("p1", customer, card, EUROS)
    for _again in range(2):
        done = gateway.confirm(made.id, "p1", off_session=True)
        assert (done.id, done.status) == (made.id, IntentStatus.SUCCEEDED)
    assert stripe.taken() == {"EUR": EUROS}


def test_a_bank_that_wants_to_ask_declines_when_nobody_is_there(gateway, stripe, customer):
    with pytest.raises(Declined, match="Pay again and confirm") as fault:
        unattended(gateway, customer, stripe.card(customer, ASKS_ALWAYS))
    intent = gateway.intent(fault.value.intent_id)
    assert intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    assert intent.failure.decline_code == "authentication_required"


def test_a_card_that_its_holder_set_up_is_charged_without_asking(gateway, stripe, customer):
    start = gateway.begin_card(customer)
    stripe.confirm_card(start.id, start.client_secret, ASKS_ON_SESSION)
    card = gateway.finish_card(start.id, customer)
    assert unattended(gateway, customer, card.id).status is IntentStatus.SUCCEEDED


def test_a_card_may_be_declined_with_nobody_there_too(gateway, stripe, customer):
    with pytest.raises(Declined) as fault:
        unattended(gateway, customer, stripe.card(customer, SAVED_THEN_DECLINED))
    assert gateway.intent(fault.value.intent_id).failure.code == "card_declined"


# Refunds and events


def test_money_is_given_back_in_parts_and_never_more_than_was_taken(gateway, stripe, pay):
    intent = pay("p1")
    first = gateway.refund("r1", intent.id, Money(1000, "EUR"))
    assert gateway.refund("r1", intent.id, Money(1000, "EUR")).id == first.id
    assert (first.status, first.refund_ref, first.intent_id) == (RefundStatus.SUCCEEDED, "r1", intent.id)
    with pytest.raises(Refused):
        gateway.refund("r2", intent.id, Money(251, "EUR"))
    last = gateway.refund("r3", intent.id, Money(250, "EUR"))
    with pytest.raises(Refused) as fault:
        gateway.refund("r4", intent.id, Money(1, "EUR"))
    assert fault.value.code == "charge_already_refunded"
    assert {refund.id for refund in gateway.refunds(intent.id)} == {first.id, last.id}
    assert stripe.taken() == {"EUR": Money(0, "EUR")}


def test_what_was_not_taken_cannot_be_given_back(gateway, stripe, customer):
    intent = gateway.create_intent("p1", customer, stripe.card(customer), EUROS)
    with pytest.raises(Refused):
        gateway.refund("r1", intent.id, EUROS)


def test_every_event_of_a_kind_is_told_oldest_first(gateway, pay, monkeypatch):
    monkeypatch.setattr("occ_app.integrations.payments.calls.PAGE", 2)
    intents = [pay(f"p{number}") for number in range(5)]
    gateway.refund("r1", intents[0].id, EUROS)
    events = gateway.events("payment_intent.succeeded", lately())
    assert [event.payment_ref for event in events] == [f"p{number}" for number in range(5)]
    assert [event.intent_id for event in events] == [intent.id for intent in intents]
    assert gateway.events("payment_intent.succeeded", datetime.now(UTC) + timedelta(hours=1)) == []
    refunded = gateway.events("refund.created", lately())
    assert [(event.intent_id, event.refund_ref) for event in refunded] == [(intents[0].id, "r1")]
