from datetime import timedelta

import pytest
from sqlmodel import update

from occ_app import charging
from occ_app.errors import Invalid
from occ_app.models import WITHDRAWN, PaymentOrder, PaymentOrigin, PaymentState
from occ_app.models.base import now
from occ_app.models.payment_orders import ANSWER_LATER, ANSWER_WITHIN
from occ_app.testing.stripe_server import ASKS_ALWAYS


def test_a_payment_that_was_never_confirmed_is_taken_back_and_says_so(shop):
    invoice = shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), shop.card())
    shop.later()
    charging.sweep()
    assert (shop.order(order_id).state, shop.order(order_id).failure) == (PaymentState.FAILED, "interrupted")
    assert shop.invoice(invoice).pending_minor == 0


def test_one_that_nobody_waits_for_is_tried_again(shop):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card())
    change(shop, order_id, origin=PaymentOrigin.AUTOPAY)
    shop.later()
    charging.sweep()
    assert shop.order(order_id).state is PaymentState.SUCCEEDED


def test_a_bank_that_was_never_answered_does_not_hold_the_invoice_for_ever(shop):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card(ASKS_ALWAYS))
    charging.charge(order_id)
    shop.later()
    charging.sweep()
    assert shop.order(order_id).state is PaymentState.NEEDS_ACTION
    change(shop, order_id, submitted_at=now() - ANSWER_WITHIN - timedelta(minutes=1), looked_at=None)
    charging.sweep()
    assert (shop.order(order_id).state, shop.order(order_id).failure) == (
        PaymentState.FAILED,
        "authentication_abandoned",
    )


def test_a_transfer_that_did_not_come_is_no_longer_waited_for(shop):
    invoice = shop.bill(10_000)
    late = {"expires_at": now() - timedelta(minutes=1)}

    def announce(make):
        one = make.db.merge(shop.invoice(invoice))
        return make.sent(shop.account(make), None, (one, 10_000), made_by=shop.person_id, **late).pk

    order_id = shop.make(announce)
    assert charging.sweep() == 1
    assert shop.order(order_id).state is PaymentState.EXPIRED


def test_one_that_breaks_holds_up_no_other(shop, monkeypatch):
    card = shop.card()
    bad, good = (shop.send(shop.draft(shop.bill(10_000)), card) for _one in range(2))
    look = charging.payments.look

    def breaks(order_id, **given):
        return 1 / 0 if order_id == bad else look(order_id, **given)

    monkeypatch.setattr(charging.payments, "look", breaks)
    shop.later()
    with pytest.raises(ZeroDivisionError):
        charging.sweep()
    assert shop.order(good).state is PaymentState.FAILED
    monkeypatch.undo()


def test_an_amount_that_cannot_be_counted_ends_its_payment(shop, monkeypatch):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card())

    def cannot(*_given):
        raise Invalid("cannot be counted")

    monkeypatch.setattr(type(charging.payments.gateway()), "create_intent", cannot)
    assert charging.charge(order_id) is PaymentState.FAILED
    assert shop.order(order_id).failure == "invalid_amount"


def change(shop, order_id, **values):
    shop.make(
        lambda make: make.db.exec(update(PaymentOrder).where(PaymentOrder.id == order_id).values(**values))
    )


def test_an_approved_payment_waits_for_days_for_an_answer_to_its_bank(shop):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card(ASKS_ALWAYS))
    charging.charge(order_id)
    asked = now() - ANSWER_LATER + timedelta(minutes=5)
    change(shop, order_id, submitted_at=asked, looked_at=None, approvals_needed=1)
    charging.sweep()
    assert shop.order(order_id).state is PaymentState.NEEDS_ACTION
    change(shop, order_id, submitted_at=asked - timedelta(minutes=6), looked_at=None)
    charging.sweep()
    assert shop.order(order_id).failure == "authentication_abandoned"


def test_what_was_taken_back_while_the_card_company_was_silent_ends_so_in_the_end(shop):
    invoice = shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), shop.card(ASKS_ALWAYS))
    charging.charge(order_id)
    shop.take_back(order_id)
    shop.stripe.fail("/cancel", when="before", times=4)
    assert charging.give_up(order_id, WITHDRAWN) is PaymentState.NEEDS_ACTION
    shop.stripe.answer_again()
    shop.later()
    charging.sweep()
    assert (shop.order(order_id).state, shop.invoice(invoice).pending_minor) == (PaymentState.CANCELLED, 0)
    assert shop.taken() == shop.posted() == {}


def test_a_bank_that_was_answered_before_it_could_be_taken_back_has_paid(shop):
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card(ASKS_ALWAYS))
    charging.charge(order_id)
    shop.take_back(order_id)
    intent = shop.order(order_id).provider_id
    shop.stripe.authenticate(intent, shop.stripe.gateway.client_secret(intent), succeeds=True)
    assert charging.give_up(order_id, WITHDRAWN) is PaymentState.SUCCEEDED
    assert shop.taken() == shop.posted() != {}
