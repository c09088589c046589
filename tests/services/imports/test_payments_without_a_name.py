"""Payments the ERP knows of that name no payment of the portal: found by invoice and amount, or left unapplied."""

import pytest

from occ_app.access.actors import system
from occ_app.models import PaymentState
from occ_app.services import ledger


def test_an_invoice_and_the_amount_announced_for_it_tell_which_transfer_it_is(bea):
    invoice, other = bea.invoice(), bea.invoice()
    order, _same_amount = bea.announce(invoice), bea.announce(other)
    bea.import_(bea.row("E1", "100.00", invoice=invoice.number))
    assert (order.state, bea.payment(order.number).erp_number) == (PaymentState.SUCCEEDED, "E1")


def test_real_money_goes_before_what_a_transfer_promises(bea):
    invoice = bea.invoice()
    order = bea.announce(invoice)
    bea.import_(bea.row("E1", "60.00", invoice=invoice.number))
    assert (invoice.due_minor, order.state) == (4_000, PaymentState.ANNOUNCED)
    bea.import_(bea.row("E2", "100.00", order.reference))
    assert (invoice.due_minor, bea.payment(order.number).unapplied_minor) == (0, 6_000)


@pytest.mark.parametrize(
    "text", ["Fra. {number}; gracias", "pago {lower}", "Ref {reference}", "{spaced} 2026"]
)
def test_an_invoice_in_the_text_is_paid(bea, text):
    invoice, _same = bea.invoice(reference="RF18 MC26 0048 12"), bea.invoice()
    said = text.format(
        number=invoice.number,
        lower=invoice.number.lower(),
        reference="rf18mc26004812",
        spaced=invoice.reference,
    )
    row = bea.row("E1", "100.00", said)
    assert bea.import_(row).counts == (1, 0, 0, 0)
    assert invoice.due_minor == 0
    assert bea.import_(row).counts == (0, 0, 1, 0)


def test_a_text_that_names_a_paid_invoice_is_no_reason_to_guess_another(bea):
    paid, same = bea.invoice(), bea.invoice()
    bea.make.payment(paid, 10_000)
    ledger.restate_payments(bea.make.db, system(), {payment.pk for payment in bea.payments()})
    bea.import_(bea.row("E1", "100.00", paid.number))
    assert (same.due_minor, bea.payment("E1").unapplied_minor) == (10_000, 10_000)


def test_the_only_transfer_of_an_amount_is_it_and_then_the_only_invoice_of_it(bea):
    announced, other = bea.invoice(), bea.invoice()
    order = bea.announce(announced)
    bea.import_(bea.row("E1", "100.00"), bea.row("E2", "100.00"))
    assert (order.state, announced.due_minor, other.due_minor) == (PaymentState.SUCCEEDED, 0, 0)
    assert [payment.unapplied_minor for payment in bea.payments()] == [0, 0]


def test_between_two_nothing_is_guessed(bea):
    one, two = bea.announce(bea.invoice()), bea.announce(bea.invoice())
    bea.invoice(5_000), bea.invoice(5_000)
    rows = bea.row("E1", "100.00"), bea.row("E2", "50.00")
    bea.import_(*rows)
    assert [payment.unapplied_minor for payment in bea.payments()] == [10_000, 5_000]
    assert {one.state, two.state} == {PaymentState.ANNOUNCED}
    assert bea.import_(*rows).counts == (0, 0, 2, 0)


def test_what_is_named_in_the_file_goes_before_what_is_guessed(bea):
    one, two = bea.announce(bea.invoice()), bea.announce(bea.invoice())
    bea.import_(bea.row("E1", "100.00"), bea.row("E2", "100.00", two.reference))
    assert {one.state, two.state} == {PaymentState.SUCCEEDED}
    assert bea.payment(one.number).erp_number == "E1"
