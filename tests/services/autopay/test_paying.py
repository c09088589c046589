from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import (
    ApprovalRule,
    BasketItem,
    PaymentLimit,
    PaymentOrder,
    PaymentOrigin,
    PaymentState,
)
from occ_app.services import autopay, ledger, paying
from occ_app.testing.factories import TODAY


def due(acme, *invoices, **form):
    """A rule whose charges of these invoices are due today."""
    rule = acme.start(**form)
    acme.announce(rule)
    for charge in acme.charges():
        charge.charge_on = TODAY
    acme.make.db.flush()
    return rule


def why(acme):
    return [charge.skipped for charge in acme.charges()]


def test_on_the_day_one_payment_an_invoice_is_sent(acme, db):
    one, two = (acme.make.invoice(acme.account, minor, due_in=1) for minor in (10_000, 5_000))
    rule = due(acme)
    orders = acme.pay()
    assert [(order.amount_minor, order.state, order.origin) for order in orders] == [
        (10_000, PaymentState.SUBMITTING, PaymentOrigin.AUTOPAY),
        (5_000, PaymentState.SUBMITTING, PaymentOrigin.AUTOPAY),
    ]
    assert {(order.autopay_rule_id, order.card_id, order.made_by) for order in orders} == {
        (rule.pk, acme.card.pk, None)
    }
    assert [charge.payment_order_id for charge in acme.charges()] == [order.pk for order in orders]
    assert paying.charge_of(db, system(), orders[0].pk).is_off_session
    assert acme.pay() == []
    assert [autopay.charge_due(db, system(), charge.pk) for charge in acme.charges()] == [None, None]
    assert (one.pending_minor, two.pending_minor) == (10_000, 5_000)


def test_nothing_is_charged_before_its_day(acme, db):
    acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    assert acme.pay() == []
    assert autopay.charge_due(db, system(), acme.charges()[0].pk) is None


def test_credits_come_first(acme, db):
    invoice = acme.make.invoice(acme.account, 10_000, due_in=1)
    acme.make.credit_note(acme.account, -4_000)
    due(acme)
    (order,) = acme.pay()
    assert order.amount_minor == 6_000
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    assert (invoice.due_minor, ledger.check(db, system())) == (0, [])


def test_above_a_band_it_waits_for_approval_like_any_other(acme, db):
    acme.make.contact(acme.account, "executive", name="Elena")
    db.add(ApprovalRule(account_id=acme.account.pk, currency="EUR", above_minor=9_999, role="executive"))
    acme.make.invoice(acme.account, 10_000, due_in=1)
    due(acme)
    (order,) = acme.pay()
    assert (order.state, acme.pay()) == (PaymentState.AWAITING_APPROVAL, [])


def test_what_changed_since_the_notice_is_left_out(acme, db):
    kinds = ("disputed", "paid", "cap", "moved")
    order = acme.make.order(acme.account, contract_number="CT-1")
    invoices = {
        kind: acme.make.invoice(acme.account, 1_000, due_in=1, order=order if kind == "moved" else None)
        for kind in kinds
    }
    rule = due(acme)
    invoices["disputed"].disputed_minor = 1
    acme.make.payment(invoices["paid"], 1_000)
    acme.start(contract="CT-1")
    rule.cap_invoice_minor = 999
    db.flush()
    assert (acme.pay(), why(acme)) == ([], ["disputed", "paid", "cap_invoice", "other_rule"])


def test_a_stopped_rule_and_an_expired_card_charge_nothing(acme, db):
    acme.make.invoice(acme.account, 1_000, due_in=1)
    due(acme)
    acme.card.exp_year = 2020
    assert (acme.pay(), why(acme)) == ([], ["card_expired"])
    acme.make.invoice(acme.account, 1_000, due_in=1)


def test_one_that_somebody_stopped_is_not_charged(acme, db):
    invoice = acme.make.invoice(acme.account, 1_000, due_in=1)
    rule = due(acme)
    autopay.stop_charge(db, acme.ana, invoice.number)
    assert (acme.pay(), acme.announce(rule)) == ([], 0)


def test_a_limit_leaves_nothing_behind(acme, db):
    acme.make.invoice(acme.account, 10_000, due_in=1)
    due(acme)
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_day_minor=9_999))
    db.flush()
    assert (acme.pay(), why(acme)) == ([], ["limit"])
    assert (db.exec(select(PaymentOrder)).all(), db.exec(select(BasketItem)).all()) == ([], [])


def test_what_no_card_can_be_charged_with_is_not_announced_again(acme, db):
    acme.make.invoice(acme.account, 1_001, due_in=1, currency="KWD")
    rule = due(acme, currency="KWD")
    assert (acme.pay(), why(acme)) == ([], ["refused"])
    assert acme.announce(rule) == 0


def test_the_most_of_a_month_counts_what_was_sent_in_it_at_the_company(acme, db, at):
    acme.account.time_zone = "Pacific/Auckland"
    rule = acme.start(cap_month="100")
    spent = acme.make.sent(
        acme.account,
        acme.card,
        (acme.make.invoice(acme.account, 6_000, due_in=1), 6_000),
        autopay_rule_id=rule.pk,
        sent_at=datetime(2026, 1, 31, 10, 30, tzinfo=UTC),  # still January there
    )
    invoice = acme.make.invoice(acme.account, 5_000, due_in=1)
    acme.announce(rule)
    charge = next(charge for charge in acme.charges() if charge.invoice_id == invoice.pk)
    charge.charge_on = datetime(2026, 1, 31, tzinfo=UTC).date()
    at(datetime(2026, 1, 31, 10, 59, tzinfo=UTC))
    assert (acme.pay(), charge.skipped) == ([], "cap_month")
    charge.skipped = ""
    at(datetime(2026, 1, 31, 11, 0, tzinfo=UTC))  # February
    (order,) = acme.pay()
    assert (order.amount_minor, spent.amount_minor) == (5_000, 6_000)


@pytest.mark.parametrize(
    ("zone", "hour", "is_due"),
    [
        ("Pacific/Kiritimati", 10, True),
        ("Pacific/Kiritimati", 9, False),
        ("America/Los_Angeles", 10, False),
    ],
)
def test_the_day_is_the_companys(acme, db, at, zone, hour, is_due):
    acme.account.time_zone = zone
    invoice = acme.make.invoice(acme.account, due_in=1)
    acme.announce(acme.start())
    (charge,) = acme.charges()
    charge.charge_on = datetime(2026, 3, 2, tzinfo=UTC).date()
    db.flush()
    at(datetime(2026, 3, 1, hour, 0, tzinfo=UTC))
    assert [order.amount_minor for order in acme.pay()] == ([invoice.total_minor] if is_due else [])


def test_a_day_that_was_missed_is_made_up_for(acme, db):
    acme.make.invoice(acme.account, due_in=1)
    due(acme)
    acme.charges()[0].charge_on = TODAY - timedelta(days=4)
    db.flush()
    assert len(acme.pay()) == 1


def test_never_more_is_charged_than_the_notice_said(acme, db):
    invoice = acme.make.invoice(acme.account, 10_000, due_in=1)
    other = acme.make.sent(acme.account, acme.card, (invoice, 6_000))
    due(acme)
    paying.failed(db, system(), other.pk, "card_declined")
    assert [order.amount_minor for order in acme.pay()] == [4_000]
    assert invoice.pending_minor == 4_000
