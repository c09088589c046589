"""The demo on real receivables: as the file says, with the staff beside it."""

import csv
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, func, select

from occ_app import demo
from occ_app.access.actors import system
from occ_app.db import open_engine, transaction
from occ_app.demo import receivables
from occ_app.models import AccessRight, Account, CompanyRole, Invoice, OrderContact, Payment, Person
from occ_app.services import ledger
from occ_app.services.imports import Unusable
from occ_app.testing import databases

needs_the_file = pytest.mark.skipif(not receivables.FILE.is_file(), reason=f"{receivables.FILE} is absent")


@pytest.fixture(scope="module", params=databases.KINDS)
def filled(request):
    """Imported once for all tests that only read it."""
    engine = open_engine(databases.fresh(request.param))
    with Session(engine) as session:
        receivables.seed(session, system(), date(2026, 11, 22))
        yield session
    engine.dispose()


def day(text):
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


@needs_the_file
def test_every_invoice_of_the_file_is_there_with_its_amount_dates_and_settlement(filled):
    with receivables.FILE.open(encoding="utf-8", newline="") as text:
        rows = {row["invoiceNumber"]: row for row in csv.DictReader(text)}
    stored = {invoice.number: invoice for invoice in filled.exec(select(Invoice))}
    assert stored.keys() == rows.keys()
    for number, row in rows.items():
        invoice = stored[number]
        assert invoice.total.amount == Decimal(row["InvoiceAmount"])
        assert (invoice.issued_on, invoice.due_on) == (day(row["InvoiceDate"]), day(row["DueDate"]))
        assert invoice.is_disputed == (row["Disputed"] == "Yes")
        assert (invoice.due_minor == 0) == bool(row["SettledDate"])
    settled = [row for row in rows.values() if row["SettledDate"]]
    assert filled.exec(select(func.count()).select_from(Payment)).one() == len(settled)
    assert ledger.check(filled, system()) == []


@needs_the_file
def test_every_company_of_the_file_can_be_opened_by_its_contact(filled):
    accounts = set(filled.exec(select(Account.id)))
    assert len(accounts) == 100
    assert accounts == set(filled.exec(select(OrderContact.account_id)))
    assert accounts == set(filled.exec(select(AccessRight.account_id).filter_by(role=CompanyRole.ADMIN)))
    assert filled.exec(select(Person.email).where(Person.is_staff)).all() == ["staff@meridian.example"]


@needs_the_file
def test_filling_receivables_twice_changes_nothing(database_url):
    demo.fill("receivables")
    demo.fill("receivables")
    demo.fill("demo")
    with transaction(reads_only=True) as db:
        assert db.exec(select(func.count()).select_from(Account)).one() == 100


def test_an_absent_file_is_said_with_the_way_out(database_url, monkeypatch):
    monkeypatch.setenv("OCC_RECEIVABLES", "/nowhere/receivables.csv")
    with pytest.raises(Unusable, match="OCC_RECEIVABLES"):
        demo.fill("receivables")
    with transaction(reads_only=True) as db:
        assert db.exec(select(func.count()).select_from(Account)).one() == 0
