import io
from datetime import date

import pikepdf
import pytest
from pypdf import PdfReader

from occ_app.documents import invoice_pdf
from occ_app.models import InvoiceType
from occ_app.services import invoices


@pytest.fixture
def paper(make, db):
    """Prints one document of an account, in a language."""

    def printed(account, invoice, language="en"):
        actor = make.actor(make.contact(account))
        return invoice_pdf.render(invoices.detail(db, actor, invoice.number), account, language)

    return printed


def text_of(document):
    """The text of all pages, spaces made alike."""
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags(element):
    """Every structure type under an element."""
    if isinstance(element, pikepdf.Array):
        return {tag for kid in element for tag in tags(kid)}
    if not isinstance(element, pikepdf.Dictionary):
        return set()
    own = {str(element.S)} if "/S" in element else set()
    return own | (tags(element.K) if "/K" in element else set())


def test_everything_the_invoice_says_is_on_the_paper(make, bills, paper):
    account = bills.acme()
    invoice = bills.ordinary(account)
    make.payment(invoice, 500_000)
    make.payment(invoice, 100_000, settled=False)
    text = text_of(paper(account, invoice))
    for part in (
        *("Invoice", "MC-2026-004812", "Acme Iberia, S.A.", "28014 Madrid", "Spain", "ESA12345674"),
        *("Meridian Cloud S.L.", "billing@meridian.example", "12 Sep 2026", "30 days", "Subscription"),
        *("PO-2026-0318", "ORD-2025-0117", "CT-20417"),
        *("Plataforma en la nube", "MC-PLAT", "1–31 Oct 2026", "120", "135.00", "21%", "16,200.00"),
        *("Almacenamiento adicional", "18.50", "740.00", "Bonificación acordada", "−1,708.68"),
        *("€15,231.32", "IVA 21% on €15,231.32 €3,198.58", "Rounding €0.10", "Total €18,430.00"),
        *("Paid −€5,000.00", "Amount due €13,430.00", "Payment submitted €1,000.00"),
        *("ES91 2100 0418 4502 0005 1332", "CAIXESBBXXX", "RF18 MC26 0048 12", "Page 1 of 1"),
    ):
        assert part in text


def test_it_is_tagged_archival_and_accessible_in_its_language(make, bills, paper):
    account = bills.acme()
    document = paper(account, bills.ordinary(account), "es")
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "es"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TR", "/TD"} <= tags(pdf.Root.StructTreeRoot.K)
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"].endswith("MC-2026-004812")
        assert meta["xmp:CreateDate"].startswith("2026-09-12")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts)
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_in_spanish_words_dates_and_amounts_are_spanish(make, bills, paper):
    account = bills.acme()
    text = text_of(paper(account, bills.ordinary(account), "es"))
    for part in (
        "Factura",
        "12 sept 2026",
        "1–31 oct 2026",
        "España",
        "18.430,00 €",
        "21 %",
        "−1.708,68",
        "30 días",
    ):
        assert part in text
    for part in ("Invoice", "Amount", "Total due", "Page ", "Issued"):
        assert part not in text


def test_the_same_invoice_gives_the_same_bytes(make, bills, paper):
    account = bills.acme()
    invoice = bills.ordinary(account)
    assert paper(account, invoice, "es") == paper(account, invoice, "es") != paper(account, invoice, "en")


