from dataclasses import replace

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound, ProofNeeded
from occ_app.integrations.payments.shapes import RefundSeen, RefundStatus
from occ_app.models import (
    Account,
    ActivityKind,
    Allocation,
    InboxEntry,
    InboxKind,
    OutboxMail,
    Payment,
    PaymentOrder,
    Refund,
    RefundState,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import invoices, ledger, paying, refunds
from occ_app.services.paying import telling
from occ_app.testing.trail import trail


@pytest.fixture
def paid(make, db):
    """A card payment of two invoices, 100 and 50 euros."""
    account = make.account()
    card = make.card(account)
    one, two = make.invoice(account, 10_000), make.invoice(account, 5_000)
    order = make.sent(account, card, (one, 10_000), (two, 5_000))
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    return db.get(Payment, order.payment_id), one, two


def seen(name, minor, **more):
    """Money going back, as the card company tells of it."""
    return RefundSeen(name, "pi_1", Money(minor, "EUR"), RefundStatus.SUCCEEDED, "", now(), **more)


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
        known = refunds.known(db, system(), "pi_1", seen("re_9", 1_000))
        refunds.post(db, system(), known.id, "re_9")
    assert db.exec(select(Refund)).one().amount_minor == 1_000
    assert payment.refunded_minor == 1_000
    assert refunds.known(db, system(), "pi_unknown", seen("re_8", 1)) is None


def test_what_a_bank_took_back_is_due_again_and_told_as_that(paid, make, db):
    payment, one, two = paid
    make.contact(db.get_one(Account, payment.account_id))
    known = refunds.known(db, system(), "pi_1", seen("dp_1", 15_000, is_chargeback=True))
    assert (one.due_minor, payment.refunded_minor) == (0, 0)
    refunds.post(db, system(), known.id, "dp_1")
    assert (one.due_minor, two.due_minor, payment.refunded_minor) == (10_000, 5_000, 15_000)
    assert ledger.check(db, system()) == []
    mails = db.exec(select(OutboxMail).filter_by(kind=telling.REFUND)).all()
    assert {mail.subject for mail in mails} == {"Your bank took back €150.00"}
    kinds = [entry.kind for entry in trail(db)]
    assert ActivityKind.CHARGED_BACK in kinds
    assert ActivityKind.REFUNDED not in kinds


def test_a_bank_takes_no_more_than_was_left_of_the_payment(paid, staff, db):
    payment = paid[0]
    disputed = refunds.known(db, system(), "pi_1", seen("dp_1", 15_000, is_chargeback=True))
    given = refunds.known(db, system(), "pi_1", seen("re_1", 6_000))
    refunds.post(db, system(), given.id, "re_1")
    refunds.post(db, system(), disputed.id, "dp_1")
    assert (db.get_one(Refund, disputed.id).amount_minor, payment.refunded_minor) == (9_000, 15_000)
    assert refunds.known(db, system(), "pi_1", seen("dp_2", 1, is_chargeback=True)) is None
    assert ledger.check(db, system()) == []


def test_a_dispute_over_money_that_was_given_back_ends_without_more(paid, db):
    disputed = refunds.known(db, system(), "pi_1", seen("dp_1", 15_000, is_chargeback=True))
    given = refunds.known(db, system(), "pi_1", seen("re_1", 15_000))
    refunds.post(db, system(), given.id, "re_1")
    assert refunds.post(db, system(), disputed.id, "dp_1") is RefundState.FAILED
    assert paid[0].refunded_minor == 15_000


def test_of_a_dispute_that_was_won_the_company_hears_nothing(paid, db):
    known = refunds.known(db, system(), "pi_1", seen("dp_1", 15_000, is_chargeback=True))
    refunds.failed(db, system(), known.id, "canceled")
    assert paid[1].due_minor == 0
    assert not trail(db, kind=ActivityKind.REFUND_FAILED)
    assert not db.exec(select(OutboxMail).filter_by(kind=telling.REFUND)).all()


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


def test_what_can_be_given_back_is_what_was_not_yet(paid, staff, make, db):
    number = paid[0].number
    refunds.ask(db, staff, number, "70.00", "cancelled")
    offered = refunds.offer(db, staff, number)
    assert (offered.number, offered.company) == (number, "Acme")
    assert (offered.paid, offered.most) == (Money(15_000, "EUR"), Money(8_000, "EUR"))
    transfer = make.payment(make.invoice(make.account("Initech"), 1_000), 1_000)
    with pytest.raises(Invalid, match="Only payments by card"):
        refunds.offer(db, staff, transfer.number)
    with pytest.raises(NotFound):
        refunds.offer(db, staff, "NOTHING")


def test_giving_back_asks_for_a_fresh_second_factor_where_one_is_owed(paid, staff, db):
    owing = replace(staff, owes_proof=True)
    with pytest.raises(ProofNeeded):
        refunds.ask(db, owing, paid[0].number, "1", "why")
    refunds.ask(db, replace(owing, proved_at=now()), paid[0].number, "1", "why")


def test_the_trail_of_the_company_tells_who_decided_it_and_that_it_was_done(paid, staff, db):
    payment = paid[0]
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "70", "cancelled"), "re_1")
    kinds = (ActivityKind.REFUND_ASKED, ActivityKind.REFUNDED)
    entries = [entry for entry in trail(db) if entry.kind in kinds]
    assert [entry.kind for entry in entries] == list(kinds)
    assert {entry.account_id for entry in entries} == {payment.account_id}
    assert (entries[0].person_id, entries[0].subject) == (staff.person_id, payment.number)
    assert entries[0].after == {"amount": "70.00 EUR", "reason": "cancelled"}


