from occ_app.documents.tables import cells
from occ_app.services.invoices import INVOICES, Row
from occ_app.testing.factories import TODAY


def cell(row, label):
    index = [column.label for column in INVOICES.filed].index(label)
    return cells(INVOICES.filed, row, "en")[index]


def test_a_row_has_a_cell_for_every_column(make):
    account = make.account()
    order = make.order(account, contract_number="CT-1")
    row = Row(make.invoice(account, order=order, due_in=-3), order, TODAY)
    assert len(cells(INVOICES.filed, row, "es")) == len(INVOICES.filed)
    assert (cell(row, "Contract ID"), cell(row, "Days late"), cell(row, "Status")) == ("CT-1", 3, "Past due")


def test_what_is_not_past_due_is_not_late(make):
    paid = make.invoice(make.account(), 1_000, due_in=-30)
    make.payment(paid, 1_000)
    assert cell(Row(paid, None, TODAY), "Days late") == 0


def test_amounts_add_up_in_every_row(make):
    invoice = make.invoice(make.account(), 1_000)
    make.payment(invoice, 300)
    row = Row(invoice, None, TODAY)
    total, credited, paid, due = (cell(row, label) for label in ("Total", "Credited", "Paid", "Amount due"))
    assert total.minor == credited.minor + paid.minor + due.minor
