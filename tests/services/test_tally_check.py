"""The tally after whatever may happen to documents; the database itself keeps it."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import col

from occ_app.access.actors import system
from occ_app.models import Invoice, InvoiceLine, InvoiceTally, InvoiceType
from occ_app.services import ledger, tally_check


def miscounts(db):
    return list(tally_check.miscounts(db, system()))


@pytest.mark.parametrize("seed", range(3))
def test_the_tally_follows_any_sequence_of_changes(make, db, seed):
    Life(make, db, random.Random(seed)).live(60)
    assert miscounts(db) == []
    assert ledger.check(db, system()) == []


def test_a_document_that_is_gone_leaves_nothing_behind(make, db):
    invoice = make.invoice(make.account())
    make.payment(make.invoice(make.account()), 12_100)
    db.execute(delete(InvoiceLine).where(col(InvoiceLine.invoice_id) == invoice.pk))
    db.execute(delete(Invoice).where(col(Invoice.id) == invoice.pk))
    assert db.execute(select(func.min(col(InvoiceTally.documents)), func.count())).one() == (1, 4)
    assert miscounts(db) == []


def test_a_falsified_count_is_found(make, db):
    make.invoice(make.account())
    db.execute(update(InvoiceTally).values(documents=2))
    found = [(miscount.figure, miscount.stored, miscount.derived) for miscount in miscounts(db)]
    assert found == [("documents", 2, 1)] * 2
    assert "tally of" in ledger.check(db, system())[0].number


class Life:
    """Documents that come, are paid, credited, changed and removed, in any order."""

    def __init__(self, make, db, chance):
        self.make, self.db, self.chance = make, db, chance
        self.accounts = [make.account(name) for name in ("Acme", "Globex")]
        self.invoices, self.untouched = [], []

    def live(self, days):
        self.bill()
        deeds = (self.bill, self.bill, self.pay, self.credit, self.move, self.move_all, self.remove)
        for _ in range(days):
            self.chance.choice(deeds)()

    def bill(self):
        invoice = self.make.invoice(
            self.chance.choice(self.accounts),
            self.chance.randint(0, 3) * 1_000,
            due_in=self.chance.randint(-3, 3),
            currency=self.chance.choice(("EUR", "JPY")),
            type=self.chance.choice(list(InvoiceType)),
        )
        self.invoices.append(invoice)
        self.untouched.append(invoice)

    def pay(self):
        invoice = self.chance.choice(self.invoices)
        self.untouched = [other for other in self.untouched if other is not invoice]
        if invoice.due_minor and not invoice.pending_minor:
            minor = self.chance.randint(1, invoice.due_minor)
            self.make.payment(invoice, minor, settled=self.chance.random() < 0.7)

    def credit(self):
        invoice = self.chance.choice(self.invoices)
        account = next(account for account in self.accounts if account.pk == invoice.account_id)
        note = self.make.credit_note(account, -1_000, currency=invoice.currency)
        self.untouched = [other for other in self.untouched if other is not invoice]
        if invoice.due_minor > 500:
            self.make.credit(note, invoice, 500)

    def move(self):
        invoice = self.chance.choice(self.invoices)
        invoice.type = self.chance.choice(list(InvoiceType))
        if self.chance.random() < 0.5:
            invoice.issued_on -= timedelta(days=1)
        self.db.flush()

    def move_all(self):
        self.db.execute(update(Invoice).values(type=InvoiceType.USAGE))
        self.db.expire_all()

    def remove(self):
        if len(self.untouched) > 1:
            invoice = self.untouched.pop()
            self.invoices = [other for other in self.invoices if other is not invoice]
            self.db.execute(delete(InvoiceLine).where(col(InvoiceLine.invoice_id) == invoice.pk))
            self.db.execute(delete(Invoice).where(col(Invoice.id) == invoice.pk))
