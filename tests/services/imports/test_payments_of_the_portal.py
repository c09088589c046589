"""Payments the ERP knows of that began in the portal: confirmed or brought to their end, never doubled."""

from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Allocation, InvoiceStatus, PaymentState
from occ_app.models.base import now
from occ_app.money import plain
from occ_app.services import paying
from occ_app.services.paying import settling
from occ_app.testing.factories import TODAY

# Card payments


@pytest.mark.parametrize("naming", ["reference", "number", "provider", "text"])
def test_a_card_payment_the_erp_tells_of_is_confirmed_once(bea, db, naming):
    invoice = bea.invoice()
    order = bea.by_card(invoice)
    said = {
        "reference": order.reference,
        "number": order.number,
        "provider": f"pi_{order.number}",
        "text": f"Card {order.reference[:6].lower()} {order.reference[6:]}/2026",
    }[naming]
    row = bea.row("E1", "100.00", said, invoice.number)
    assert bea.import_(row).counts == (0, 1, 0, 0)
    assert bea.import_(row).counts == (0, 0, 1, 0)
    [payment] = bea.payments()
    assert (payment.number, payment.erp_number) == (order.number, "E1")
    assert db.exec(select(Allocation.amount_minor)).all() == [10_000]


def test_a_card_payment_under_our_own_number_changes_nothing(bea):
    order = bea.by_card(bea.invoice())
    assert bea.import_(bea.row(order.number, "100.00")).counts == (0, 0, 1, 0)
    assert bea.payments()[0].erp_number == ""


def test_a_card_payment_of_another_amount_is_rejected(bea):
    order = bea.by_card(bea.invoice())
    fed = bea.import_(bea.row("E1", "99.00", order.reference))
    assert (fed.only_reject.column, fed.only_reject.reason) == (
        "amount", f"payment {order.number} is of 100.00 EUR in the portal",
    )  # fmt: skip


def test_a_card_payment_is_one_payment_in_the_erp(bea):
    order = bea.by_card(bea.invoice())
    bea.import_(bea.row("E1", "100.00", order.reference))
    fed = bea.import_(bea.row("E2", "100.00", order.reference))
    assert "is E1 in the ERP already" in fed.only_reject.reason
    assert len(bea.payments()) == 1


def test_a_card_payment_that_is_not_posted_yet_is_not_posted_by_the_import(bea, db):
    order = bea.by_card(bea.invoice(), pays=False)
    row = bea.row("E1", "100.00", order.reference)
    assert "is submitting in the portal" in bea.import_(row).only_reject.reason
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    assert bea.import_(row).counts == (0, 1, 0, 0)
    assert len(bea.payments()) == 1


# Announced transfers


def test_an_announced_transfer_ends_when_its_money_is_there(bea, db):
    one, two = bea.invoice(10_000), bea.invoice(5_000)
    note = bea.make.credit_note(bea.account, -3_000)
    order = bea.announce(one, two)
    row = bea.row("E1", plain(order.amount), f"Pago {order.reference} gracias")
    assert bea.import_(row).counts == (1, 0, 0, 0)
    assert (order.state, one.due_minor, two.due_minor, note.due_minor) == (PaymentState.SUCCEEDED, 0, 0, 0)
    payment = bea.payment(order.number)
    assert (payment.pk, payment.erp_number, payment.unapplied_minor) == (order.payment_id, "E1", 0)
    assert bea.import_(row).counts == (0, 0, 1, 0)
    assert len(bea.payments()) == 1


def test_a_transfer_under_our_own_number_is_that_transfer(bea):
    order = bea.announce(bea.invoice())
    row = bea.row(order.number, "100.00")
    assert bea.import_(row).counts == (1, 0, 0, 0)
    assert order.state is PaymentState.SUCCEEDED
    assert bea.import_(row).counts == (0, 0, 1, 0)
    assert bea.import_(bea.row("E1", "100.00", order.reference)).counts == (0, 1, 0, 0)
    assert len(bea.payments()) == 1


