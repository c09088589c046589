import pytest
from sqlalchemy.exc import IntegrityError

from occ_app.models import HOLDING, IN_FLIGHT, PaymentLine, PaymentOrder, PaymentState


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
