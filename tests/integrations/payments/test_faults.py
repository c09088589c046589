import pytest

from occ_app.integrations.payments import IntentStatus, Refused, Unreachable
from occ_app.money import Money
from occ_app.testing.server import free_port
from occ_app.testing.stripe_server import LocalStripe

EUROS = Money(1250, "EUR")


def test_a_lost_answer_is_asked_for_again_under_the_same_key(gateway, stripe, customer):
    card = stripe.card(customer)
    stripe.fail("/v1/payment_intents", times=1)
    intent = gateway.create_intent("p1", customer, card, EUROS)
    assert [made.id for made in stripe.intents()] == [intent.id]


def test_after_a_lost_confirmation_the_outcome_is_unknown_until_it_is_looked_at(gateway, stripe, customer):
    intent = gateway.create_intent("p1", customer, stripe.card(customer), EUROS)
    stripe.fail("/confirm")
    with pytest.raises(Unreachable, match="does not answer"):
        gateway.confirm(intent.id, "p1")
    assert gateway.intent(intent.id).status is IntentStatus.SUCCEEDED
    assert gateway.confirm(intent.id, "p1").status is IntentStatus.SUCCEEDED
    assert stripe.taken() == {"EUR": EUROS}


def test_a_server_in_trouble_is_unreachable_and_has_done_nothing(gateway, stripe, customer):
    intent = gateway.create_intent("p1", customer, stripe.card(customer), EUROS)
    stripe.fail("/confirm", when="before", times=1)
    with pytest.raises(Unreachable):
        gateway.confirm(intent.id, "p1")
    assert stripe.taken() == {}


def test_nobody_at_the_address_is_unreachable():
    nobody = LocalStripe(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable):
        nobody.gateway.intent("pi_1")


def test_what_does_not_exist_is_refused(gateway):
    with pytest.raises(Refused) as fault:
        gateway.intent("pi_unknown")
    assert fault.value.code == "resource_missing"


@pytest.mark.parametrize("code", ["amount_too_large", "amount_too_small"])
def test_an_amount_stripe_does_not_take_is_explained(code):
    assert "by bank transfer" in str(Refused(code))
