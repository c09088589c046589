from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from occ_app.models import Document, Invoice, InvoiceStatus, Phase
from occ_app.testing.factories import TODAY


@pytest.mark.parametrize(
    ("due_in", "paid", "settled", "status"),
    [
        (1, 0, True, InvoiceStatus.OPEN),
        (0, 0, True, InvoiceStatus.OPEN),
        (-1, 0, True, InvoiceStatus.PAST_DUE),
        (-1, 400, True, InvoiceStatus.PAST_DUE),
        (-1, 1_000, True, InvoiceStatus.CLOSED),
        (-1, 1_000, False, InvoiceStatus.PAYMENT_SUBMITTED),
        (-1, 999, False, InvoiceStatus.PAST_DUE),
    ],
)
def test_status_follows_from_ledger_and_calendar(make, db, due_in, paid, settled, status):
    invoice = make.invoice(make.account(), 1_000, due_in=due_in)
    if paid:
        make.payment(invoice, paid, settled=settled)
    found = [s for s in InvoiceStatus if db.exec(select(Invoice).where(Invoice.has_status(s, TODAY))).first()]
    assert (invoice.status(TODAY), found) == (status, [status])


def test_a_credit_note_is_never_past_due(make, db):
    note = make.credit_note(make.account(), -1_000, due_in=-400)
    late = Invoice.has_status(InvoiceStatus.PAST_DUE, TODAY)
    assert (note.status(TODAY), note.days_late(TODAY)) == (InvoiceStatus.OPEN, 0)
    assert db.exec(select(Invoice).where(late)).first() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_minor": 900},
        {"paid_minor": 1_100, "due_minor": -100},
        {"net_minor": 900},
        {"pending_minor": -1},
        {"disputed_minor": 1_001},
        {"due_on": None},
        {"document": Document.CREDIT_NOTE},
        {"phase": Phase.CLOSED},
    ],
)
def test_the_table_itself_refuses_figures_that_do_not_hold_together(make, db, wrong):
    invoice = make.invoice(make.account(), 1_000)
    for name, value in wrong.items():
        setattr(invoice, name, value)
    with pytest.raises(IntegrityError):
        db.flush()


def test_days_late_count_from_the_due_date(make):
    invoice = make.invoice(make.account(), due_in=-41)
    assert (invoice.days_late(TODAY), invoice.days_late(TODAY - timedelta(days=50))) == (41, -9)


def test_amounts_speak_the_invoices_currency(make, db):
    invoice = make.invoice(make.account(currency="JPY"), 500)
    stored = db.exec(select(Invoice).where(col(Invoice.id) == invoice.id)).one()
    assert (stored.total.currency, stored.due.minor) == ("JPY", 500)
