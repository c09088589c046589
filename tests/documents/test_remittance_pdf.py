import csv
import io
from datetime import date

import pytest
from pypdf import PdfReader

from occ_app.documents import remittance_pdf
from occ_app.documents.payment_lines import PaidLine
from occ_app.documents.remittance_pdf import Remittance
from occ_app.documents.words import SHORT_REASONS
from occ_app.models import PaymentMethod, PaymentOrder, PaymentState, ShortReason


@pytest.fixture
def remittance(make, bills, supplier):
    """A transfer for two invoices: one in full with a credit, of one less because of its price."""
    account = bills.acme(number="C-77")
    one, two = make.invoice(account, 100_000, number="INV-1"), make.invoice(account, 50_000, number="INV-2")
    order = PaymentOrder(
        account_id=account.pk, number="P7KQ2MXDA4T", basket="B", currency="EUR", amount_minor=110_000,
        method=PaymentMethod.BANK_TRANSFER, reference="RF18P7KQ2MXDA4T", state=PaymentState.ANNOUNCED,
    )  # fmt: skip
    lines = [
        PaidLine(one, 70_000, (("NC-1", 20_000), ("P-9", 10_000)), "PO-1"),
        PaidLine(two, 40_000, reason=SHORT_REASONS[ShortReason.PRICE], note="=2 units too many"),
    ]
    return Remittance(order, account, lines, date(2026, 10, 1))


def text_of(document):
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_what_the_payment_is_for_and_where_the_money_goes(remittance):
    text = text_of(remittance_pdf.render(remittance, "en"))
    for part in (
        *(
            "Remittance advice",
            "P7KQ2MXDA4T",
            "Paid by",
            "Acme Iberia, S.A.",
            "Paid to",
            "Meridian Cloud S.L.",
        ),
        *("1 Oct 2026", "RF18P7KQ2MXDA4T", "C-77", "PO-1", "€200.00 from NC-1 · €100.00 from P-9"),
        *("Price differs · =2 units too many", "Put to invoices €1,400.00", "Credits applied −€300.00"),
        *("Amount of the payment €1,100.00", "ES91 2100 0418 4502 0005 1332", "Reference, to be quoted"),
    ):
        assert part in text
    assert "was not made" not in text


def test_one_that_was_not_made_says_so_and_asks_for_nothing(remittance):
    remittance.order.state = PaymentState.CANCELLED
    text = text_of(remittance_pdf.render(remittance, "en"))
    assert "This payment was not made." in text
    assert "IBAN" not in text


def test_the_table_has_a_row_an_invoice(remittance):
    table = remittance_pdf.table(remittance, "en").decode("utf-8-sig")
    one, two = csv.DictReader(io.StringIO(table, newline=""))
    assert one == {
        "Payment": "P7KQ2MXDA4T", "Reference": "RF18P7KQ2MXDA4T", "Method": "Bank transfer", "Invoice": "INV-1",
        "Purchase order": "PO-1", "Issued": remittance.lines[0].invoice.issued_on.isoformat(), "Currency": "EUR",
        "Total": "1000.00", "Paid": "700.00", "Credits applied": "300.00", "Credits from": "NC-1, P-9",
        "Reason": "", "Note": "",
    }  # fmt: skip
    assert (two["Reason"], two["Note"], two["Paid"]) == ("Price differs", "'=2 units too many", "400.00")
