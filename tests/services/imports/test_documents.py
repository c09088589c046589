"""Invoices and credit notes: amounts that add up, changes that leave money alone."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Document, Invoice, InvoiceLine, InvoiceTax, InvoiceType, Phase
from occ_app.services import ledger

HEAD = "number,account,currency,issued_on,total\n"
LINES = (
    "number,account,currency,issued_on,net,tax,total,tax_name,"
    "line_description,line_quantity,line_unit_price,line_tax_rate,line_net\n"
)
TWO_LINES = (
    "I1,A1,EUR,2026-01-01,150.00,26.00,176.00,IVA,Support,1,100.00,21,100.00\n"
    "I1,A1,EUR,2026-01-01,150.00,26.00,176.00,IVA,Books,2,25.00,10,\n"
)


@pytest.fixture(autouse=True)
def companies(feed, acme):
    feed("orders", "number,account,placed_on,terms_days,contract_number\nO1,A1,2026-01-01,45,K-9\n")


def one(db):
    return db.exec(select(Invoice)).one()


def test_a_row_without_lines_gets_one(feed, db):
    feed("invoices", "number,account,currency,issued_on,total,description\nI1,A1,EUR,2026-01-01,12.10,Café\n")
    invoice, line = one(db), db.exec(select(InvoiceLine)).one()
    assert (invoice.total_minor, invoice.net_minor, invoice.due_minor, invoice.phase) == (
        1210,
        1210,
        1210,
        Phase.OPEN,
    )
    assert (line.description, line.net_minor, line.unit_price) == ("Café", 1210, Decimal("12.10"))
    assert (invoice.due_on, invoice.type) == (date(2026, 1, 31), InvoiceType.SERVICE)
    assert invoice.reference.startswith("RF")
    assert {"i1", "cafe"} <= set(invoice.search_text.split("\n"))


def test_lines_make_taxes_per_rate(feed, db):
    assert feed("invoices", LINES + TWO_LINES).counts == (2, 0, 0, 0)
    lines = db.exec(select(InvoiceLine).order_by(InvoiceLine.position))
    assert [(x.position, x.net_minor) for x in lines] == [(1, 10_000), (2, 5_000)]
    taxes = db.exec(select(InvoiceTax).order_by(InvoiceTax.id)).all()
    assert [(t.name, t.rate, t.base_minor, t.tax_minor) for t in taxes] == [
        ("IVA", Decimal(10), 5_000, 500),
        ("IVA", Decimal(21), 10_000, 2_100),
    ]
    assert (one(db).net_minor, one(db).tax_minor, one(db).total_minor) == (15_000, 2_600, 17_600)
    assert feed("invoices", LINES + TWO_LINES).counts == (0, 0, 2, 0)


def test_cents_of_per_line_rounding_go_to_the_largest_base(feed, db):
    rows = "".join(f"I1,A1,EUR,2026-01-01,0.60,0.12,0.72,VAT,Item {n},1,0.20,21,0.20\n" for n in range(3))
    assert feed("invoices", LINES + rows).counts == (3, 0, 0, 0)
    assert [(t.base_minor, t.tax_minor) for t in db.exec(select(InvoiceTax))] == [(60, 12)]


def test_a_tax_amount_alone_is_one_rate(feed, db):
    head = "number,account,currency,issued_on,net,tax,total\n"
    feed("invoices", head + "I1,A1,EUR,2026-01-01,100.00,21.00,121.00\n")
    assert [(t.rate, t.base_minor, t.tax_minor) for t in db.exec(select(InvoiceTax))] == [
        (Decimal(21), 10_000, 2_100)
    ]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        (("176.00,IVA", "177.00,IVA"), "total", "not 177.00"),
        (("150.00,26", "151.00,26"), "net", "the lines make 150.00"),
        (("26.00", "30.00"), "tax", "the lines' rates make 26.00"),
        (("25.00,10", "30.00,10"), "net", "the lines make 160.00"),
        (("1,100.00,21,100.00", "1,90.00,21,100.00"), "line_net", "1 × 90.00 is not 100.00"),
        (("2,25.00,10,", "2,,10,"), "line_net", "neither net amount nor unit price"),
        (("1,100.00,21", "1,100.00,210"), "line_tax_rate", "0 to 100"),
        (("2,25.00", "99999999999999,99999999999999"), "total", "too large"),
    ],
)
def test_what_does_not_add_up_is_rejected_whole(feed, db, change, column, reason):
    fed = feed("invoices", LINES + TWO_LINES.replace(*change))
    assert fed.counts == (0, 0, 0, 2)
    assert any(reject.column == column and reason in reject.reason for reject in fed.rejects)
    assert db.exec(select(Invoice)).all() == []


def test_rows_of_one_invoice_that_differ_in_the_header_are_rejected(feed):
    rows = TWO_LINES.splitlines()
    rows[1] = rows[1].replace("2026-01-01", "2026-01-02")
    fed = feed("invoices", LINES + "\n".join(rows) + "\n")
    assert [(r.column, r.reason) for r in fed.rejects] == [("issued_on", "lines 2 and 3 of “I1” differ")] * 2


def test_an_invoice_continues_in_the_next_chunk(feed, db):
    single = "".join(f"S{n},A1,EUR,2026-01-01,1.00,,1.00,,Item,1,1.00,,1.00\n" for n in range(4_999))
    assert feed("invoices", LINES + single + TWO_LINES).counts == (5_001, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("I1,ZZ,EUR,2026-01-01,1.00", "account", "no company “ZZ”"),
        ("I1,,EUR,2026-01-01,1.00", "account", "is empty"),
        ("I1,A1,XXY,2026-01-01,1.00", "currency", "ISO 4217"),
        ("I1,A1,EUR,03/04/2026,1.00", "issued_on", "date format"),
        ("I1,A1,EUR,2026-01-01,1.005", "total", "more decimals than EUR"),
        ("I1,A1,JPY,2026-01-01,1.5", "total", "more decimals than JPY"),
        ('I1,A1,EUR,2026-01-01,"1.234,50"', "total", "decimal_mark"),
        ("I1,A1,EUR,2026-01-01,N/A", "total", "not a number"),
        ("I1,A1,EUR,2026-01-01,-5.00", "total", "credit note"),
        (f"{'9' * 65},A1,EUR,2026-01-01,5.00", "number", "longer than 64"),
    ],
)
def test_a_wrong_invoice_row_is_rejected(feed, db, row, column, reason):
    fed = feed("invoices", HEAD + row + "\n")
    assert (fed.only_reject.line, fed.only_reject.column) == (2, column)
    assert reason in fed.only_reject.reason
    assert db.exec(select(Invoice)).all() == []


@pytest.mark.parametrize(
    ("currency", "text", "minor"), [("JPY", "1500", 1500), ("KWD", "1.234", 1234), ("EUR", "2", 200)]
)
def test_amounts_have_the_decimals_of_their_currency(feed, db, currency, text, minor):
    feed("invoices", HEAD + f"I1,A1,{currency},2026-01-01,{text}\n")
    assert one(db).total_minor == minor


def test_a_negative_total_is_a_credit_note_if_the_row_says_so(feed, db):
    head = "number,account,currency,issued_on,due_on,total,document\n"
    fed = feed(
        "invoices",
        head + "I1,A1,EUR,2026-01-01,2026-01-31,-5.00,credit note\nI2,A1,EUR,2026-01-01,,5.00,credit_note\n",
    )
    assert fed.only_reject == (3, "total", "a credit note’s total is negative")
    note = one(db)
    assert (note.document, note.due_on, note.falls_on, note.due_minor) == (
        Document.CREDIT_NOTE, None, date(2026, 1, 1), -500,
    )  # fmt: skip


def test_a_negative_total_is_a_credit_note_if_the_mapping_says_so(feed, db):
    assert feed("invoices", HEAD + "I1,A1,EUR,2026-01-01,-5.00\n", negative="credit_note").counts == (
        1,
        0,
        0,
        0,
    )
    assert one(db).is_credit_note


def test_an_order_gives_its_terms_and_is_found_by_its_numbers(feed, db):
    feed("invoices", "number,account,currency,issued_on,total,order\nI1,A1,EUR,2026-01-01,1.00,O1\n")
    assert one(db).due_on == date(2026, 2, 15)
    assert {"o1", "k-9"} <= set(one(db).search_text.split("\n"))


@pytest.mark.parametrize("row", ["I1,A1,EUR,2026-01-01,1.00,O9", "I1,A2,EUR,2026-01-01,1.00,O1"])
def test_an_order_that_is_not_the_companys_is_rejected(feed, row):
    fed = feed("invoices", "number,account,currency,issued_on,total,order\n" + row + "\n")
    assert fed.only_reject.column == "order"


def test_an_invoice_due_before_it_was_issued_is_rejected(feed):
    fed = feed(
        "invoices", "number,account,currency,issued_on,due_on,total\nI1,A1,EUR,2026-02-01,2026-01-01,1.00\n"
    )
    assert fed.only_reject.column == "due_on"


def test_a_disputed_invoice_is_disputed_in_full_until_it_no_longer_is(feed, db):
    head = "number,account,currency,issued_on,total,disputed\n"
    feed("invoices", head + "I1,A1,EUR,2026-01-01,5.00,Yes\n")
    assert one(db).disputed_minor == 500
    assert feed("invoices", head + "I1,A1,EUR,2026-01-01,5.00,\n").counts == (0, 0, 1, 0)
    assert feed("invoices", head + "I1,A1,EUR,2026-01-01,5.00,No\n").counts == (0, 1, 0, 0)
    assert one(db).disputed_minor == 0


def test_dates_and_references_may_change(feed, db):
    head = "number,account,currency,issued_on,due_on,total,po_number,type\n"
    feed("invoices", head + "I1,A1,EUR,2026-01-01,2026-01-31,5.00,PO-1,support\n")
    before = one(db).urgency
    assert feed("invoices", head + "I1,A1,EUR,2026-01-01,2026-02-28,5.00,PO-2,license\n").counts == (
        0,
        1,
        0,
        0,
    )
    invoice = one(db)
    assert (invoice.due_on, invoice.po_number, invoice.type) == (
        date(2026, 2, 28),
        "PO-2",
        InvoiceType.LICENSE,
    )
    assert invoice.urgency == before + 28
    assert "po-2" in invoice.search_text
    assert ledger.check(db, system()) == []


def test_an_unpaid_invoice_may_change_its_amounts_and_lines(feed, db):
    feed("invoices", LINES + TWO_LINES)
    single = "I1,A1,EUR,2026-01-01,100.00,21.00,121.00,IVA,Support,1,100.00,21,100.00\n"
    assert feed("invoices", LINES + single).counts == (0, 1, 0, 0)
    assert (one(db).total_minor, one(db).due_minor) == (12_100, 12_100)
    assert db.exec(select(InvoiceLine.net_minor)).all() == [10_000]
    assert db.exec(select(InvoiceTax.tax_minor)).all() == [2_100]
    assert ledger.check(db, system()) == []


def test_a_header_alone_leaves_the_stored_lines(feed, db):
    feed("invoices", LINES + TWO_LINES)
    assert feed("invoices", HEAD + "I1,A1,EUR,2026-01-01,176.00\n").counts == (0, 0, 1, 0)
    assert len(db.exec(select(InvoiceLine)).all()) == 2


def test_a_paid_invoice_keeps_its_amounts(feed, db):
    feed("invoices", HEAD + "I1,A1,EUR,2026-01-01,5.00\n")
    feed("payments", "number,invoice,currency,amount,received_on\nP1,I1,EUR,2.00,2026-01-05\n")
    fed = feed("invoices", HEAD + "I1,A1,EUR,2026-01-01,6.00\n")
    assert fed.only_reject.column == "total"
    assert "has payments or credits" in fed.only_reject.reason
    assert one(db).total_minor == 500


@pytest.mark.parametrize(
    ("row", "column"), [("I1,A2,EUR,2026-01-01,5.00", "account"), ("I1,A1,USD,2026-01-01,5.00", "currency")]
)
def test_an_invoice_never_changes_its_company_or_currency(feed, row, column):
    feed("invoices", HEAD + "I1,A1,EUR,2026-01-01,5.00\n")
    assert feed("invoices", HEAD + row + "\n").only_reject.column == column


def test_rows_of_an_invoice_that_do_not_stand_together_are_rejected(feed, db):
    first, second = TWO_LINES.splitlines(keepends=True)
    other = "I2,A1,EUR,2026-01-01,1.00,,1.00,,Item,1,1.00,,1.00\n"
    fed = feed("invoices", LINES + first + other + second)
    assert fed.counts == (1, 0, 0, 2)
    assert one(db).number == "I2"