def told(db):
    return db.exec(select(OutboxMail).where(OutboxMail.kind == telling.REFUND).order_by(OutboxMail.id)).all()


def test_whoever_paid_is_told_once_that_money_was_given_back(paid, staff, make, db):
    payment = paid[0]
    ana = make.contact(db.get(Account, payment.account_id), email="ana@acme.example", language="es")
    db.exec(select(PaymentOrder)).one().made_by = ana.pk
    refund = refunds.ask(db, staff, payment.number, "70", "cancelled")
    assert told(db) == []
    refunds.post(db, system(), refund, "re_1")
    refunds.post(db, system(), refund, "re_1")
    [mail] = told(db)
    assert (mail.to, mail.account_id) == ("ana@acme.example", payment.account_id)
    assert "70,00" in mail.subject
    assert f"/es/payments/{payment.number}" in mail.text
    entry = db.exec(select(InboxEntry).where(InboxEntry.kind == InboxKind.PAYMENT_REFUNDED)).one()
    assert entry.facts == {"number": payment.number, "minor": "7000", "currency": "EUR"}
    assert entry.person_id == ana.pk


def test_where_nobody_paid_by_hand_the_finance_contacts_are_told(paid, staff, make, db):
    payment = paid[0]
    make.contact(db.get(Account, payment.account_id), email="eva@acme.example")
    payment.amount_minor = 18_000
    ledger.restate_payments(db, system(), {payment.pk})
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "30", "too much"), "re_1")
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "10", "cancelled"), "re_2")
    cash, due = told(db)
    assert cash.to == "eva@acme.example"
    assert "due again" not in cash.text
    assert "due again" in due.text


def test_the_movements_of_the_invoice_tell_the_reversal_and_of_which_payment(paid, staff, make, db):
    payment, _one, two = paid
    refunds.post(db, system(), refunds.ask(db, staff, payment.number, "20", "part"), "re_1")
    reader = make.actor(make.contact(db.get(Account, payment.account_id)))
    moved = [
        (move.kind, move.amount.minor, move.source)
        for move in invoices.detail(db, reader, two.number).movements
    ]
    number = payment.number
    assert moved == [("payment", 5_000, number), ("reversal", -5_000, number), ("payment", 3_000, number)]
