import pytest
from sqlmodel import select

from occ_app.models import ApprovalRule, ContactRole, PaymentOrder, PaymentState
from occ_app.models.base import now
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.state.pay_hints import approval, named


@pytest.fixture
def sheet_of(make, db):
    account = make.account()
    ana = make.actor(make.contact(account))
    make.contact(account, ContactRole.EXECUTIVE, name="Elena Marín")

    def opened(minor, **rule):
        if rule:
            db.add(ApprovalRule(account_id=account.pk, currency="EUR", **rule))
            db.flush()
        number = paying.begin(db, ana, Choice(numbers=(make.invoice(account, minor).number,)))[0]
        return approval(db, ana, paying.sheet(db, ana, number))

    return opened


def test_without_rules_nothing_is_said(sheet_of):
    assert sheet_of(10_000) == ("", "")


def test_it_is_said_who_approves_and_whether_this_payment_needs_it(sheet_of):
    said, tone = sheet_of(10_000, above_minor=10_000)
    assert (said, tone) == ("Over €100.00 Elena Marín approves. This payment does not need it.", "")
    said, tone = sheet_of(10_001)
    assert (said, tone) == ("Over €100.00 Elena Marín approves. This payment needs it.", "")


def test_that_nobody_can_is_a_warning_where_it_is_needed(sheet_of):
    assert sheet_of(1_000, above_minor=10_000, approvals=2)[1] == ""
    said, tone = sheet_of(20_000)
    assert (tone, "nobody in your company can" in said) == ("warning", True)


def test_of_many_the_first_is_named():
    assert named(["A", "B"]) == "A or B"
    assert named(["A", "B", "C"]) == "A or 2 others"


def test_a_small_payment_may_need_it_for_what_was_paid_the_same_day(sheet_of, make, db):
    assert sheet_of(4_000, above_minor=10_000, is_per_day=True)[0].startswith("Over €100.00 a day Elena")
    order = db.exec(select(PaymentOrder)).one()
    order.state, order.sent_at, order.amount_minor = PaymentState.SUBMITTING, now(), 7_000
    db.flush()
    said, _tone = sheet_of(4_000)
    assert said == "Over €100.00 a day Elena Marín approves. With what you paid today, this payment needs it."
