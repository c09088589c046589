from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.i18n import speaking
from occ_app.models import InvoiceLine, PaymentMethod
from occ_app.state.invoice import invoice_view


@pytest.fixture
def acme(make):
    account = make.account()
    return account, make.actor(make.contact(account))


def test_the_page_of_an_open_invoice(make, db, acme):
    account, actor = acme
    order = make.order(account, contract_number="CT-1", po_number="PO-9")
    invoice = make.invoice(
        account, 10_000, due_in=-2, order=order, reference="RF18ABC", lines=("Platform", "Storage")
    )
    make.payment(invoice, 4_000, method=PaymentMethod.CARD)
    view = invoice_view(db, actor, invoice.number)
    assert (view.doc["due"], view.doc["paid"], view.doc["late"]) == ("€60.00", "€40.00", "true")
    assert [line[0] for line in view.lines] == ["Platform", "Storage"]
    assert [movement[0] for movement in view.movements] == ["Invoice issued", "Payment received"]
    assert "Card" in view.movements[1][1]
    assert ["Purchase order", "PO-9", "", "mono"] in view.facts
    assert view.bank[-1] == ["Reference", "RF18ABC", "mono"]


def test_once_paid_nobody_is_told_how_to_pay(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 1_000)
    make.payment(invoice, 1_000)
    view = invoice_view(db, actor, invoice.number)
    assert (view.bank, view.doc["payable"], view.doc["sentence"]) == ([], "", "Nothing is due.")


def test_a_credit_and_its_invoice_link_to_each_other(make, db, acme):
    account, actor = acme
    invoice, note = make.invoice(account, 10_000), make.credit_note(account, -2_500)
    make.credit(note, invoice, 2_500)
    assert invoice_view(db, actor, invoice.number).movements[-1][4] == f"/en/invoices/{note.number}"
    used = invoice_view(db, actor, note.number).movements[-1]
    assert (used[0], used[4]) == ("Used on an invoice", f"/en/invoices/{invoice.number}")


def test_a_payment_on_its_way_is_told_apart(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 10_000)
    make.payment(invoice, 10_000, settled=False)
    view = invoice_view(db, actor, invoice.number)
    assert (view.movements[-1][0], view.doc["status_key"]) == ("Payment submitted", "payment_submitted")


@pytest.mark.parametrize("number", ["nope", "", "'; DROP TABLE invoice; --", "x" * 500])
def test_what_does_not_exist_is_said_to_be_missing(db, acme, number):
    view = invoice_view(db, acme[1], number)
    assert (view.missing, len(view.doc["number"]) <= 64) == (True, True)


def test_another_companys_document_is_as_missing_as_none(make, db, acme):
    foreign = make.invoice(make.account("Globex"))
    with speaking("es"):
        view = invoice_view(db, acme[1], foreign.number)
    assert (view.missing, view.lines) == (True, [])


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [
        ("EUR", "135", "135.00"),
        ("EUR", "18.5", "18.50"),
        ("EUR", "0.0123", "0.0123"),
        ("JPY", "1200", "1,200"),
        ("KWD", "1.5", "1.500"),
    ],
)
def test_a_unit_price_has_at_least_the_currencys_decimals(make, db, currency, price, shown):
    account = make.account(currency=currency)
    actor = make.actor(make.contact(account))
    invoice = make.invoice(account, 1_000)
    line = db.exec(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.pk)).one()
    line.unit_price = Decimal(price)
    assert invoice_view(db, actor, invoice.number).lines[0][4] == shown
