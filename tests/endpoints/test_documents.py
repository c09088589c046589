import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
import pandas
import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from occ_app import db, i18n
from occ_app.access import sessions
from occ_app.documents import workbook
from occ_app.endpoints.documents import routes
from occ_app.models import ContactRole, InvoiceType
from occ_app.testing.factories import TODAY, Make

HEADINGS = [
    "Number",
    "Document",
    "Type",
    "Contract ID",
    "Order reference",
    "Purchase order",
    "Reference",
    "Issued",
    "Due",
    "Days late",
    "Currency",
    "Total",
    "Credited",
    "Paid",
    "Amount due",
    "In dispute",
    "Status",
]
HTML = {"accept": "text/html"}


@dataclass
class Client:
    """A browser behind a web gate that only says which session it found."""

    http: TestClient
    ref: str = ""

    def sign_in(self, make, person):
        token = sessions.begin(make.db, person, user_agent="test", address="127.0.0.1")
        self.ref = sessions.find(make.db, token)

    def get(self, path, **options):
        return self.http.get(path, **options)


@pytest.fixture
def client(database_url):
    portal = Starlette(routes=routes)
    found = Client(TestClient(portal, follow_redirects=False))

    async def gate(scope, receive, send):
        if found.ref:
            scope["occ.session_ref"] = found.ref
        await portal(scope, receive, send)

    found.http = TestClient(gate, follow_redirects=False)
    return found


@contextmanager
def making():
    with db.transaction() as session:
        yield Make(session)


@pytest.fixture
def finance(client):
    """Acme's finance contact, signed in, with documents of every sort in three currencies."""
    with making() as make:
        account = make.account("Acme")
        order = make.order(account, number="ORD-1", contract_number="CT-1")
        client.sign_in(make, make.contact(account, email="ana@acme.example"))
        late = make.invoice(
            account, 12_345, due_in=-12, number="INV-1", order=order, po_number="=HYPERLINK(1)"
        )
        make.payment(late, 345)
        note = make.credit_note(account, -1_050, number="NC-1")
        make.credit(note, make.invoice(account, 5_000, number="INV-2", type=InvoiceType.SUPPORT), 1_000)
        make.invoice(account, 1_234_567, currency="JPY", number="INV-3", reference="-1+1")
        make.invoice(account, 1_234_567, currency="KWD", number="INV-4", reference="@SUM(A1)")
        make.payment(make.invoice(account, 700, number="INV-5"), 700)
        make.invoice(make.account("Globex"), number="INV-9")
    return client


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_of(response):
    return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]


def test_the_pdf_of_ones_own_invoice(finance):
    response = finance.get("/documents/invoices/INV-1.pdf")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert (
        response.headers["content-disposition"]
        == "attachment; filename=\"INV-1.pdf\"; filename*=UTF-8''INV-1.pdf"
    )
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "INV-1" in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    inline = finance.get("/documents/invoices/INV-1.pdf?inline=1&lang=es")
    assert inline.headers["content-disposition"].startswith("inline;")
    assert PdfReader(io.BytesIO(inline.content)).trailer["/Root"]["/Lang"] == "es"


@pytest.mark.parametrize("number", ["A/B/1", 'He said "x"', "ñ/#? +", "x.pdf", "../../etc/passwd", "a;b='c'"])
def test_odd_numbers_have_their_pdf_under_a_safe_name(client, number):
    with making() as make:
        account = make.account()
        client.sign_in(make, make.contact(account))
        make.invoice(account, number=number)
    quoted = "".join(f"%{byte:02X}" for byte in number.encode())
    response = client.get(f"/documents/invoices/{quoted}.pdf")
    assert response.status_code == 200
    name = response.headers["content-disposition"].partition('filename="')[2].partition('"; filename*')[0]
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\"\r\n')


