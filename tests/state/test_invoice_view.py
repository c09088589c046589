from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.i18n import speaking
from occ_app.models import InvoiceLine, PaymentMethod
from occ_app.state.invoice_view import Head, invoice_view


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
    view = invoice_view(db, actor, invoice.number, {})
    (head,) = view.head
    assert (head[Head.DUE], head[Head.PLAIN_DUE], head[Head.STATUS_KEY]) == ("€60.00", "60.00", "past_due")
    assert ["Paid", "−€40.00", "plain"] in view.totals
    assert [line[0] for line in view.lines] == ["Platform", "Storage"]
    assert [movement[0] for movement in view.movements] == ["Invoice issued", "Payment received"]
    assert "Card" in view.movements[1][3]
    assert ["Purchase order", "PO-9", "", "", "true", "PO-9"] in view.facts
    assert [
        "Order",
        "",
        order.number,
        f"/en/invoices?order={order.number}",
        "true",
        order.number,
    ] in view.facts
    assert ["Reference, to be quoted", "RF18ABC", "true", "RF18ABC"] in view.bank
    assert [party[1] for party in view.parties] == ["Acme", "Meridian Cloud S.L."]


def test_amounts_are_copied_as_the_readers_bank_wants_them(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 1_843_072)
    with speaking("es"):
        view = invoice_view(db, actor, invoice.number, {})
    assert view.head[0][Head.PLAIN_DUE] == "18430,72"
    assert [line[3] for line in view.bank if line[0] == "Importe"] == ["18430,72"]


def test_once_paid_nobody_is_told_how_to_pay(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 1_000)
    make.payment(invoice, 1_000)
    view = invoice_view(db, actor, invoice.number, {})
    assert (view.bank, view.head[0][Head.SENTENCE]) == ([], "Nothing is due.")


def test_a_credit_and_its_invoice_link_to_each_other(make, db, acme):
    account, actor = acme
    invoice, note = make.invoice(account, 10_000), make.credit_note(account, -2_500)
    make.credit(note, invoice, 2_500)
    used_here = invoice_view(db, actor, invoice.number, {}).movements[-1]
    assert used_here[1:3] == ["Credit applied", f"/en/invoices/{note.number}"]
    used = invoice_view(db, actor, note.number, {}).movements[-1]
    assert used[1:3] == ["Used on an invoice", f"/en/invoices/{invoice.number}"]
    assert used[4] == "€25.00"
    assert invoice_view(db, actor, note.number, {}).movements[0][4] == "−€25.00"


def test_a_payment_on_its_way_is_told_apart(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 10_000)
    make.payment(invoice, 10_000, settled=False)
    view = invoice_view(db, actor, invoice.number, {})
    assert (view.movements[-1][0], view.head[0][Head.STATUS_KEY]) == (
        "Payment submitted",
        "payment_submitted",
    )


def test_what_is_disputed_is_said_first(make, db, acme):
    account, actor = acme
    invoice = make.invoice(account, 10_000, disputed_minor=700)
    assert invoice_view(db, actor, invoice.number, {}).notes == [["In dispute: €7.00"]]


@pytest.mark.parametrize("number", ["nope", "", "'; DROP TABLE invoice; --", "x" * 500, "a\0b"])
def test_what_does_not_exist_is_said_to_be_missing(db, acme, number):
    view = invoice_view(db, acme[1], number, {})
    assert (view.missing, view.head) == (True, [])


def test_another_companys_document_is_as_missing_as_none(make, db, acme):
    foreign = make.invoice(make.account("Globex"))
    with speaking("es"):
        view = invoice_view(db, acme[1], foreign.number, {})
    assert view == invoice_view(db, acme[1], "none", {})


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
    assert invoice_view(db, actor, invoice.number, {}).lines[0][4] == shown
