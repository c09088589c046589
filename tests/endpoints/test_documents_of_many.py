"""The list as ZIP and as one PDF, documents chosen by number, and documents for machines."""

import csv
import io
import zipfile
from decimal import Decimal
from urllib.parse import quote

import openpyxl
import pytest
from lxml import etree
from pypdf import PdfReader

from occ_app.access import cookies, sessions
from occ_app.endpoints import downloads
from occ_app.endpoints.documents import routes
from occ_app.models import ContactRole
from occ_app.services import documents
from occ_app.settings import get_settings

LISTS = ["csv", "xlsx", "zip", "pdf"]
UBL = {"cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"}


@pytest.fixture
def enter(browser_at, stored):
    """A function from `work(make)`, which answers a person, to their signed-in browser."""

    def entered(work):
        def begin(make):
            return sessions.begin(make.db, work(make), user_agent="test", address="127.0.0.1")

        browser = browser_at(routes)
        browser.cookies.set(cookies.name(), stored(begin))
        return browser

    return entered


@pytest.fixture
def finance(enter):
    """Acme's finance contact, with documents in three currencies, one of them with a name that is a path."""

    def fill(make):
        account = make.account("Acme", country="ES")
        for number, minor, currency in (
            ("INV-1", 12_345, "EUR"),
            ("../INV/2", 5_000, "EUR"),
            ("INV,3", 1_234_567, "JPY"),
            ("INV-4", 1_234_567, "KWD"),
        ):
            make.invoice(account, minor, number=number, currency=currency)
        make.credit_note(account, -1_050, number="NC-1")
        make.invoice(make.account("Globex"), number="INV-9")
        return make.contact(account, email="ana@acme.example")

    return enter(fill)


def zip_of(response):
    assert response.status_code == 200, response.text
    return zipfile.ZipFile(io.BytesIO(response.content))


def marks_of(response):
    assert response.status_code == 200, response.text
    return [mark.title for mark in PdfReader(io.BytesIO(response.content)).outline]


def numbers_of(response):
    rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    return [row["Number"] for row in rows]


def test_the_zip_has_a_pdf_of_every_document_under_a_plain_name(finance):
    response = finance.get("/documents/invoices.zip")
    assert response.headers["content-type"] == "application/zip"
    assert ".zip" in response.headers["content-disposition"]
    archive = zip_of(response)
    assert archive.testzip() is None
    assert set(archive.namelist()) == {"INV-1.pdf", "-INV-2.pdf", "INV,3.pdf", "INV-4.pdf", "NC-1.pdf"}
    for name in archive.namelist():
        PdfReader(io.BytesIO(archive.read(name)))
    alone = finance.get("/documents/invoices/INV-1.pdf").content
    assert archive.read("INV-1.pdf") == alone


def test_one_pdf_has_a_bookmark_for_every_document_of_the_filter(finance):
    response = finance.get("/documents/invoices.pdf?currency=EUR&sort=-total")
    assert response.headers["content-type"] == "application/pdf"
    assert marks_of(response) == ["Invoice INV-1", "Invoice ../INV/2", "Credit note NC-1"]
    spanish = finance.get("/documents/invoices.pdf?q=NC-1&lang=es")
    assert PdfReader(io.BytesIO(spanish.content)).trailer["/Root"]["/Lang"] == "es"


def test_documents_chosen_by_number_are_exactly_those_in_every_file(finance):
    query = "numbers=" + quote('INV-4,"INV,3",INV-4') + "&status=past_due&sort=number"
    assert numbers_of(finance.get(f"/documents/invoices.csv?{query}")) == ["INV,3", "INV-4"]
    sheet = openpyxl.load_workbook(
        io.BytesIO(finance.get(f"/documents/invoices.xlsx?{query}").content)
    ).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][:2] == ["INV,3", "INV-4"]
    totals = {row[0].value: row[11].value for row in sheet.iter_rows(min_row=4)}
    assert Decimal(str(totals["Total JPY"])) == 1_234_567
    assert Decimal(str(totals["Total KWD"])) == Decimal("1234.567")
    assert zip_of(finance.get(f"/documents/invoices.zip?{query}")).namelist() == ["INV,3.pdf", "INV-4.pdf"]
    assert marks_of(finance.get(f"/documents/invoices.pdf?{query}")) == ["Invoice INV,3", "Invoice INV-4"]


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("numbers", ["INV-9", "INV-1,INV-9", "INV-404", "%00", "INV-1,%00"])
def test_a_number_that_is_not_theirs_is_not_found_in_any_file(finance, kind, numbers):
    response = finance.get(f"/documents/invoices.{kind}?numbers={numbers}")
    assert response.status_code == 404
    assert response.text == "There is nothing here by that name, or it is not your company’s."