def test_a_long_invoice_repeats_its_headings_and_counts_its_pages(make, bills, paper):
    account = bills.acme()
    invoice = make.invoice(account, 80_000, lines=())
    for position in range(1, 81):
        bills.line(invoice, position, f"Virtual server {position:03}", 1_000)
    pages = PdfReader(io.BytesIO(paper(account, invoice))).pages
    assert len(pages) > 2
    for index, page in enumerate(pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"Page {index} of {len(pages)}" in text
        assert invoice.number in text
        assert "Unit price" in text
    whole = text_of(paper(account, invoice))
    assert all(f"Virtual server {position:03}" in whole for position in range(1, 81))


def test_a_credit_note_asks_for_nothing(make, bills, paper):
    account = bills.acme()
    note = make.credit_note(account, -24_200, net_minor=-20_000, tax_minor=-4_200)
    bills.tax(note, -20_000, -4_200)
    make.credit(note, make.invoice(account, 10_000), 10_000)
    text = text_of(paper(account, note))
    for part in (
        "Credit note",
        "−€242.00",
        "there is nothing to pay",
        "€142.00 of it can still be used",
        "Used €100.00",
    ):
        assert part in text
    for part in ("IBAN", "Amount due", "Due "):
        assert part not in text


def test_a_used_up_credit_note_and_a_paid_invoice_say_so(make, bills, paper):
    account = bills.acme()
    note, invoice = make.credit_note(account, -10_000), make.invoice(account, 10_000)
    make.credit(note, invoice, 10_000)
    assert "It has been used in full." in text_of(paper(account, note))
    paid = text_of(paper(account, invoice))
    assert "Nothing to pay" in paid
    assert "Credited −€100.00" in paid
    assert "IBAN" not in paid


@pytest.mark.parametrize(
    ("currency", "shown", "line"),
    [
        ("JPY", "¥1,234,567", "1,234,567"),
        ("KWD", "1,234.567", "1,234.567"),
        ("USD", "$12,345.67", "12,345.67"),
    ],
)
def test_every_currency_has_its_own_decimals(make, bills, paper, currency, shown, line):
    account = make.account("Globex", currency=currency, country="US")
    document = paper(account, make.invoice(account, 1_234_567))
    text = text_of(document)
    assert shown in text
    assert f"Amount ({currency})" in text
    assert text.count(line) >= 5
    assert (
        PdfReader(io.BytesIO(document)).pages[0].mediabox.width == 612
    )  # letter, as the company's country prints


@pytest.mark.parametrize("kind", InvoiceType)
def test_every_type_has_its_word_in_both_languages(make, bills, paper, kind):
    account = bills.acme()
    invoice = make.invoice(account, type=kind)
    assert kind.value.title() in text_of(paper(account, invoice, "en"))
    assert paper(account, invoice, "es")


def test_nothing_in_the_texts_is_taken_for_markup(make, bills, paper):
    hostile = '#panic("no") *b* _i_ $x^2$ \\ <label> @ref `raw` [c] {d} // /* - = + ~ &amp; {name}'
    account = make.account(hostile, street=hostile[::-1], tax_id="#sys.inputs")
    invoice = make.invoice(
        account, number='A/B "1" #read("/etc/passwd")', lines=(hostile,), reference="#[]{}<>"
    )
    text = text_of(paper(account, invoice))
    assert text.count(hostile) == 2
    assert hostile[::-1] in text
    assert '#read("/etc/passwd")' in text


def test_japanese_names_are_printed(make, bills, paper):
    account = make.account("イニテック・ジャパン株式会社", currency="JPY", city="東京都千代田区")
    text = text_of(paper(account, make.invoice(account, lines=("クラウド基盤 年間契約",))))
    for part in ("イニテック・ジャパン株式会社", "東京都千代田区", "クラウド基盤 年間契約"):
        assert part in text
    assert "cannot print" not in text


def test_what_no_font_can_print_is_replaced_and_said(make, bills, paper):
    account = make.account("Al Jazeera \N{ROCKET} العربية")
    invoice = make.invoice(
        account,
        lines=(
            "tab\tline\nbell\7 \N{RIGHT-TO-LEFT OVERRIDE}fdp.exe e\N{COMBINING ACUTE ACCENT} " + "W" * 400,
        ),
    )
    text = text_of(paper(account, invoice))
    assert "Al Jazeera □ □□□□□□□" in text
    assert "□ stands for characters that this document cannot print" in text
    assert "tab line bell fdp.exe é" in text
    assert text.replace("\N{ZERO WIDTH SPACE}", "").replace(" ", "").count("W" * 400) == 1


def test_a_day_a_month_and_a_year_of_service(make, bills, paper):
    account = bills.acme()
    invoice = make.invoice(account, lines=())
    bills.line(invoice, 1, "Day", 0, period=(date(2026, 10, 5), date(2026, 10, 5)))
    bills.line(invoice, 2, "Quarter", 0, period=(date(2026, 10, 1), date(2026, 12, 31)))
    bills.line(invoice, 3, "Year", 0, period=(date(2026, 10, 1), date(2027, 9, 30)))
    text = text_of(paper(account, invoice))
    for period in ("5 Oct 2026", "1 Oct – 31 Dec 2026", "1 Oct 2026 – 30 Sep 2027"):
        assert period in text


def test_an_invoice_without_lines_still_has_its_totals(make, bills, paper):
    account = bills.acme()
    assert "Total €121.00" in text_of(paper(account, make.invoice(account, lines=())))


def test_many_documents_in_one_file_each_begin_a_page_and_have_a_bookmark(make, bills, db):
    account = bills.acme()
    actor = make.actor(make.contact(account))
    first, long, note = (
        bills.ordinary(account),
        make.invoice(account, 80_000, lines=()),
        make.credit_note(account),
    )
    for position in range(1, 81):
        bills.line(long, position, f"Virtual server {position:03}", 1_000)
    details = [invoices.detail(db, actor, invoice.number) for invoice in (first, long, note)]
    document = invoice_pdf.render_many(details, account, "en", "Invoices · Acme")
    read = PdfReader(io.BytesIO(document))
    assert [(mark.title, read.get_destination_page_number(mark)) for mark in read.outline] == [
        (f"Invoice {first.number}", 0),
        (f"Invoice {long.number}", 1),
        (f"Credit note {note.number}", len(read.pages) - 1),
    ]
    texts = [" ".join(page.extract_text().split()) for page in read.pages]
    assert "Page 1 of 1" in texts[0]
    assert f"Page 2 of {len(texts) - 2}" in texts[2]
    assert "Page 1 of 1" in texts[-1]
    with pikepdf.open(io.BytesIO(document)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("A", "1")
        assert meta["dc:title"] == "Invoices · Acme"
        assert {"/H1", "/Table", "/TH"} <= tags(pdf.Root.StructTreeRoot.K)
