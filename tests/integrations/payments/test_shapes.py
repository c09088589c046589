import json
from datetime import date
from pathlib import Path

import pytest

from occ_app.integrations.payments.faults import Failure, Malformed
from occ_app.integrations.payments.shapes import (
    IntentStatus,
    RefundStatus,
    read_card,
    read_dispute,
    read_failure,
    read_intent,
    read_refund,
)
from occ_app.money import Money

EXAMPLES = json.loads((Path(__file__).parent / "fixtures3.json").read_text())


def test_stripes_example_of_an_intent_is_read():
    read = read_intent(EXAMPLES["payment_intent"])
    assert (read.amount, read.received) == (Money(1099, "USD"), Money(0, "USD"))
    assert read.status is IntentStatus.REQUIRES_PAYMENT_METHOD
    assert (read.customer_id, read.method_id, read.payment_ref, read.charge_id) == ("", "", "", "")


def test_stripes_example_of_a_refund_is_read():
    read = read_refund(EXAMPLES["refund"])
    assert (read.amount, read.status, read.intent_id) == (Money(100, "USD"), RefundStatus.SUCCEEDED, "")


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ("needs_response", RefundStatus.PENDING),
        ("under_review", RefundStatus.PENDING),
        ("dancing", RefundStatus.PENDING),
        ("lost", RefundStatus.SUCCEEDED),
        ("won", RefundStatus.CANCELED),
        ("prevented", RefundStatus.CANCELED),
    ],
)
def test_stripes_example_of_a_dispute_is_money_back_once_it_is_lost(status, read):
    seen = read_dispute(EXAMPLES["dispute"] | {"status": status, "payment_intent": "pi_1"})
    assert (seen.amount, seen.status, seen.intent_id) == (Money(1000, "USD"), read, "pi_1")
    assert seen.is_chargeback


def test_an_inquiry_takes_no_money():
    for status in ("warning_needs_response", "warning_under_review", "warning_closed"):
        assert read_dispute(EXAMPLES["dispute"] | {"status": status}) is None


def test_stripes_example_of_a_payment_method_is_no_card_unless_it_is_one():
    method = {name: value for name, value in EXAMPLES["payment_method"].items() if name != "card"}
    with pytest.raises(Malformed):
        read_card(method)
    card = {"brand": "visa", "last4": "4242", "exp_month": 2, "exp_year": 2028, "country": "ES"}
    read = read_card(method | {"card": card})
    assert (read.brand, read.country, read.fingerprint) == ("visa", "ES", "")
    assert read.last_day == date(2028, 2, 29)
    for wrong in ({"exp_month": 13}, {"exp_month": 0}, {"exp_year": 28}):
        with pytest.raises(Malformed):
            read_card(method | {"card": card | wrong})


def test_a_state_that_is_unknown_here_is_not_final():
    read = read_intent(EXAMPLES["payment_intent"] | {"status": "requires_dancing"})
    assert read.status is IntentStatus.UNKNOWN
    assert not read.status.is_final
    assert read_refund(EXAMPLES["refund"] | {"status": "dancing"}).status is RefundStatus.UNKNOWN
    assert {status for status in IntentStatus if status.is_final} == {"succeeded", "canceled"}


def test_a_failure_is_only_its_two_codes():
    error = {"code": "card_declined", "decline_code": "lost_card", "message": "number 4242424242424242"}
    assert read_failure(error) == Failure("card_declined", "lost_card")
    assert read_failure(None) is None


@pytest.mark.parametrize(
    "changed",
    [{"id": "ch_1"}, {"amount": "12"}, {"amount": True}, {"amount": 1.5}, {"created": None}],
    ids=str,
)
def test_what_is_not_as_stripe_describes_it_is_malformed(changed):
    with pytest.raises(Malformed):
        read_intent(EXAMPLES["payment_intent"] | changed)


def test_what_the_local_server_sends_whole_is_read_by_its_id():
    read = read_intent(EXAMPLES["payment_intent"] | {"latest_charge": EXAMPLES["charge"]})
    assert read.charge_id == EXAMPLES["charge"]["id"]
