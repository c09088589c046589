import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import Allocation, Payment, Refund, RefundState
from occ_app.money import Money
from occ_app.services import ledger, paying, refunds


@pytest.fixture
def paid(make, db):
    """A card payment of two invoices, 100 and 50 euros."""
    account = make.account()
    card = make.card(account)
    one, two = make.invoice(account, 10_000), make.invoice(account, 5_000)
    order = make.sent(account, card, (one, 10_000), (two, 5_000))
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    return db.get(Payment, order.payment_id), one, two


@pytest.fixture
def staff(make):
    return make.actor(make.person(is_staff=True))


def test_what_is_given_back_is_due_again_the_latest_first(paid, staff, db):
    payment, one, two = paid
    refund = refunds.ask(db, staff, payment.number, "70.00", "cancelled")
    assert (one.due_minor, two.due_minor) == (0, 0)
    assert refunds.post(db, system(), refund, "re_1") is RefundState.DONE
    refunds.post(db, system(), refund, "re_1")
    assert (one.due_minor, two.due_minor, payment.refunded_minor) == (2_000, 5_000, 7_000)
    assert ledger.check(db, system()) == []


def test_unapplied_cash_is_given_back_before_what_was_put_to_invoices(paid, staff, make, db):
    payment, one, _two = paid
    payment.amount_minor = 18_000
    ledger.restate_payments(db, system(), {payment.pk})
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "30", "too much"), "re_1")
    assert (one.due_minor, payment.unapplied_minor) == (0, 0)
    assert ledger.check(db, system()) == []


def test_never_more_is_given_back_than_was_paid(paid, staff, db):
    number = paid[0].number
    refunds.ask(db, staff, number, "100", "first")
    with pytest.raises(Invalid, match=r"At most €50\.00"):
        refunds.ask(db, staff, number, "50.01", "second")
    with pytest.raises(Invalid, match="more than nothing"):
        refunds.ask(db, staff, number, "0", "third")
    with pytest.raises(Invalid, match="say why"):
        refunds.ask(db, staff, number, "1", "  ")


def test_a_refund_that_failed_can_be_tried_again_and_one_that_fails_late_is_cash(paid, staff, db):
    payment, one, two = paid
    first = refunds.ask(db, staff, payment.number, "150", "all")
    refunds.failed(db, system(), first, "expired_or_canceled_card")
    second = refunds.ask(db, staff, payment.number, "150", "again")
    refunds.post(db, system(), second, "re_2")
    assert (one.due_minor, two.due_minor) == (10_000, 5_000)
    refunds.failed(db, system(), second, "failed")
    assert (payment.refunded_minor, payment.unapplied_minor) == (0, 15_000)
    assert ledger.check(db, system()) == []


def test_a_refund_made_at_the_card_company_is_noted_once(paid, db):
    payment = paid[0]
    for _again in range(2):
        known = refunds.known(db, system(), "pi_1", "re_9", amount=Money(1_000, "EUR"))
        refunds.post(db, system(), known.id, "re_9")
    assert db.exec(select(Refund)).one().amount_minor == 1_000
    assert payment.refunded_minor == 1_000
    assert refunds.known(db, system(), "pi_unknown", "re_8", amount=Money(1, "EUR")) is None


def test_only_staff_give_money_back_and_only_of_card_payments(paid, staff, make, db):
    customer = make.actor(make.contact(make.account("Globex")))
    with pytest.raises(Forbidden):
        refunds.ask(db, customer, paid[0].number, "1", "mine")
    transfer = make.payment(make.invoice(make.account("Initech"), 1_000), 1_000)
    with pytest.raises(Invalid, match="Only payments by card"):
        refunds.ask(db, staff, transfer.number, "1", "why")
    with pytest.raises(NotFound):
        refunds.ask(db, staff, "NOTHING", "1", "why")


def test_allocations_are_only_added(paid, staff, db):
    payment = paid[0]
    before = {one.pk: one.amount_minor for one in db.exec(select(Allocation))}
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "70", "part"), "re_1")
    after = {one.pk: one.amount_minor for one in db.exec(select(Allocation))}
    assert before.items() <= after.items()
    assert sum(after.values()) == 8_000
