from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Invalid, NotFound
from occ_app.models import (
    WITHDRAWN,
    ActivityKind,
    Allocation,
    ApprovalRule,
    InvoiceStatus,
    Payment,
    PaymentLimit,
    PaymentMethod,
    PaymentState,
)
from occ_app.services import cards, ledger, paying
from occ_app.services.documents import Choice
from occ_app.services.paying import baskets, sending
from occ_app.testing.factories import TODAY
from occ_app.testing.trail import trail


def test_a_sent_payment_covers_its_invoices_and_a_posted_one_closes_them(ana, make, db):
    one, two = make.invoice(ana.account, 10_000), make.invoice(ana.account, 5_000)
    order = ana.send(ana.draft(one, two))
    assert (order.state, order.amount_minor) == (PaymentState.SUBMITTING, 15_000)
    assert [one.status(TODAY), two.status(TODAY)] == [InvoiceStatus.PAYMENT_SUBMITTED] * 2
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    assert [one.status(TODAY), two.status(TODAY)] == [InvoiceStatus.CLOSED] * 2
    assert ledger.check(db, system()) == []


def test_a_payment_is_sent_once_however_often_that_is_pressed(ana, make, db):
    number = ana.draft(make.invoice(ana.account, 10_000))
    first, again = ana.send(number), paying.send(db, ana.actor, number, 1)
    assert first.pk == again.pk
    assert len(paying.settling.lines_of(db, system(), first)) == 1


