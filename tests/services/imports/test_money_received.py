"""Payments: put to invoices as far as something is due, and never changed after."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Allocation, Invoice, Payment, PaymentMethod, Phase
from occ_app.services import ledger
from occ_app.testing.factories import TODAY

HEAD = "number,invoice,currency,amount,received_on,settled_on\n"


@pytest.fixture(autouse=True)
def invoices(feed, acme):
    rows = "I1,A1,EUR,2026-01-10,100.00\nI2,A1,EUR,2026-01-10,50.00\nN1,A1,EUR,2026-01-10,-10.00\n"
    feed("invoices", "number,account,currency,issued_on,total\n" + rows, negative="credit_note")


def invoice(db, number="I1"):
    return db.exec(select(Invoice).where(Invoice.number == number)).one()


def test_a_settled_payment_closes_its_invoice(feed, db):
    content = HEAD + "P1,I1,EUR,100.00,2026-01-20,2026-01-22\n"
    assert feed("payments", content).counts == (1, 0, 0, 0)
    assert (invoice(db).due_minor, invoice(db).phase) == (0, Phase.CLOSED)
    assert feed("payments", content).counts == (0, 0, 1, 0)
    assert ledger.check(db, system()) == []


def test_a_payment_on_its_way_settles_later(feed, db):
    feed("payments", HEAD + "P1,I1,EUR,100.00,2026-01-20,\n")
    assert (invoice(db).due_minor, invoice(db).phase) == (10_000, Phase.SUBMITTED)
    assert feed("payments", HEAD + "P1,I1,EUR,100.00,2026-01-20,2026-01-23\n").counts == (0, 1, 0, 0)
    assert (invoice(db).due_minor, invoice(db).phase) == (0, Phase.CLOSED)
    assert feed("payments", HEAD + "P1,I1,EUR,100.00,2026-01-20,\n").counts == (0, 0, 1, 0)
    assert ledger.check(db, system()) == []


def test_what_exceeds_the_due_amount_stays_unapplied(feed, db):
    feed("payments", HEAD + "P1,I1,EUR,130.00,2026-01-20,2026-01-20\nP2,I1,EUR,5.00,2026-01-21,2026-01-21\n")
    assert db.exec(select(Allocation.amount_minor)).all() == [10_000]
    assert invoice(db).due_minor == 0
    assert ledger.check(db, system()) == []


def test_payments_on_their_way_do_not_cover_more_than_is_due(feed, db):
    feed("payments", HEAD + "P1,I1,EUR,70.00,2026-01-20,\nP2,I1,EUR,70.00,2026-01-21,\n")
    assert sorted(db.exec(select(Allocation.amount_minor))) == [3_000, 7_000]
    assert invoice(db).pending_minor == 10_000


def test_one_payment_may_pay_several_invoices(feed, db):
    head = "number,invoice,currency,amount,received_on,settled_on,applied,method\n"
    rows = "P1,I1,EUR,120.00,2026-01-20,2026-01-20,100.00,cheque\nP1,I2,EUR,120.00,2026-01-20,2026-01-20,20.00,cheque\n"
    assert feed("payments", head + rows).counts == (2, 0, 0, 0)
    assert (invoice(db).due_minor, invoice(db, "I2").due_minor) == (0, 3_000)
    assert db.exec(select(Payment.method)).one() is PaymentMethod.CHECK
    assert feed("payments", head + rows).counts == (0, 0, 2, 0)


def test_a_payment_without_an_invoice_waits_unapplied(feed, db):
    feed("payments", "number,account,currency,amount,received_on\nP1,A1,EUR,10.00,2026-01-20\n")
    assert db.exec(select(Payment.amount_minor)).one() == 1_000
    assert db.exec(select(Allocation)).all() == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P1,I1,USD,10.00,2026-01-20,", "currency", "is in EUR, the payment in USD"),
        ("P1,I9,EUR,10.00,2026-01-20,", "invoice", "no invoice “I9”"),
        ("P1,,EUR,10.00,2026-01-20,", "invoice", "whose payment"),
        ("P1,N1,EUR,10.00,2026-01-20,", "invoice", "credit note"),
        ("P1,I1,EUR,10.00,2026-01-01,", "received_on", "before invoice I1 was issued"),
        ("P1,I1,EUR,10.00,2026-01-20,2026-01-19", "settled_on", "before it was received"),
        (f"P1,I1,EUR,10.00,2026-01-20,{TODAY + timedelta(days=9)}", "settled_on", "still to come"),
        ("P1,I1,EUR,0.00,2026-01-20,", "amount", "not an amount received"),
        ("P1,I1,EUR,-1.00,2026-01-20,", "amount", "not an amount received"),
        ("P1,I1,EUR,1.001,2026-01-20,", "amount", "more decimals"),
        ("P1,I1,EUR,1.00,20/01/2026,", "received_on", "date format"),
    ],
)
def test_a_wrong_payment_row_is_rejected(feed, db, row, column, reason):
    fed = feed("payments", HEAD + row + "\n")
    assert fed.only_reject.column == column
    assert reason in fed.only_reject.reason
    assert db.exec(select(Payment)).all() == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("P1,I1,EUR,11.00,2026-01-20,2026-01-20", "amount"),
        ("P1,I1,EUR,10.00,2026-01-21,2026-01-21", "received_on"),
        ("P1,I1,EUR,10.00,2026-01-20,2026-01-21", "settled_on"),
    ],
)
def test_a_stored_payment_does_not_change(feed, db, row, column):
    feed("payments", HEAD + "P1,I1,EUR,10.00,2026-01-20,2026-01-20\n")
    fed = feed("payments", HEAD + row + "\n")
    assert fed.only_reject.column == column
    assert "payments do not change" in fed.only_reject.reason
    assert db.exec(select(Payment.amount_minor, Payment.settled_on)).one() == (1_000, date(2026, 1, 20))


def test_a_payment_of_another_company_is_rejected(feed):
    head = "number,account,invoice,currency,amount,received_on\n"
    fed = feed("payments", head + "P1,A2,I1,EUR,10.00,2026-01-20\n")
    assert (fed.only_reject.column, fed.only_reject.reason) == (
        "invoice", "the company has no invoice “I1”: import it first",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [("100.00", "30.00", "applied"), ("100.00", "", "applied"), ("0", "1", "applied")],
)
def test_shares_must_be_said_and_fit_the_payment(feed, db, first, second, column):
    head = "number,invoice,currency,amount,received_on,applied\n"
    rows = f"P1,I1,EUR,120.00,2026-01-20,{first}\nP1,I2,EUR,120.00,2026-01-20,{second}\n"
    fed = feed("payments", head + rows)
    assert fed.counts == (0, 0, 0, 2)
    assert {reject.column for reject in fed.rejects} == {column}
    assert db.exec(select(Payment)).all() == []
