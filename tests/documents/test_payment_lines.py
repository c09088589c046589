from occ_app.documents import payment_lines
from occ_app.documents.payment_lines import PaidLine


def test_only_columns_that_are_needed_are_there(make):
    invoice = make.invoice(make.account())
    plain, full = PaidLine(invoice, 5), PaidLine(invoice, 5, (("NC", 2), ("P", 3)), "PO-1")
    assert list(payment_lines.columns([plain], "Paid")) == ["description", "issued", "total", "amount"]
    assert set(payment_lines.columns([full], "Paid", due=True)) >= {"purchase", "credit", "due"}
    assert (full.amount.minor, full.credit.minor) == (5, 5)


def test_a_row_explains_credits_and_why_less_is_paid(make):
    invoice = make.invoice(make.account(currency="KWD"), 1_000)
    row = payment_lines.row(PaidLine(invoice, 500, (("NC", 250),), reason="In dispute", note="late"))
    assert row["note"].endswith("from NC · In dispute · late")
    assert "0.250" in row["note"]