@pytest.mark.parametrize("number", ["INV-9", "INV-404", "%00", "INV-1%00", "..%2FINV-1"])
def test_what_is_not_theirs_is_not_found(finance, number):
    response = finance.get(f"/documents/invoices/{number}.pdf")
    assert response.status_code == 404
    assert response.text == "There is nothing here by that name, or it is not your company’s."
    page = finance.get(f"/documents/invoices/{number}.pdf", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<p><a href="/en/invoices">Back to the invoices</a></p></main></html>' in page.text


@pytest.mark.parametrize(
    "path", ["/documents/invoices/INV-1.pdf", "/documents/invoices.csv", "/documents/invoices.xlsx"]
)
def test_without_the_right_or_a_session_nothing_is_given(client, path):
    with making() as make:
        make.invoice(make.account(), number="INV-1")
        client.sign_in(make, make.person("staff@meridian.example", is_staff=True))
    assert client.get(path).status_code == 403
    with making() as make:
        sessions.end(make.db, client.ref)
    assert client.get(path).status_code == 401
    client.ref = ""
    assert client.get(path).status_code == 401
    sent = client.get(f"{path}?lang=es", headers=HTML)
    assert (sent.status_code, sent.headers["location"]) == (303, "/es/sign-in")


def test_the_csv_has_every_document_and_no_formula(finance):
    response = finance.get("/documents/invoices.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="invoices-{TODAY:%Y-%m-%d}.csv"' in response.headers["content-disposition"]
    rows = rows_of(response)
    assert list(rows[0]) == HEADINGS
    found = {row["Number"]: row for row in rows}
    assert set(found) == {"INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "NC-1"}
    late = found["INV-1"]
    assert (late["Contract ID"], late["Order reference"], late["Purchase order"]) == (
        "CT-1",
        "ORD-1",
        "'=HYPERLINK(1)",
    )
    assert (late["Total"], late["Paid"], late["Amount due"]) == ("123.45", "3.45", "120.00")
    assert (late["Days late"], late["Status"], late["Document"]) == ("12", "Past due", "Invoice")
    note = found["NC-1"]
    assert (note["Document"], note["Due"], note["Total"], note["Amount due"]) == (
        "Credit note",
        "",
        "-10.50",
        "-0.50",
    )
    assert (found["INV-3"]["Total"], found["INV-3"]["Reference"]) == ("1234567", "'-1+1")
    assert (found["INV-4"]["Total"], found["INV-4"]["Reference"]) == ("1234.567", "'@SUM(A1)")
    assert (found["INV-5"]["Status"], found["INV-2"]["Credited"]) == ("Closed", "10.00")


def test_pandas_reads_the_csv_as_dates_and_numbers(finance):
    text = finance.get("/documents/invoices.csv").content
    frame = pandas.read_csv(io.BytesIO(text), encoding="utf-8-sig", parse_dates=["Issued", "Due"])
    assert frame["Total"].dtype == "float64"
    assert pandas.api.types.is_datetime64_any_dtype(frame["Due"])
    assert frame[frame["Currency"] == "EUR"]["Total"].sum().round(2) == 169.95


def test_the_workbook_has_real_dates_and_numbers_and_sums_per_currency(finance):
    sheet = sheet_of(finance.get("/documents/invoices.xlsx"))
    heading, *rows = sheet.iter_rows()
    assert [cell.value for cell in heading] == HEADINGS
    assert sheet.freeze_panes == "B2"
    total, due = HEADINGS.index("Total"), HEADINGS.index("Amount due")
    billed = [row for row in rows if row[HEADINGS.index("Currency")].value]
    totals = {row[0].value: row for row in rows if str(row[0].value).startswith("Total ")}
    assert len(billed) == 6
    for currency, digits, pattern in (("EUR", 2, "#,##0.00"), ("JPY", 0, "#,##0"), ("KWD", 3, "#,##0.000")):
        own = [row for row in billed if row[HEADINGS.index("Currency")].value == currency]
        for column in (total, due):
            cells = [row[column] for row in own]
            assert {cell.number_format for cell in cells} == {pattern}
            exact = sum(Decimal(str(cell.value)) for cell in cells)
            assert Decimal(str(totals[f"Total {currency}"][column].value)) == exact == round(exact, digits)
    assert all(row[HEADINGS.index("Issued")].is_date for row in billed)
    texts = {cell.value: cell.data_type for row in billed for cell in row if isinstance(cell.value, str)}
    assert texts["=HYPERLINK(1)"] == "s"
    assert set(texts.values()) <= {"s", "inlineStr"}


def test_both_files_speak_the_language_asked_for(finance, monkeypatch):
    for module in ("tables", "workbook"):
        monkeypatch.setattr(
            f"occ_app.documents.{module}._", lambda text, **values: f"{i18n.language()} {text}"
        )
    for language, query in (("en", ""), ("es", "?lang=es"), ("en", "?lang=xx")):
        row = rows_of(finance.get(f"/documents/invoices.csv{query}"))[0]
        assert list(row) == [f"{language} {name}" for name in HEADINGS]
        assert (row[f"{language} Status"], row[f"{language} Currency"]) == (f"{language} Open", "EUR")
        sheet = sheet_of(finance.get(f"/documents/invoices.xlsx{query}"))
        assert sheet["A1"].value == f"{language} Number"
        assert sheet["A9"].value == f"{language} Total {{currency}}"


def test_the_files_hold_what_is_filtered(finance):
    assert [row["Number"] for row in rows_of(finance.get("/documents/invoices.csv?status=past_due"))] == [
        "INV-1"
    ]
    found = rows_of(
        finance.get("/documents/invoices.csv?type=support&currency=EUR&sort=-total&after=ignored")
    )
    assert [row["Number"] for row in found] == ["INV-2"]
    sheet = sheet_of(finance.get("/documents/invoices.xlsx?q=ct-1"))
    assert sheet["A1"].value == "Number"


@pytest.mark.parametrize(
    "query", ["status=paid", "sort=secret", "issued_from=soon", "currency=%00", "q=a%00b"]
)
def test_a_filter_that_cannot_be_is_refused_before_the_file_begins(finance, query):
    for kind in ("csv", "xlsx"):
        response = finance.get(f"/documents/invoices.{kind}?{query}")
        assert (response.status_code, response.headers["content-type"]) == (422, "text/plain; charset=utf-8")


def test_a_technical_contact_gets_the_documents_of_own_orders(client):
    with making() as make:
        account = make.account()
        own = make.order(account)
        client.sign_in(make, make.contact(account, ContactRole.TECHNICAL, order=own))
        make.invoice(account, number="MINE", order=own)
        make.invoice(account, number="OTHER")
    assert [row["Number"] for row in rows_of(client.get("/documents/invoices.csv"))] == ["MINE"]
    assert client.get("/documents/invoices/MINE.pdf").status_code == 200
    assert client.get("/documents/invoices/OTHER.pdf").status_code == 404


def test_a_long_list_comes_whole_over_pages_pieces_and_sheets(client, monkeypatch):
    monkeypatch.setattr(workbook, "SHEET_ROWS", 100)
    monkeypatch.setattr("occ_app.documents.tables.PIECE", 1_000)
    with making() as make:
        account = make.account()
        client.sign_in(make, make.contact(account))
        for day in range(120):
            make.invoice(account, 1_001 + day, due_in=day // 7, lines=())
    rows = rows_of(client.get("/documents/invoices.csv"))
    assert len({row["Number"] for row in rows}) == len(rows) == 120
    book = openpyxl.load_workbook(io.BytesIO(client.get("/documents/invoices.xlsx").content))
    assert [sheet.max_row for sheet in book.worksheets] == [101, 23]
    assert book.worksheets[1].cell(23, HEADINGS.index("Total") + 1).value == sum(range(1_001, 1_121)) / 100


def test_an_empty_list_is_a_file_with_headings(client):
    with making() as make:
        client.sign_in(make, make.contact(make.account()))
    assert client.get("/documents/invoices.csv").content.decode("utf-8-sig") == ",".join(HEADINGS) + "\r\n"
    assert sheet_of(client.get("/documents/invoices.xlsx")).max_row == 1
