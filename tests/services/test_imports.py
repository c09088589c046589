"""Real receivables, imported: as the file says, and the same when it comes again."""

import csv
from datetime import datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Invoice,
    InvoiceStatus,
    Payment,
    Person,
)
from occ_app.services import imports, ledger
from occ_app.settings import ROOT
from occ_app.testing.factories import TODAY

FILE = ROOT.parent / "shared/data/receivables/ibm_accounts_receivable.csv"
MAPPING = ROOT / "mappings/receivables.toml"
IN_ORDER = ["accounts", "orders", "contacts", "invoices", "payments"]

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"The receivables are not here ({FILE}): their import was not tested."
)


@pytest.fixture
def reports(db):
    return imports.import_all(db, system(), FILE, MAPPING)


@pytest.fixture
def rows():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def test_every_row_is_accepted(reports):
    assert [(r.kind, r.rows, r.created, r.rejected) for r in reports] == [
        ("accounts", 2_466, 100, 0),
        ("orders", 2_466, 100, 0),
        ("contacts", 2_466, 0, 0),
        ("invoices", 2_466, 2_466, 0),
        ("payments", 2_466, 2_466, 0),
    ]


def test_every_invoice_is_as_the_file_says(reports, rows, db):
    companies = {account.id: account.number for account in db.exec(select(Account))}
    stored = {invoice.number: invoice for invoice in db.exec(select(Invoice))}
    assert len(stored) == len(rows)
    for row in rows:
        invoice = stored[row["invoiceNumber"]]
        total = int(Decimal(row["InvoiceAmount"]) * 100)
        assert (invoice.total_minor, invoice.currency) == (total, "USD")
        assert (invoice.issued_on, invoice.due_on) == (day(row["InvoiceDate"]), day(row["DueDate"]))
        assert companies[invoice.account_id] == row["customerID"]
        assert invoice.disputed_minor == (total if row["Disputed"] == "Yes" else 0)
        assert invoice.status(TODAY) is InvoiceStatus.CLOSED


def test_settled_dates_are_payments(reports, rows, db):
    settled = {payment.number: payment.settled_on for payment in db.exec(select(Payment))}
    assert settled == {f"PAY-{r['invoiceNumber']}": day(r["SettledDate"]) for r in rows if r["SettledDate"]}


def test_every_company_can_be_entered_by_its_contact_who_is_its_administrator(reports, db):
    named = select(Account.number, Person.email).join(AccessRight, AccessRight.account_id == Account.id)
    named = named.join(Person, Person.id == AccessRight.person_id)
    found = db.exec(named.where(AccessRight.role == CompanyRole.ADMIN)).all()
    assert len(found) == 100
    assert all(email == f"finance@{number.lower()}.example" for number, email in found)


def test_the_ledger_is_right(reports, db):
    assert ledger.check(db, system()) == []


def test_a_second_import_changes_nothing(reports, db):
    again = imports.import_all(db, system(), FILE, MAPPING)
    assert [(r.kind, r.unchanged) for r in again] == [(kind, 2_466) for kind in IN_ORDER]
