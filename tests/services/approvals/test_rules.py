from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, Invalid
from occ_app.models import PaymentLimit, PaymentState
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import approvals, paying


def limit(acme, **values):
    acme.db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", **values))
    acme.db.flush()


def test_the_highest_band_below_an_amount_counts(acme, db):
    low, high = acme.rule(10_000), acme.rule(50_000, approvals=2)
    ana = acme.actor(acme.ana)
    found = [approvals.band(db, ana, Money(minor, "EUR")) for minor in (10_000, 10_001, 50_000, 50_001)]
    assert found == [None, low, low, high]
    assert approvals.band(db, ana, Money(99_999, "USD")) is None
    assert approvals.live(db, ana) == [high, low]


def test_an_ended_rule_counts_no_more_and_one_of_another_company_never_did(acme, make, db):
    acme.rule(ended_at=now())
    acme.rule(account_id=make.account("Globex").pk)
    assert approvals.band(db, acme.actor(acme.ana), Money(99_999, "EUR")) is None


def test_a_limit_of_one_payment_holds_to_the_cent(acme):
    limit(acme, per_payment_minor=10_000)
    acme.pay(10_000)
    with pytest.raises(Invalid, match=r"one payment is €100\.00"):
        acme.pay(10_001)


def test_what_ended_without_money_does_not_count_towards_the_day(acme, db):
    limit(acme, per_day_minor=15_000)
    order = acme.pay(10_000, method="bank_transfer")
    with pytest.raises(Invalid, match="all payments of a day"):
        acme.pay(10_000)
    paying.cancel(db, acme.actor(acme.ana), order.number)
    acme.pay(15_000)


def test_limits_of_another_currency_or_company_do_not_count(acme, make, db):
    limit(acme, per_payment_minor=1, per_day_minor=1)
    john = make.actor(make.contact(make.account("Globex")))
    approvals.check_limits(db, john, Money(10_000, "EUR"))
    approvals.check_limits(db, acme.actor(acme.ana), Money(10_000, "USD"))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid"])
def test_a_day_begins_at_midnight_of_the_company(acme, db, zone):
    limit(acme, per_day_minor=15_000)
    acme.account.time_zone = zone
    db.flush()
    order = acme.pay(10_000)
    midnight = datetime.combine(now().astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
    ana = acme.actor(acme.ana)
    order.sent_at = midnight
    db.flush()
    with pytest.raises(Invalid):
        approvals.check_limits(db, ana, Money(10_000, "EUR"))
    order.sent_at = midnight - timedelta(seconds=1)
    db.flush()
    approvals.check_limits(db, ana, Money(10_000, "EUR"))


def test_what_waits_for_approval_counts_towards_the_day(acme):
    acme.rule(5_000)
    limit(acme, per_day_minor=15_000)
    assert acme.pay(10_000).state is PaymentState.AWAITING_APPROVAL
    with pytest.raises(Invalid):
        acme.pay(10_000)


def test_nobody_without_the_right_asks_for_rules(db):
    with pytest.raises(Forbidden):
        approvals.live(db, Actor())


def test_a_rule_of_the_day_is_not_got_round_by_paying_in_parts(acme, db):
    rule = acme.rule(15_000, is_per_day=True)
    assert acme.pay(10_000).state is PaymentState.SUBMITTING
    assert acme.pay(5_000).state is PaymentState.SUBMITTING
    second = acme.pay(1)
    assert (second.state, second.approval_rule_id) == (PaymentState.AWAITING_APPROVAL, rule.pk)
    assert acme.pay(15_000, by=acme.marta).state is PaymentState.SUBMITTING


def test_what_was_taken_back_approved_or_sent_yesterday_does_not_count_towards_the_day(acme, db):
    acme.rule(15_000, is_per_day=True)
    ana = acme.actor(acme.ana)
    paying.cancel(db, ana, acme.pay(10_000, method="bank_transfer").number)
    acme.pay(10_000).sent_at -= timedelta(days=1)
    acme.pay(10_000).approvals_needed = 1
    db.flush()
    assert acme.pay(15_000).state is PaymentState.SUBMITTING


def test_a_rule_of_each_payment_stands_beside_one_of_the_day(acme, db):
    day, each = acme.rule(5_000, is_per_day=True), acme.rule(20_000)
    acme.pay(4_000)
    ana = acme.actor(acme.ana)
    found = [approvals.band(db, ana, Money(minor, "EUR")) for minor in (1_000, 1_001, 20_000, 20_001)]
    assert found == [None, day, day, each]
    usd = acme.rule(0, currency="USD")
    assert approvals.band(db, ana, Money(1, "USD")) == usd