def test_a_second_payment_of_the_same_invoice_is_refused(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    here, there = ana.draft(invoice), ana.draft(invoice)
    ana.send(here)
    with pytest.raises(Invalid, match=r"at most €0\.00"):
        paying.send(db, ana.actor, there, 10_000)
    with pytest.raises(Invalid, match="nothing to pay"):
        ana.draft(invoice)


def test_what_changed_since_it_was_shown_is_shown_again(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    make.credit_note(ana.account, -1_000)
    with pytest.raises(Invalid, match="has changed"):
        paying.send(db, ana.actor, number, 10_000)


def test_credits_and_unapplied_cash_are_used_before_money(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    note = make.credit_note(ana.account, -3_000)
    left = make.payment(make.invoice(ana.account, 5_000), 5_000)
    left.amount_minor = 7_000
    ledger.restate_payments(db, system(), {left.pk})
    order = ana.pay(invoice)
    assert order.amount_minor == 5_000
    assert (invoice.due_minor, invoice.credited_minor, invoice.paid_minor) == (0, 3_000, 7_000)
    assert (note.due_minor, left.unapplied_minor) == (0, 0)
    assert ledger.check(db, system()) == []


def test_where_credits_cover_all_no_money_moves(ana, make, db):
    invoice, _note = make.invoice(ana.account, 3_000), make.credit_note(ana.account, -5_000)
    order = ana.send(ana.draft(invoice))
    assert (order.state, order.payment_id, invoice.due_minor) == (PaymentState.SUCCEEDED, None, 0)
    assert db.exec(select(Payment)).all() == []


def test_credits_promised_to_one_payment_are_not_promised_to_another(ana, make, db):
    one, two = make.invoice(ana.account, 10_000), make.invoice(ana.account, 10_000)
    make.credit_note(ana.account, -3_000)
    orders = [ana.send(ana.draft(invoice)) for invoice in (one, two)]
    assert [order.amount_minor for order in orders] == [7_000, 10_000]


def test_a_transfer_is_announced_and_holds_its_invoices(ana, make, db):
    invoice = make.invoice(ana.account, 10_000, due_in=-3)
    number = ana.draft(invoice)
    paying.choose(db, ana.actor, number, method=PaymentMethod.BANK_TRANSFER)
    order = ana.send(number)
    assert (order.state, invoice.status(TODAY)) == (PaymentState.ANNOUNCED, InvoiceStatus.PAYMENT_SUBMITTED)
    paying.cancel(db, ana.actor, number)
    assert (order.state, invoice.status(TODAY)) == (PaymentState.CANCELLED, InvoiceStatus.PAST_DUE)


def test_a_planned_payment_waits_for_its_day_and_then_asks_for_what_is_still_due(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number, day = ana.draft(invoice), TODAY + timedelta(days=3)
    paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day.isoformat())
    order = ana.send(number)
    assert (order.state, invoice.status(TODAY)) == (PaymentState.SCHEDULED, InvoiceStatus.OPEN)
    sending.reschedule(db, ana.actor, number, (TODAY + timedelta(days=5)).isoformat())
    sending.release(db, system(), order)
    assert order.state is PaymentState.SCHEDULED
    make.payment(invoice, 4_000)
    order.scheduled_for = TODAY
    sending.release(db, system(), order)
    assert (order.state, order.amount_minor) == (PaymentState.SUBMITTING, 6_000)


def test_a_planned_payment_of_what_was_paid_otherwise_is_taken_back(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number, day = ana.draft(invoice), TODAY + timedelta(days=3)
    paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day.isoformat())
    order = ana.send(number)
    make.payment(invoice, 10_000)
    order.scheduled_for = TODAY
    sending.release(db, system(), order)
    assert order.state is PaymentState.CANCELLED


def test_above_a_band_it_waits_for_approval(ana, make, db):
    boss = make.contact(ana.account, "executive", name="Elena")
    db.add(ApprovalRule(account_id=ana.account.pk, currency="EUR", above_minor=9_999, role="executive"))
    db.flush()
    order = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    assert (order.state, order.approvals_needed) == (PaymentState.AWAITING_APPROVAL, 1)
    assert boss.pk


def test_limits_of_a_payment_and_of_a_day_are_kept(ana, make, db):
    db.add(
        PaymentLimit(account_id=ana.account.pk, currency="EUR", per_payment_minor=9_000, per_day_minor=12_000)
    )
    db.flush()
    with pytest.raises(Invalid, match=r"limit for one payment is €90\.00"):
        ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    ana.send(ana.draft(make.invoice(ana.account, 8_000)))
    with pytest.raises(Invalid, match="all payments of a day"):
        ana.send(ana.draft(make.invoice(ana.account, 5_000)))


def test_another_companys_draft_is_not_found(ana, make, db):
    eve = make.actor(make.contact(make.account("Globex")))
    number = ana.draft(make.invoice(ana.account, 10_000))
    for act in (
        lambda: paying.sheet(db, eve, number),
        lambda: paying.send(db, eve, number, 10_000),
        lambda: paying.cancel(db, eve, number),
        lambda: baskets.again(db, eve, number),
        lambda: paying.choose(db, eve, number, method=PaymentMethod.BANK_TRANSFER),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises((NotFound, Invalid)):
        paying.begin(db, eve, Choice(numbers=(make.invoice(ana.account).number,)))


def test_money_for_an_invoice_paid_otherwise_meanwhile_is_kept_as_unapplied_cash(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    order = ana.send(ana.draft(invoice))
    make.payment(invoice, 8_000)
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    payment = db.get(Payment, order.payment_id)
    assert (invoice.due_minor, payment.unapplied_minor) == (0, 8_000)
    assert ledger.check(db, system()) == []
    assert db.exec(select(Allocation).filter_by(payment_id=payment.pk)).one().amount_minor == 2_000


def test_a_planned_payment_can_be_paid_at_once_with_whoever_plans_it_there(ana, make, db):
    number, day = ana.draft(make.invoice(ana.account, 10_000)), TODAY + timedelta(days=3)
    paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day.isoformat())
    ana.send(number)
    order = paying.pay_now(db, ana.actor, number)
    assert (order.state, paying.charge_of(db, system(), order.pk).is_off_session) == (
        PaymentState.SUBMITTING,
        False,
    )
    assert paying.pay_now(db, ana.actor, number).state is PaymentState.SUBMITTING


def test_a_card_that_will_have_expired_on_the_day_is_refused(ana, make, db):
    number, day = ana.draft(make.invoice(ana.account, 10_000)), TODAY + timedelta(days=70)
    ana.card.exp_year, ana.card.exp_month = TODAY.year, TODAY.month
    paying.choose(db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day.isoformat())
    with pytest.raises(Invalid, match="expired"):
        paying.check(db, ana.actor, number)
    db.expire_all()


def test_a_card_that_was_removed_has_to_be_chosen_anew(ana, make, db):
    number = ana.draft(make.invoice(ana.account, 10_000))
    cards.remove(db, ana.actor, ana.card.pk)
    with pytest.raises(Invalid, match="choose how to pay") as refused:
        ana.send(number)
    assert refused.value.field == "method"


def test_a_failed_payment_can_be_let_be(ana, make, db):
    order = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    paying.let_be(db, ana.actor, order.number)
    assert order.fixed_at is None, "it has not failed"
    paying.failed(db, system(), order.pk, "card_declined")
    paying.let_be(db, ana.actor, order.number)
    assert order.fixed_at is not None


def test_money_known_to_be_on_its_way_is_not_paid_a_second_time(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    order = ana.send(ana.draft(invoice))
    coming = make.payment(invoice, 8_000, settled=False)
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    assert (invoice.due_minor, db.get(Payment, order.payment_id).unapplied_minor) == (8_000, 8_000)
    coming.settled_on = TODAY
    ledger.restate(db, system(), {invoice.pk})
    assert invoice.due_minor == 0
    assert ledger.check(db, system()) == []


def test_an_amount_that_no_card_takes_is_refused_before_anything_is_promised(ana, make, db):
    account = make.account("Kuwait", currency="KWD")
    payer = make.actor(make.contact(account))
    make.card(account)
    invoice = make.invoice(account, 1_234)
    number = paying.begin(db, payer, Choice(numbers=(invoice.number,)))[0]
    with pytest.raises(Invalid, match="last decimal has to be 0"):
        paying.send(db, payer, number, 1_234)
    assert invoice.pending_minor == 0


def test_one_whose_bank_asks_is_taken_back_once_and_ends_at_the_card_company(ana, make, db):
    order = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    with pytest.raises(Invalid, match="on its way already"):
        paying.cancel(db, ana.actor, order.number)
    paying.awaiting_action(db, system(), order.pk)
    with pytest.raises(NotFound):
        paying.cancel(db, make.actor(make.contact(make.account("Globex"))), order.number)
    for _again in range(2):
        paying.cancel(db, ana.actor, order.number)
    assert (order.state, order.failure, order.asks_payer) == (PaymentState.NEEDS_ACTION, WITHDRAWN, False)
    kinds = [entry.kind for entry in trail(db, subject=order.number)]
    assert kinds == [ActivityKind.PAYMENT_SENT, ActivityKind.PAYMENT_CANCELLED]


def test_a_delegates_own_payment_is_not_taken_back_by_others(ana, make, db):
    order = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    order.state, order.delegation_id = PaymentState.NEEDS_ACTION, 7
    with db.no_autoflush, pytest.raises(Invalid, match="on its way already"):
        paying.cancel(db, ana.actor, order.number)
    order.delegation_id = None
