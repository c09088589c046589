"""The demo on days that are hard: ends of months and years, a leap day, yesterday in the west."""

from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Allocation, Invoice, InvoiceLine, InvoiceStatus, Order, Payment
from occ_app.services import ledger


def test_no_month_of_a_subscription_is_billed_twice(awkward):
    db, _today = awkward
    lines = db.exec(
        select(InvoiceLine).where(InvoiceLine.part_number == "MC-PLT-100", InvoiceLine.net_minor > 0)
    ).all()
    periods = [(line.account_id, line.period_start) for line in lines]
    assert len(periods) == len(set(periods))


def test_nothing_is_dated_in_the_future_but_due_dates(awkward):
    db, today = awkward
    for document in db.exec(select(Invoice)):
        assert document.issued_on <= today
    for payment in db.exec(select(Payment)):
        assert (payment.settled_on or payment.received_on) <= today
    assert all(allocation.allocated_on <= today for allocation in db.exec(select(Allocation)))
    assert all(order.placed_on <= today for order in db.exec(select(Order)))


def test_on_awkward_days_the_ledger_holds_and_acme_owes_the_same(awkward, documents_of):
    db, today = awkward
    assert ledger.check(db, system()) == []
    acme = documents_of(db, "Acme Iberia, S.A.")
    late = [document for document in acme if document.status(today) is InvoiceStatus.PAST_DUE]
    assert [document.days_late(today) for document in late] == [41, 25, 9]
    coming = [InvoiceStatus.OPEN, InvoiceStatus.PAYMENT_SUBMITTED]
    assert sum(document.status(today) in coming for document in acme) == 6
    assert len(acme) == 421
    assert any(document.issued_on.replace(day=1) == today.replace(day=1) for document in acme)


def test_every_month_of_acme_has_spend(awkward, documents_of):
    db, today = awkward
    months = {document.issued_on.replace(day=1) for document in documents_of(db, "Acme Iberia, S.A.")}
    assert len(months) == 25
    assert max(months) == today.replace(day=1)


def test_west_of_the_supplier_the_newest_document_is_from_yesterday_at_most(filled, documents_of, today):
    assert max(document.issued_on for document in documents_of(filled, "Globex Industries")) < today