@pytest.mark.parametrize("kind", LISTS)
def test_too_many_and_unreadable_numbers_are_refused(finance, kind):
    many = ",".join(f"N{n}" for n in range(documents.MOST_NUMBERS + 1))
    assert finance.get(f"/documents/invoices.{kind}?numbers={many}").status_code == 422
    assert finance.get(f"/documents/invoices.{kind}?numbers=%22open").status_code == 422


@pytest.mark.parametrize("kind", ["zip", "pdf"])
def test_more_pdfs_than_fit_and_none_at_all_are_said(finance, kind, monkeypatch):
    empty = finance.get(f"/documents/invoices.{kind}?q=nothing")
    assert (empty.status_code, empty.text) == (422, "There is no document here to put into a file.")
    monkeypatch.setattr(documents.numbers, "__defaults__", (4,))
    much = finance.get(f"/documents/invoices.{kind}")
    assert (much.status_code, much.text) == (
        422,
        "These are more than 4 documents: too many for one file. Please narrow the list.",
    )
    assert finance.get(f"/documents/invoices.{kind}?currency=EUR").status_code == 200
    assert downloads._turns._value == downloads.AT_ONCE


@pytest.mark.parametrize(
    "path", ["invoices.zip", "invoices.pdf", "invoices/INV-1.xml", "invoices/INV-1.pdf?facturx=1"]
)
def test_without_the_right_or_a_session_nothing_is_given(enter, browser_at, path):
    def fill(make):
        make.invoice(make.account(), number="INV-1")
        return make.person("staff@meridian.example", is_staff=True)

    assert enter(fill).get(f"/documents/{path}").status_code == 403
    assert browser_at(routes).get(f"/documents/{path}").status_code == 401


def test_a_technical_contact_gets_own_orders_only(enter):
    def fill(make):
        account = make.account(country="ES")
        own = make.order(account)
        make.invoice(account, number="MINE", order=own)
        make.invoice(account, number="OTHER")
        return make.contact(account, ContactRole.TECHNICAL, order=own)

    browser = enter(fill)
    assert zip_of(browser.get("/documents/invoices.zip")).namelist() == ["MINE.pdf"]
    assert marks_of(browser.get("/documents/invoices.pdf")) == ["Invoice MINE"]
    for path in ("invoices.zip?numbers=OTHER", "invoices/OTHER.xml"):
        assert browser.get(f"/documents/{path}").status_code == 404


def test_an_invoice_for_machines_alone_and_inside_its_pdf(finance, monkeypatch):
    monkeypatch.setenv("OCC_SUPPLIER_COUNTRY", "ES")
    monkeypatch.setenv("OCC_SUPPLIER_TAX_ID", "B87654323")
    get_settings.cache_clear()
    response = finance.get("/documents/invoices/INV-1.xml")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/xml")
    assert 'filename="INV-1.xml"' in response.headers["content-disposition"]
    assert etree.fromstring(response.content).findtext("cbc:ID", namespaces=UBL) == "INV-1"
    hybrid = finance.get("/documents/invoices/INV-1.pdf?facturx=1")
    assert 'filename="INV-1-factur-x.pdf"' in hybrid.headers["content-disposition"]
    assert list(PdfReader(io.BytesIO(hybrid.content)).attachments) == ["factur-x.xml"]
    dinars = finance.get("/documents/invoices/INV-4.xml")
    assert dinars.status_code == 422
    assert "two decimals" in dinars.text
    assert finance.get("/documents/invoices/INV-9.xml").status_code == 404
    monkeypatch.setenv("OCC_SUPPLIER_COUNTRY", "")
    get_settings.cache_clear()
    assert "country and tax ID" in finance.get("/documents/invoices/INV-1.xml").text


def test_files_take_turns_and_give_their_turn_back(finance):
    for _ in range(downloads.AT_ONCE + 1):
        assert finance.get("/documents/invoices.csv").status_code == 200
    taken = [downloads._turns.acquire(blocking=False) for _ in range(downloads.AT_ONCE)]
    assert all(taken)
    try:
        assert finance.get("/documents/invoices.csv").status_code == 429
        assert finance.get("/documents/invoices/INV-1.pdf").status_code == 200
    finally:
        for _ in taken:
            downloads._turns.release()
    assert finance.get("/documents/invoices.xlsx").status_code == 200
