"""What the worker does with payments, against the local card company: autopay, planned payments, the fix-it list."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import select, update

from occ_app import charging
from occ_app.access.actors import system
from occ_app.models import (
    ApprovalRule,
    AutopayCharge,
    OutboxMail,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.services import autopay, paying, pending
from occ_app.services.pending import Kind
from occ_app.testing.factories import TODAY
from occ_app.testing.stripe_server import ASKS_ALWAYS, SAVED_THEN_DECLINED
from occ_app.worker import payments as work
from tests.charging.shop import Killed

FORM = {"currency": "EUR", "days_before": "0", "notice_days": "3"}
LONG_AGO = date(2020, 1, 1)


def pays_itself(shop, card_id, *amounts):
    """Invoices that autopay has announced and that are due; the key of the rule."""
    for minor in amounts:
        shop.bill(minor, due_in=1)

    def start(make):
        return autopay.start(make.db, shop.actor(make), FORM | {"card": str(card_id)}).pk

    rule = shop.make(start)
    assert work.announce() == len(amounts)
    shop.make(lambda make: make.db.exec(update(AutopayCharge).values(charge_on=LONG_AGO)))
    return rule


def orders(shop):
    return shop.make(lambda make: make.db.exec(select(PaymentOrder).order_by(PaymentOrder.id)).all())


def states(shop):
    return [(order.state, order.failure) for order in orders(shop)]


def broken(shop):
    return shop.make(lambda make: pending.broken(make.db, shop.actor(make)))


def test_autopay_takes_each_invoice_once_whoever_works(shop):
    pays_itself(shop, shop.card(), 10_000, 5_000)
    with ThreadPoolExecutor(3) as workers:
        sent = sum(workers.map(lambda _worker: work.pay_by_autopay(), range(3)))
    assert (sent, work.pay_by_autopay()) == (2, 0)
    shop.settle()
    assert states(shop) == [(PaymentState.SUCCEEDED, "")] * 2
    assert shop.posted() == shop.taken()
    assert shop.posted()["EUR"].minor == 15_000
    assert shop.problems() == []


@pytest.mark.parametrize(
    ("number", "failure"),
    [(ASKS_ALWAYS, "authentication_required"), (SAVED_THEN_DECLINED, "generic_decline")],
)
def test_a_card_that_does_not_pay_by_itself_leads_to_the_fix_it_list(shop, number, failure):
    pays_itself(shop, shop.card(number), 10_000)
    assert work.pay_by_autopay() == 1
    assert states(shop) == [(PaymentState.FAILED, failure)]
    (one,) = broken(shop)
    assert (one.kind, one.key, one.amount.minor) == (Kind.FAILED, orders(shop)[0].number, 10_000)
    good = shop.card()
    sent = shop.make(lambda make: pending.fix_all(make.db, shop.actor(make), good, {"EUR": 10_000})[0].pk)
    assert charging.charge(sent) is PaymentState.SUCCEEDED
    assert (broken(shop), shop.taken()["EUR"].minor) == ([], 10_000)
    assert work.announce() == work.pay_by_autopay() == 0


def test_a_worker_that_dies_anywhere_charges_once(shop, fate, monkeypatch):
    monkeypatch.setattr(work, "transaction", charging.payments.transaction)
    card, at = shop.card(), 0
    while True:
        pays_itself_again(shop, card)
        fate.left = at
        try:
            work.pay_by_autopay()
        except Killed:
            fate.left, at = None, at + 1
        else:
            break
        work.pay_by_autopay()
        shop.settle()
        assert shop.posted() == shop.taken()
    fate.left = None
    paid = [order for order in orders(shop) if order.state is PaymentState.SUCCEEDED]
    assert (at > 4, len(paid)) == (True, at + 1)
    assert shop.problems() == []


def pays_itself_again(shop, card):
    """One more invoice for a rule that is there from the first time on."""
    shop.bill(1_000, due_in=1)

    def start(make):
        if not autopay.live(make.db, system()):
            autopay.start(make.db, shop.actor(make), FORM | {"card": str(card)})

    shop.make(start)
    work.announce()
    shop.make(lambda make: make.db.exec(update(AutopayCharge).values(charge_on=LONG_AGO)))


def plan(shop, card):
    """A payment planned for a day that has come."""
    number = shop.draft(shop.bill(10_000))

    def send(make):
        actor = shop.actor(make)
        day = (TODAY + timedelta(days=3)).isoformat()
        paying.choose(make.db, actor, number, method=PaymentMethod.CARD, card_id=card, day=day)
        order = paying.send(make.db, actor, number, 10_000)
        order.scheduled_for = LONG_AGO
        return order.pk

    return shop.make(send)


def test_a_planned_payment_is_charged_on_its_day(shop):
    plan(shop, shop.card())
    assert (work.pay_planned(), work.pay_planned()) == (1, 0)
    assert states(shop) == [(PaymentState.SUCCEEDED, "")]
    assert shop.posted() == shop.taken()


def test_one_whose_card_has_expired_fails_without_asking_and_is_to_be_put_right(shop):
    plan(shop, shop.card())
    shop.make(lambda make: make.db.exec(update(SavedCard).values(exp_year=2020)))
    assert work.pay_planned() == 1
    assert states(shop) == [(PaymentState.FAILED, "expired_card")]
    assert [one.kind for one in broken(shop)] == [Kind.FAILED]
    assert shop.taken() == {}


def test_one_that_breaks_does_not_hold_up_the_others(shop, monkeypatch):
    card = shop.card()
    bad, good = plan(shop, card), plan(shop, card)
    charge = charging.charge

    def breaks(order_id):
        return 1 / 0 if order_id == bad else charge(order_id)

    monkeypatch.setattr(charging, "charge", breaks)
    with pytest.raises(ZeroDivisionError):
        work.pay_planned()
    assert shop.order(good).state is PaymentState.SUCCEEDED
    monkeypatch.undo()
    shop.settle()
    assert shop.order(bad).state is PaymentState.SUCCEEDED


def test_approvers_are_reminded_and_missed_events_heard(shop):
    def wait(make):
        make.contact(shop.account(make), "executive")
        make.db.add(ApprovalRule(account_id=shop.account_id, currency="EUR", above_minor=1, role="executive"))

    shop.make(wait)
    order_id = shop.send(shop.draft(shop.bill(10_000)), shop.card())
    shop.make(lambda make: make.db.exec(update(PaymentOrder).values(reminded_at=None)))
    mails = lambda: len(shop.make(lambda make: make.db.exec(select(OutboxMail)).all()))  # noqa: E731
    before = mails()
    assert (work.remind_approvers(), work.remind_approvers()) == (1, 0)
    assert (mails(), shop.order(order_id).reminded_at <= now()) == (before + 1, True)
    assert (work.sweep(), work.hear(), work.catch_up(), work.catch_up_far()) == (0, 0, 0, 0)
