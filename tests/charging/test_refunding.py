from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlmodel import select

from occ_app import charging
from occ_app.charging import refunding, sweeping
from occ_app.errors import Invalid
from occ_app.models import Payment, PaymentOrder, Refund, RefundState
from occ_app.money import Money
from occ_app.services import refunds
from occ_app.testing.stripe_server import DISPUTED
from tests.charging.shop import Killed


@pytest.fixture
def paid(shop):
    """A card payment of 100 euros; its number and the invoice."""
    card, invoice = shop.card(), shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), card)
    charging.charge(order_id)
    return shop.order(order_id), invoice


def ask(shop, order, text):
    """Staff decide to give so much back; the key of the refund."""
    return shop.make(
        lambda make: refunds.ask(make.db, make.actor(make.person(is_staff=True)), order.number, text, "why")
    )


def test_money_is_given_back_at_the_card_company_and_here(shop, paid):
    order, invoice = paid
    refund = ask(shop, order, "40")
    assert charging.refund(refund) is RefundState.DONE
    assert charging.refund(refund) is RefundState.DONE
    assert shop.taken() == shop.posted() == {"EUR": Money(6_000, "EUR")}
    assert shop.invoice(invoice).due_minor == 4_000
    assert shop.problems() == []


def test_wherever_the_process_ends_money_goes_back_once(shop, paid, fate):
    order, _invoice = paid
    charging.refund(ask(shop, order, "1"))
    steps = fate.steps
    for step in range(steps):
        refund = ask(shop, order, "1")
        fate.left = step
        with pytest.raises(Killed):
            charging.refund(refund)
        fate.left = None
        shop.settle()
        assert shop.taken() == shop.posted(), step
    assert shop.posted() == {"EUR": Money(10_000 - 100 * (steps + 1), "EUR")}


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_is_lost_does_not_give_back_twice(shop, paid, when):
    refund = ask(shop, paid[0], "40")
    shop.stripe.fail("/v1/refunds", when=when)
    assert charging.refund(refund) is RefundState.NEW
    shop.settle()
    assert shop.taken() == shop.posted() == {"EUR": Money(6_000, "EUR")}


def test_what_the_card_company_refuses_is_noted_and_can_be_asked_again(shop, paid):
    order, _invoice = paid
    shop.stripe.refund(order.provider_id, 9_000)
    refund = ask(shop, order, "40")
    assert charging.refund(refund) is RefundState.FAILED
    assert shop.make(lambda make: make.db.get_one(Refund, refund).failure)


def test_what_was_given_back_elsewhere_is_posted_when_it_is_heard_of(shop, paid):
    order, invoice = paid
    shop.stripe.refund(order.provider_id, 2_500)
    for _again in range(2):
        refunding.catch_up(order.provider_id)
    payment = shop.make(
        lambda make: make.db.get_one(Payment, make.db.get_one(PaymentOrder, order.pk).payment_id)
    )
    assert (payment.refunded_minor, shop.invoice(invoice).due_minor) == (2_500, 2_500)


def test_one_made_at_the_card_company_is_not_made_again_whenever_the_process_ends(shop, paid, fate):
    order, _invoice = paid
    for step in range(12):
        shop.stripe.refund(order.provider_id, 100)
        fate.left = step
        with suppress(Killed):
            refunding.catch_up(order.provider_id)
        fate.left = None
        shop.settle()
        refunding.catch_up(order.provider_id)
        assert shop.taken() == shop.posted() == {"EUR": Money(10_000 - 100 * (step + 1), "EUR")}, step
    assert shop.problems() == []


def test_one_the_card_company_has_not_done_yet_is_waited_for(shop, paid, monkeypatch):
    order, _invoice = paid
    shop.stripe.refund(order.provider_id, 4_000)
    real = refunding.gateway()
    still = [replace(seen, status="pending") for seen in real.refunds(order.provider_id)]
    slow = SimpleNamespace(refunds=lambda _intent: still, disputes=real.disputes, refund=real.refund)
    monkeypatch.setattr(refunding, "gateway", lambda: slow)
    for _time in range(2):
        refunding.catch_up(order.provider_id)
        shop.later()
        charging.sweep()
    assert len(shop.stripe.refunds()) == 1
    monkeypatch.undo()


@pytest.mark.parametrize("is_won", [True, False])
def test_what_a_bank_disputes_is_due_again_once_it_is_lost(shop, is_won):
    invoice = shop.bill(10_000)
    order_id = shop.send(shop.draft(invoice), shop.card(DISPUTED))
    charging.charge(order_id)
    [dispute] = shop.stripe.disputes()
    hear_all(shop)
    noted = shop.make(lambda make: make.db.get_one(Refund, 1))
    assert (noted.state, noted.is_chargeback, noted.amount_minor) == (RefundState.NEW, True, 10_000)
    assert shop.invoice(invoice).due_minor == 0
    (shop.stripe.win if is_won else shop.stripe.lose)(dispute.id)
    for _again in range(2):
        hear_all(shop)
    assert shop.invoice(invoice).due_minor == (0 if is_won else 10_000)
    assert shop.taken() == shop.posted()
    assert shop.problems() == []


def test_wherever_the_process_ends_a_lost_dispute_is_posted_once(shop, paid, fate):
    order, invoice = paid
    dispute = shop.stripe.dispute(order.provider_id)
    shop.stripe.lose(dispute)
    for step in range(12):
        fate.left = step
        with suppress(Killed):
            refunding.catch_up(order.provider_id)
    fate.left = None
    shop.settle()
    assert shop.taken() == shop.posted() == {}
    assert shop.invoice(invoice).due_minor == 10_000
    assert shop.make(lambda make: make.db.exec(select(Refund)).one()).state is RefundState.DONE


def hear_all(shop):
    """Everything that the card company would tell, by the events asked for."""
    sweeping.catch_up()
    charging.hear()


def test_what_the_card_company_cannot_count_is_refused_before_it_is_decided(shop, paid, monkeypatch):
    order, _invoice = paid

    def cannot(_amount):
        raise Invalid("cannot be counted", "amount")

    monkeypatch.setattr(refunds, "to_stripe", cannot)
    with pytest.raises(Invalid, match="cannot be counted"):
        ask(shop, order, "40")