def test_less_than_announced_goes_to_the_first_invoices_and_the_others_are_open_again(bea):
    one, two = bea.invoice(10_000, due_in=-9), bea.invoice(5_000, due_in=-2)
    order = bea.announce(one, two)
    bea.import_(bea.row("E1", "120.00", order.reference))
    assert [one.status(TODAY), two.status(TODAY)] == [InvoiceStatus.CLOSED, InvoiceStatus.PAST_DUE]
    assert (two.due_minor, two.pending_minor) == (3_000, 0)


def test_more_than_announced_stays_as_unapplied_cash(bea):
    order = bea.announce(bea.invoice())
    bea.import_(bea.row("E1", "125.00", order.reference))
    assert bea.payment(order.number).unapplied_minor == 2_500


def test_money_that_comes_after_the_transfer_was_given_up_is_still_that_transfer(bea, db):
    invoice = bea.invoice()
    late, taken_back = bea.announce(invoice), None
    late.expires_at = now() - timedelta(days=1)
    settling.expire(db, system(), late.pk)
    taken_back = bea.announce(invoice)
    paying.cancel(db, bea.actor, taken_back.number)
    fed = bea.import_(bea.row("E1", "100.00", late.reference), bea.row("E2", "100.00", taken_back.reference))
    assert fed.counts == (2, 0, 0, 0)
    assert (late.state, taken_back.state) == (PaymentState.SUCCEEDED, PaymentState.SUCCEEDED)
    assert sorted(payment.unapplied_minor for payment in bea.payments()) == [0, 10_000]


@pytest.mark.parametrize("names_another", [False, True])
def test_a_second_payment_for_the_same_transfer_is_money_of_its_own(bea, names_another):
    order, other = bea.announce(bea.invoice()), bea.invoice(7_000)
    rows = (
        bea.row("E1", "100.00", order.reference),
        bea.row("E2", "100.00", order.reference, other.number if names_another else ""),
    )
    assert bea.import_(*rows).counts == (2, 0, 0, 0)
    assert [payment.number for payment in bea.payments()] == [order.number, "E2"]
    assert bea.payment("E2").unapplied_minor == (3_000 if names_another else 10_000)
    assert bea.import_(*rows[::-1]).counts == (0, 0, 2, 0)


def test_a_transfer_on_its_way_settles_later(bea):
    invoice = bea.invoice()
    order = bea.announce(invoice)
    bea.import_(bea.row("E1", "100.00", order.reference, settled=""))
    assert (invoice.due_minor, invoice.status(TODAY)) == (10_000, InvoiceStatus.PAYMENT_SUBMITTED)
    assert bea.import_(bea.row("E1", "100.00", order.reference)).counts == (0, 1, 0, 0)
    assert invoice.status(TODAY) is InvoiceStatus.CLOSED


def test_a_transfer_that_still_waits_for_approval_takes_no_money(bea, db):
    order = bea.announce(bea.invoice())
    order.state = PaymentState.REFUSED
    settling.restate(db, system(), order)
    assert bea.import_(bea.row("E1", "100.00", order.reference)).counts == (1, 0, 0, 0)
    assert (order.state, bea.payment("E1").unapplied_minor) == (PaymentState.REFUSED, 10_000)
    fed = bea.import_(bea.row(order.number, "100.00"))
    assert "refused: it cannot be this one" in fed.only_reject.reason


def test_another_companys_transfer_is_not_ended(bea, feed):
    feed("accounts", "number,name,currency\nA2,Other,EUR\n")
    order = bea.announce(bea.invoice())
    assert bea.import_(bea.row("E1", "100.00", order.reference, account="A2")).counts == (1, 0, 0, 0)
    fed = bea.import_(bea.row(order.number, "100.00", account="A2"))
    assert "of another company" in fed.only_reject.reason
    assert order.state is PaymentState.ANNOUNCED


def test_a_transfer_tells_whose_payment_it_is(bea):
    order = bea.announce(bea.invoice())
    assert bea.import_(bea.row("E1", "100.00", order.reference, account="")).counts == (1, 0, 0, 0)
    assert order.state is PaymentState.SUCCEEDED
