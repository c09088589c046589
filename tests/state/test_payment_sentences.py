from datetime import UTC, datetime, timedelta

import pytest

from occ_app.models import WITHDRAWN, ContactRole, PaymentDecision, PaymentOrder, PaymentState
from occ_app.models.base import now
from occ_app.services.payments import Detail
from occ_app.state.payment_sentences import sentences
from occ_app.testing.factories import TODAY

S = PaymentState


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account()))


def told(actor, state, **more):
    fields = {name: more.pop(name) for name in list(more) if name in PaymentOrder.model_fields}
    order = PaymentOrder(
        account_id=1, number="P1", basket="B1", currency="EUR", reference="RF1", state=state, **fields
    )
    return sentences(Detail(number="P1", order=order, **more), actor)


@pytest.mark.parametrize("state", [state for state in S if state is not S.DRAFT])
def test_every_state_says_what_happened(ana, state):
    assert told(ana, state)[0]


def test_a_failure_says_why(ana):
    assert told(ana, S.FAILED, failure="expired_card") == (
        "Nothing was charged.", "The card has expired. Use another card.",
    )  # fmt: skip


def test_a_refusal_says_by_whom_and_why(ana):
    decision = PaymentDecision(
        account_id=1, payment_order_id=1, person_id=1, is_approved=False, reason="Too early"
    )
    assert told(ana, S.REFUSED, decisions=[(decision, "Elena")])[0] == "Elena refused it: Too early"


def test_approval_says_how_many_are_missing_and_by_whom(ana):
    yes = PaymentDecision(account_id=1, payment_order_id=1, person_id=1, is_approved=True)
    said = told(ana, S.AWAITING_APPROVAL, approvals_needed=2, decisions=[(yes, "Elena")], approvers=["Bo"])
    assert said == ("It waits for 1 approval, by Bo.", "Nothing is paid before.")
    assert told(ana, S.AWAITING_APPROVAL, approvals_needed=1)[0].startswith("Nobody in your company")
    mine = told(ana, S.AWAITING_APPROVAL, approvals_needed=1, approvers=["Me"], may_decide=True, maker="Ana")
    assert mine[0] == "Ana wants to pay this and needs your approval."


def test_a_planned_one_says_the_day(ana):
    day = TODAY + timedelta(days=3)
    assert str(day.year) in told(ana, S.SCHEDULED, scheduled_for=day)[0]


def test_a_bank_that_asks_is_waited_for_until_a_moment(ana, make):
    waits = {"submitted_at": datetime(2026, 11, 27, 11, tzinfo=UTC), "made_at": now()}
    said = told(ana, S.NEEDS_ACTION, **waits)
    assert said == (
        "The bank wants you to confirm this payment.",
        "Nothing is charged until you do. If it is not confirmed by 27 Nov 2026, 11:30, it is given up.",
    )
    approved = told(ana, S.NEEDS_ACTION, approvals_needed=1, **waits)
    assert "30 Nov 2026, 11:00" in approved[1]
    elena = make.actor(make.contact(make.account(), ContactRole.EXECUTIVE))
    assert (
        told(elena, S.NEEDS_ACTION, **waits)[0] == "The bank wants whoever made this payment to confirm it."
    )
    assert told(ana, S.NEEDS_ACTION, failure=WITHDRAWN, **waits)[0] == "It is being taken back."
