from datetime import datetime, timedelta, timezone

import pytest

from occ_app.models import PaymentDecision, PaymentMethod, PaymentOrder, PaymentState, Refund, RefundState
from occ_app.services.payments import Detail
from occ_app.state.payment_timeline import timeline

AT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)  # noqa: UP017


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account()))


def order(**values):
    usual = {
        "account_id": 1,
        "number": "P1",
        "basket": "B1",
        "currency": "EUR",
        "reference": "RF1",
        "sent_at": AT,
    }
    return PaymentOrder(**(usual | values))


def test_it_tells_who_did_what_in_order(ana):
    yes = PaymentDecision(
        account_id=1, payment_order_id=1, person_id=1, is_approved=True, decided_at=AT + timedelta(hours=1)
    )
    refund = Refund(
        account_id=1,
        number="R1",
        payment_id=1,
        currency="EUR",
        amount_minor=1,
        state=RefundState.DONE,
        made_at=AT + timedelta(days=9),
    )
    paid = order(
        state=PaymentState.SUCCEEDED, submitted_at=AT + timedelta(hours=2), posted_at=AT + timedelta(hours=3)
    )
    lines = timeline(
        Detail(number="P1", order=paid, decisions=[(yes, "Elena")], refunds=[refund], maker="Ana"), ana
    )
    assert [line[1] for line in lines] == [
        "Sent",
        "Approval given",
        "Handed to the card company",
        "Credits applied",
        "Given back",
    ]
    assert lines[0][2] == "1 Mar 2026, 09:00 · Ana"


def test_a_transfer_is_announced_and_a_failure_says_why(ana):
    lines = timeline(
        Detail(number="P1", order=order(method=PaymentMethod.BANK_TRANSFER, submitted_at=AT)), ana
    )
    assert lines[1][1] == "Transfer announced"
    failed = order(state=PaymentState.FAILED, failure="expired_card", ended_at=AT + timedelta(hours=1))
    assert timeline(Detail(number="P1", order=failed), ana)[-1][2].endswith(
        "The card has expired. Use another card."
    )


def test_what_the_erp_booked_has_no_history_here(ana):
    assert timeline(Detail(number="P1"), ana) == []
