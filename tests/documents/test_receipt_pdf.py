import io
from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from occ_app.documents import receipt_pdf
from occ_app.documents.payment_lines import PaidLine
from occ_app.documents.receipt_pdf import Receipt
from occ_app.models import PaymentMethod, Refund, RefundState


@pytest.fixture
def receipt(make, bills, supplier):
    """A card payment of two invoices, one with a credit; part was given back, part is unapplied."""
    account = bills.acme()
    one, two = make.invoice(account, 100_000, number="INV-1"), make.invoice(account, 50_000, number="INV-2")
    payment = make.payment(
        one, 90_000, number="P7KQ2MXDA4T", method=PaymentMethod.CARD, reference="RF18P7KQ2MXDA4T"
    )
    payment.amount_minor, payment.unapplied_minor = 130_000, 5_000
    refund = Refund(
        account_id=account.pk, number="R1", payment_id=payment.pk, currency="EUR", amount_minor=15_000,
        state=RefundState.DONE, ended_at=datetime(2026, 10, 3, tzinfo=UTC),
    )  # fmt: skip
    lines = [PaidLine(one, 90_000, (("NC-1", 10_000),)), PaidLine(two, 20_000)]
    return Receipt(payment, account, lines, [refund], "Visa ···· 4242")


def text_of(document):
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_who_paid_how_when_and_what_for(receipt):
    text = text_of(receipt_pdf.render(receipt, "en"))
    for part in (
        *(
            "Receipt",
            "P7KQ2MXDA4T",
            "Received from",
            "Acme Iberia, S.A.",
            "Calle de Alcalá 45",
            "ESA12345674",
        ),
        *("Received by", "Meridian Cloud S.L.", "B87654323", "Visa •••• 4242", "RF18P7KQ2MXDA4T"),
        *("Paid (EUR)", "Still due", "INV-1", "€1,000.00", "€100.00 from NC-1", "−€100.00", "€900.00"),
        *("INV-2", "€500.00", "€200.00", "Put to invoices €1,100.00", "Unapplied €50.00"),
        *("Given back on 3 Oct 2026 €150.00", "Amount received €1,300.00"),
        *("Credits applied are not part of the amount received.", "can be used for your next invoices"),
    ):
        assert part in text


def test_what_a_bank_took_back_is_not_called_given_back(receipt):
    receipt.refunds[0].is_chargeback = True
    assert "Taken back by the bank on 3 Oct 2026 €150.00" in text_of(receipt_pdf.render(receipt, "en"))


def test_it_is_archival_and_accessible_in_its_language(receipt):
    document = receipt_pdf.render(receipt, "es")
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "es"
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfuaid:part"]) == ("3", "1")
        assert meta["dc:title"].endswith("P7KQ2MXDA4T")
    assert document == receipt_pdf.render(receipt, "es")


def test_a_payment_that_is_put_to_nothing_has_a_receipt_too(receipt):
    receipt.payment.unapplied_minor = receipt.payment.amount_minor
    text = text_of(receipt_pdf.render(Receipt(receipt.payment, receipt.account), "en"))
    assert "Unapplied €1,300.00" in text
    assert "Still due" not in text
    assert "Card" in text
