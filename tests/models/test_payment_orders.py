import pytest
from sqlalchemy.exc import IntegrityError

from occ_app.models import HOLDING, IN_FLIGHT, WITHDRAWN, PaymentLine, PaymentOrder, PaymentState
from occ_app.models.base import now
from occ_app.models.payment_orders import ANSWER_LATER, ANSWER_WITHIN


def test_what_is_on_its_way_is_also_promised():
    assert set(IN_FLIGHT) < set(HOLDING)
    assert PaymentOrder(state=PaymentState.SCHEDULED).is_holding
    assert not PaymentOrder(state=PaymentState.DRAFT).is_holding


def test_a_line_without_a_source_is_money():
    assert PaymentLine(amount_minor=1).is_money
    assert not PaymentLine(amount_minor=1, credit_note_id=1).is_money
    assert not PaymentLine(amount_minor=1, cash_id=1).is_money


@pytest.mark.parametrize(
    "wrong", [{"amount_minor": -1}, {"state": "succeeded"}, {"state": "scheduled"}, {"number": "TWICE"}]
)
def test_the_database_refuses_what_cannot_be(make, db, wrong):
    account = make.account()
    make.sent(account, None, number="TWICE", reference="RF1")
    with pytest.raises(IntegrityError):
        make.sent(account, None, **wrong)


def test_a_bank_is_waited_for_longer_where_somebody_else_approved_and_no_longer_once_taken_back():
    asked = now()
    order = PaymentOrder(state=PaymentState.NEEDS_ACTION, submitted_at=asked, approvals_needed=0)
    assert (order.answer_by, order.asks_payer) == (asked + ANSWER_WITHIN, True)
    order.approvals_needed = 1
    assert order.answer_by == asked + ANSWER_LATER
    order.failure = WITHDRAWN
    assert (order.answer_by, order.asks_payer) == (asked, False)
