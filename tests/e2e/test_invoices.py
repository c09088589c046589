"""The invoice list and document, from database to pixels, as finance reads them."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_currency
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@acme.example"
ACME = "FROM invoice JOIN account ON account.id = account_id AND account.name LIKE 'Acme%'"
WORDS = {
    "es": {
        "filters": "Filtros", "apply": "Aplicar", "support": "Soporte", "closed": "Cerrada", "next": "Siguiente",
        "previous": "Anterior", "remove": "Quitar este filtro", "total": "Total", "number": "Número", "document": "Documento",
        "due": "Importe pendiente", "download": "Descargar",
    },
    "en": {
        "filters": "Filters", "apply": "Apply", "support": "Support", "closed": "Closed", "next": "Next",
        "previous": "Previous", "remove": "Remove this filter", "total": "Total", "number": "Number", "document": "Document",
        "due": "Amount due", "download": "Download",
    },
}  # fmt: skip
EVERY_WAY = [
    ("es", "light", LAPTOP),
    ("en", "dark", LAPTOP),
    ("es", "dark", PHONE),
    ("en", "light", PHONE),
]
"""Each pair of language, colour scheme and screen once."""


@pytest.mark.parametrize(("language", "scheme", "viewport"), EVERY_WAY)
def test_finance_filters_sorts_pages_searches_and_reads(
    portal: Portal, rows: Any, language: str, scheme: str, viewport: Any
):
    with portal.visit(ANA, language, viewport, scheme=scheme) as ana:
        ana.open("/invoices")
        _groups_count_what_there_is(ana, rows)
        _filters_narrow_and_come_off(ana, rows)
        _sorts_and_pages_follow_the_database(ana, rows)
        _search_minds_neither_case_nor_accents(ana, rows)
        _a_document_shows_what_is_due(ana, rows)


def _groups_count_what_there_is(ana: Visit, rows: Any) -> None:
    late = rows(f"SELECT COUNT(*) AS n, SUM(due_minor) AS due {ACME} WHERE {LATE}")[0]
    tab = ana.page.locator("[data-group=past_due]")
    expect(tab).to_contain_text(str(late.n))
    tab.click()
    expect(ana.page).to_have_url(ana.url("/invoices?status=past_due"))
    expect(tab).to_have_attribute("aria-current", "page")
    expect(ana.page.locator("tbody tr:has(.number)")).to_have_count(late.n)
    expect(ana.page.locator(".pager p")).to_contain_text(_euros(late.due, ana.language))
    everything = rows(f"SELECT COUNT(*) AS n {ACME}")[0].n
    ana.page.locator("[data-group=all]").click()
    expect(ana.page).to_have_url(ana.url("/invoices"))
    expect(ana.page.locator("[data-group=all]")).to_contain_text(str(everything))
    expect(ana.page.locator("tbody tr:has(.number)")).to_have_count(50)


def _filters_narrow_and_come_off(ana: Visit, rows: Any) -> None:
    words, page = WORDS[ana.language], ana.page
    page.get_by_role("button", name=words["filters"]).click()
    form = page.get_by_role("dialog")
    form.get_by_label(words["support"]).check()
    form.get_by_label(words["closed"]).check()
    form.get_by_role("button", name=words["apply"]).click()
    expect(page).to_have_url(ana.url("/invoices?type=support&state=closed"))
    found = rows(
        f"SELECT COUNT(*) AS n, SUM(total_minor) AS total {ACME} WHERE type = 'support' AND phase = 'closed'"
    )[0]
    expect(page.locator(".pager p")).to_contain_text(_euros(found.total, ana.language))
    expect(page.locator("tbody tr:has(.number)")).to_have_count(min(found.n, 50))
    assert set(page.locator("tr:has(.number) .c-type").all_inner_texts()) <= {
        words["support"],
        "Nota de crédito",
        "Credit note",
    }
    _files_hold_what_is_filtered(ana, found.n, found.total)
    bookmark = page.url
    page.locator(".chip").filter(has_text=words["closed"]).click()
    expect(page).to_have_url(ana.url("/invoices?type=support"))
    expect(page.locator(".chip")).to_have_count(1)
    page.goto(bookmark)
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("tbody tr:has(.number)")).to_have_count(min(found.n, 50))
    expect(form).to_be_hidden()
    page.get_by_role("button", name=words["filters"]).click()
    expect(form.get_by_label(words["support"])).to_be_checked()
    page.keyboard.press("Escape")


def _files_hold_what_is_filtered(ana: Visit, count: int, total: int) -> None:
    menu = ana.page.get_by_text(WORDS[ana.language]["download"], exact=True).first
    menu.click()
    with ana.page.expect_download() as asked:
        ana.page.get_by_role("link", name="CSV").click()
    menu.click()
    text = _content(asked.value).decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ";,")
    table = list(csv.DictReader(io.StringIO(text), dialect=dialect))
    words = WORDS[ana.language]
    assert len(table) == count
    assert sum(_decimal(row[words["total"]]) for row in table) == Decimal(total) / 100
    with ana.page.expect_download() as asked:
        ana.page.get_by_role("link", name="XLSX").click()
    head, *body = load_workbook(io.BytesIO(_content(asked.value)), read_only=True).active.values
    column = head.index(words["total"])
    documents = [row for row in body if row[head.index(words["document"])]]  # below them, their sums
    assert len(documents) == count
    assert round(sum(row[column] for row in documents) * 100) == total


def _sorts_and_pages_follow_the_database(ana: Visit, rows: Any) -> None:
    words, page = WORDS[ana.language], ana.page
    ana.open("/invoices")
    heading = page.get_by_role("columnheader", name=words["total"])
    for expected, direction in (("total", "ascending"), ("-total", "descending")):
        heading.get_by_role("link").click()
        expect(page).to_have_url(ana.url(f"/invoices?sort={expected}"))
        expect(heading).to_have_attribute("aria-sort", direction)
    order = "ORDER BY total_minor DESC, invoice.id DESC"
    numbers = [row.number for row in rows(f"SELECT invoice.number AS number {ACME} {order}")]
    _shows(page, numbers[:50])
    page.get_by_role("link", name=words["next"]).click()
    expect(page).to_have_url(re.compile("after="))
    _shows(page, numbers[50:100])
    assert page.evaluate("scrollY") < 400, "the next page begins at its top"
    page.get_by_role("link", name=words["previous"]).click()
    expect(page).to_have_url(re.compile("before="))
    _shows(page, numbers[:50])
    page.go_back()
    expect(page).to_have_url(re.compile("after="))
    _shows(page, numbers[50:100])
    page.go_back()
    _shows(page, numbers[:50])
    expect(page).to_have_url(ana.url("/invoices?sort=-total"))


def _search_minds_neither_case_nor_accents(ana: Visit, rows: Any) -> None:
    ana.open("/invoices")
    found = rows(
        f"""SELECT COUNT(*) AS n {ACME} WHERE EXISTS (SELECT 1 FROM invoice_line
        WHERE invoice_id = invoice.id AND description LIKE '%Bonificación%')"""
    )[0].n
    assert found
    field = ana.page.get_by_role("searchbox")
    field.press_sequentially("BONIFICACION", delay=10)
    expect(ana.page).to_have_url(ana.url("/invoices?q=BONIFICACION"))
    expect(ana.page.locator("[data-group=all]")).to_contain_text(str(found))
    expect(field).to_have_value("BONIFICACION")
    expect(field).to_be_focused()
    _only_found(ana, found)
    ana.page.locator(".chip").click()
    expect(ana.page).to_have_url(ana.url("/invoices"))
    expect(field).to_have_value("")
    ana.page.go_back()
    expect(field).to_have_value("BONIFICACION")
    _only_found(ana, found)


def _only_found(ana: Visit, found: int) -> None:
    """Rows lead back to the list they are in, so their addresses tell that it has come."""
    expect(ana.page.locator("tbody tr:has(.number)")).to_have_count(min(found, 50))
    expect(ana.page.locator("tbody .number").first).to_have_attribute("href", re.compile("q=BONIFICACION"))


def _a_document_shows_what_is_due(ana: Visit, rows: Any) -> None:
    page, listed = ana.page, ana.page.url
    number = page.locator("tbody .number").first.inner_text()
    stored = rows("SELECT * FROM invoice WHERE number = :number", number=number)[0]
    page.locator("tbody .number").first.click()
    expect(page).to_have_url(re.compile(f"/invoices/{number}[?]q=BONIFICACION"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(_euros(stored.due_minor, ana.language))
    expect(page.locator(".totals")).to_contain_text(_euros(stored.total_minor, ana.language))
    expect(page.locator(".totals")).to_contain_text(_euros(stored.net_minor, ana.language))
    lines = rows("SELECT net_minor FROM invoice_line WHERE invoice_id = :id ORDER BY position", id=stored.id)
    amounts = page.locator(".lines tbody td:last-child").all_inner_texts()
    assert _plain(amounts) == _plain(_euros(line.net_minor, ana.language) for line in lines)
    with page.expect_download() as asked:
        page.get_by_role("link", name="PDF").click()
    assert asked.value.suggested_filename == f"{number}.pdf"
    assert _content(asked.value).startswith(b"%PDF")
    page.go_back()
    expect(page).to_have_url(listed)
    expect(page.get_by_role("searchbox")).to_have_value("BONIFICACION")
    ana.is_filled()


def test_every_row_says_what_the_database_says(portal: Portal, rows: Any):
    stored = rows(f"SELECT invoice.* {ACME} ORDER BY urgency, invoice.id LIMIT 50")
    with portal.visit(ANA, "es") as ana:
        ana.open("/invoices")
        shown = ana.page.locator("tbody tr:has(.number)").evaluate_all(
            "rows => rows.map(r => ['number', 'total', 'balance', 'po'].map(c => "
            "(c === 'po' ? r.querySelector('.c-source small') : r.querySelector(`.c-${c}`)).textContent))"
        )
        wanted = [[r.number, _money(r, r.total_minor), _money(r, r.due_minor), r.po_number] for r in stored]
        assert [_plain(row) for row in shown] == [_plain(row) for row in wanted]


def test_a_bookmarked_address_draws_what_walking_there_draws(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/invoices?type=subscription")
        page.locator("[data-group=closed]").click()
        heading = page.get_by_role("columnheader", name="Total")
        for direction in ("ascending", "descending"):
            heading.get_by_role("link").click()
            expect(heading).to_have_attribute("aria-sort", direction)
        ana.is_filled()
        walked = _drawn(page)
        page.reload()
        ana.is_filled()
        expect(heading).to_have_attribute("aria-sort", "descending")
        # What the rows come with before the page is alive.
        expect(page.locator("main .chip")).to_have_count(1)
        expect(page.locator("main .hero > span")).to_have_count(1)
        assert _drawn(page) == walked
        late = ana.open("/invoices").locator(".sentence")
        expect(late).to_have_css("color", "rgb(180, 35, 24)")


def _drawn(page: Page) -> list[str]:
    """What the page shows and leads to, line by line."""
    return page.locator("main :is(a, p, th, tr, input, summary, h1)").evaluate_all(
        """all => all.map((e) => [e.tagName, e.className, e.getAttribute("href"), e.getAttribute("aria-sort"),
        e.getAttribute("aria-current"), e.dataset.empty, e.checked, e.textContent].join(" | "))"""
    )


@pytest.mark.parametrize(("query", "sentence"), [
    ("sort=price", "no se puede ordenar"),
    ("issued_from=31/10/2026", "no es una fecha"),
    ("type=gold", "gold"),
])  # fmt: skip
def test_an_address_that_cannot_be_says_so_in_a_sentence(portal: Portal, query: str, sentence: str):
    with portal.visit(ANA, "es") as ana:
        ana.page.goto(ana.url(f"/invoices?{query}"))
        expect(ana.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


def test_somebody_elses_document_is_as_unknown_as_one_that_never_was(portal: Portal, rows: Any):
    others = "account_id NOT IN (SELECT id FROM account WHERE name LIKE 'Acme%')"
    foreign = rows(f"SELECT number FROM invoice WHERE {others} ORDER BY id LIMIT 1")
    with portal.visit(ANA, "es") as ana:
        texts = []
        for number in (foreign[0].number, "MC-0000-000000"):
            ana.open(f"/invoices/{number}")
            expect(ana.page.get_by_role("heading", level=1)).to_have_text("Aquí no existe ese documento")
            texts.append(ana.page.locator("main").inner_text())
        assert texts[0] == texts[1]


def test_on_paper_a_document_has_no_frame_and_dark_ink(portal: Portal, rows: Any):
    number = rows(f"SELECT invoice.number AS number {ACME} ORDER BY urgency LIMIT 1")[0].number
    with portal.visit(ANA, "es", scheme="dark") as ana:
        page = ana.open(f"/invoices/{number}")
        page.emulate_media(media="print")
        for gone in (".rail", ".top-bar", ".actions", ".crumbs", ".copy"):
            expect(page.locator(gone).first).to_be_hidden()
        expect(page.locator(".totals")).to_be_visible()
        ink = page.evaluate("getComputedStyle(document.querySelector('.totals')).color")
        assert ink == "rgb(27, 28, 26)"


LATE = "document = 'invoice' AND phase = 'open' AND due_on < date('now')"


def _shows(page: Page, numbers: list[str]) -> None:
    expect(page.locator("tbody .number")).to_have_text(numbers)


def _euros(minor: int, language: str) -> str:
    return format_currency(Decimal(minor) / 100, "EUR", locale=language)


def _money(stored: Any, minor: int) -> str:
    return format_currency(Decimal(minor) / 100, stored.currency, locale="es")


def _plain(texts: Any) -> list[str]:
    return [re.sub(r"\s", " ", text).replace("−", "-") for text in texts]


def _content(download: Download) -> bytes:
    return download.path().read_bytes()


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".") if "," in text else text)
