import pytest

from occ_app import charging
from occ_app.access.actors import system
from occ_app.charging import payments, sweeping
from occ_app.models import PaymentState, SavedCard, WebhookEvent, WebhookState
from occ_app.models.base import now
from occ_app.services import webhooks


@pytest.fixture
def charged(shop):
    """A payment that was charged in a process that did not live to hear of it."""
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card())
    wanted = payments._wanted(order_id)
    shop.stripe.gateway.confirm(payments._begin(wanted), wanted.number)
    return order_id


def take(shop, object_id, kind="payment_intent.succeeded", event_id="evt_1"):
    about = {"kind": kind, "object_id": object_id, "happened_at": now()}
    shop.make(lambda make: webhooks.take(make.db, system(), event_id, **about))


def event(shop):
    return shop.make(lambda make: make.db.get_one(WebhookEvent, 1))


def test_a_payment_is_posted_when_its_event_is_heard(shop, charged):
    take(shop, shop.order(charged).provider_id)
    assert charging.hear() == 1
    assert shop.order(charged).state is PaymentState.SUCCEEDED
    assert (event(shop).state, charging.hear()) == (WebhookState.DONE, 0)


def test_an_event_that_lies_changes_nothing(shop):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card())
    payments._begin(payments._wanted(order_id))
    take(shop, shop.order(order_id).provider_id)
    charging.hear()
    assert shop.order(order_id).state is PaymentState.SUBMITTING
    assert shop.posted() == shop.taken() == {}


def test_events_about_what_is_not_ours_are_done_with(shop):
    take(shop, "pi_of_another_program")
    take(shop, "", kind="customer.created", event_id="evt_2")
    assert charging.hear() == 2
    assert event(shop).state is WebhookState.DONE


def test_a_card_that_its_bank_replaced_is_known_anew(shop):
    card_id = shop.card()
    card = shop.make(lambda make: make.db.get_one(SavedCard, card_id))
    shop.stripe.replace_card(card.provider_id, "1881", (7, 2040))
    assert sweeping.catch_up() == 1
    charging.hear()
    assert event(shop).state is WebhookState.DONE
    known = shop.make(lambda make: make.db.get_one(SavedCard, card_id))
    assert (known.last4, known.exp_month, known.exp_year) == ("1881", 7, 2040)


def test_a_card_of_another_program_changes_nothing(shop):
    theirs = shop.stripe.card(shop.stripe.customer("Another program"))
    shop.stripe.replace_card(theirs, "1881", (7, 2040))
    sweeping.catch_up()
    charging.hear()
    assert event(shop).state is WebhookState.DONE


def test_an_event_waits_while_the_card_company_does_not_answer(shop, charged):
    take(shop, shop.order(charged).provider_id)
    shop.stripe.fail("/v1/payment_intents", method="GET", when="before")
    charging.hear()
    assert (event(shop).state, event(shop).error) == (WebhookState.WAITING, "the card company did not answer")


def test_an_intent_that_names_another_payment_is_left_to_staff(shop, charged):
    def swap(make):
        make.db.get_one(type(shop.order(charged)), charged).number = "PANOTHER"

    shop.make(swap)
    take(shop, shop.order(charged).provider_id)
    charging.hear()
    assert event(shop).error == "names another payment"
    assert shop.posted() == {}


def test_events_that_never_came_are_asked_for(shop, charged):
    assert sweeping.catch_up() == 1
    assert sweeping.catch_up() == 0
    charging.hear()
    assert shop.order(charged).state is PaymentState.SUCCEEDED


def test_an_event_whose_work_breaks_is_told_and_holds_up_no_other(shop, charged, monkeypatch):
    take(shop, shop.order(charged).provider_id)
    take(shop, "pi_of_another_program", event_id="evt_2")
    monkeypatch.setattr(payments, "settle", lambda *_given: 1 / 0)
    assert charging.hear() == 2
    assert (event(shop).state, event(shop).error) == (WebhookState.WAITING, "ZeroDivisionError")
