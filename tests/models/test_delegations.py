from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from occ_app.models import DelegatedInvoice, Delegation, Invoice
from occ_app.models.base import now
from occ_app.testing.factories import TODAY


@pytest.fixture
def made(make, db):
    account = make.account()
    person = make.person()
    delegation = Delegation(
        account_id=account.pk,
        person_id=person.pk,
        made_by=person.pk,
        token_hash="0",
        ends_on=TODAY,
        ends_at=now() + timedelta(days=1),
    )
    db.add(delegation)
    db.flush()
    return delegation


def hold(make, db, made, *invoices):
    for invoice in invoices:
        db.add(DelegatedInvoice(account_id=made.account_id, delegation_id=made.pk, invoice_id=invoice.pk))
    db.flush()


def test_an_invoice_is_in_a_delegation_once(make, db, made):
    invoice = make.invoice(make.account())
    with pytest.raises(IntegrityError):
        hold(make, db, made, invoice, invoice)


def test_its_rows_are_those_of_the_invoices_asked_for(make, db, made):
    account = make.account()
    one, other = make.invoice(account), make.invoice(account)
    hold(make, db, made, one, other)
    ids = select(col(Invoice.id)).where(col(Invoice.id) == one.pk)
    found = db.exec(select(DelegatedInvoice).where(DelegatedInvoice.of_invoices(ids)))
    assert [row.invoice_id for row in found] == [one.pk]
