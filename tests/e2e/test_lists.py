"""What every list lets a person do: select, choose columns, keep views, use the keys; on invoices and payments."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_currency
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal

pytestmark = pytest.mark.browser

ANA, TOMAS = "ana.ruiz@acme.example", "tomas.vidal@acme.example"
ACME = "account.name LIKE 'Acme%'"
EVERY_WAY = [("es", "light", LAPTOP), ("en", "dark", PHONE)]
WORDS = {
    "es": {"download": "Descargar", "clear": "Quitar la selección", "every": "Seleccionar los", "views": "Vistas",
           "columns": "Columnas", "save": "Guardar", "keep": "Guardar este filtro como", "reference": "Referencia",
           "forget": "Quitar esta vista", "filters": "Filtros", "apply": "Aplicar"},
    "en": {"download": "Download", "clear": "Select nothing", "every": "Select all", "views": "Views",
           "columns": "Columns", "save": "Save", "keep": "Keep this filter as", "reference": "Reference",
           "forget": "Remove this view", "filters": "Filters", "apply": "Apply"},
}  # fmt: skip


def boxes(page: Page) -> Any:
    return page.locator("[data-select]")


@pytest.mark.parametrize(("language", "scheme", "viewport"), EVERY_WAY)
def test_a_choice_is_summed_kept_over_pages_and_taken_along(
    portal: Portal, rows: Any, language, scheme, viewport
):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport, scheme=scheme) as ana:
        page = ana.open("/invoices?status=past_due")
        for at in (0, 1):
            boxes(page).nth(at).click()
        bar = page.locator(".bar")
        numbers = page.locator("tbody .number").all_inner_texts()[:2]
        due = rows(
            f"SELECT SUM(due_minor) AS due FROM invoice WHERE number IN ('{numbers[0]}', '{numbers[1]}')"
        )[0].due
        expect(bar).to_contain_text(format_currency(Decimal(due) / 100, "EUR", locale=language))
        assert not ana.violations()
        bar.locator("summary").click()
        with page.expect_download() as asked:
            bar.get_by_role("link", name="XLSX").click()
        sheet = load_workbook(io.BytesIO(asked.value.path().read_bytes())).active
        assert {row[0] for row in sheet.values} >= set(numbers)
        assert len([row for row in sheet.values if row[1]]) == 3
        page.get_by_role("button", name=words["clear"]).click()
        expect(bar).to_have_count(0)
        expect(page.locator("[data-select]:checked")).to_have_count(0)


def test_a_page_then_all_that_match_then_all_but_one(portal: Portal, rows: Any):
    count = rows(f"SELECT COUNT(*) AS n FROM invoice JOIN account ON account.id = account_id AND {ACME}")[0].n
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/invoices")
        page.locator(".c-select [data-select-page]").click()
        expect(page.locator(".bar")).to_contain_text("50 selected")
        expect(page.locator("[data-select]:checked")).to_have_count(50)
        page.get_by_role("link", name="Next").click()
        expect(page).to_have_url(re.compile("after="))
        expect(page.locator("[data-select]:checked")).to_have_count(0)
        expect(page.locator(".bar")).to_contain_text("50 selected")
        page.go_back()
        expect(page.locator("[data-select]:checked")).to_have_count(50)
        page.get_by_role("button", name=f"Select all {count} that match").click()
        expect(page.locator(".bar")).to_contain_text(f"{count} selected")
        first = page.locator("tbody .number").first
        was = first.inner_text()
        page.get_by_role("link", name="Next").click()
        expect(first).not_to_have_text(was)
        expect(page.locator("[data-select]:checked")).to_have_count(50)
        boxes(page).first.click()
        expect(page.locator(".bar")).to_contain_text("49 selected")
        expect(boxes(page).first).not_to_be_checked()
        assert page.locator(".c-select [data-select-page]").evaluate("box => box.indeterminate")
        page.locator("[data-group=closed]").click()
        expect(page.locator(".bar")).to_have_count(0)


EVER_UNTICKED = """
(boxes) => new Promise((answer) => {
  const lost = new Set(), bar = () => document.querySelector(".bar")?.textContent ?? "";
  boxes.slice(0, 8).forEach((box) => box.click());
  const until = performance.now() + 8000;
  (function look() {
    boxes.slice(0, 8).forEach((box, at) => box.checked || lost.add(at));
    if (/\\b8 selected/.test(bar()) || performance.now() > until) answer([...lost]); else requestAnimationFrame(look);
  })();
})
"""


def test_what_is_ticked_fast_stays_ticked_while_the_server_answers_one_after_the_other(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/invoices")
        boxes(page).first.click()
        expect(page.locator(".bar")).to_contain_text("1 selected")
        page.get_by_role("button", name=WORDS["en"]["clear"]).click()
        expect(page.locator(".bar")).to_have_count(0)
        assert boxes(page).evaluate_all(EVER_UNTICKED) == []
        expect(page.locator(".bar")).to_contain_text("8 selected")
        expect(page.locator("[data-select]:checked")).to_have_count(8)


def test_the_keys_walk_select_and_open(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/invoices")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        assert not ana.violations()
        page.keyboard.press("Escape")
        for key in "jjx":
            page.keyboard.press(key)
        second = page.locator("tbody .number").nth(1)
        expect(boxes(page).nth(1)).to_be_checked()
        expect(page.locator(".bar")).to_contain_text("1 selected")
        page.keyboard.press("x")
        expect(page.locator(".bar")).to_have_count(0)
        page.keyboard.press("k")
        expect(page.locator("tbody .number").first).to_be_focused()
        page.keyboard.press("j")
        number = second.inner_text()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/en/invoices/{number}"))


@pytest.mark.parametrize(("language", "scheme", "viewport"), EVERY_WAY)
def test_columns_and_views_are_kept(portal: Portal, language, scheme, viewport):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport, scheme=scheme) as ana:
        page = ana.open("/invoices?type=support")
        views = page.locator(".drop").filter(has_text=words["views"])
        views.locator("summary").click()
        views.get_by_label(words["keep"]).fill("My support")
        views.get_by_role("button", name=words["save"]).click()
        expect(views.get_by_role("link", name="My support")).to_be_visible()
        columns = page.locator(".drop.columns")
        columns.locator("summary").click()
        expect(views.locator(".panel")).to_be_hidden()
        assert not ana.violations()
        columns.get_by_label(words["reference"]).click()
        expect(columns.get_by_label(words["reference"])).to_be_checked()
        if viewport is LAPTOP:
            expect(page.locator("td.c-reference").first).to_be_visible()
            expect(page.get_by_role("columnheader", name=words["reference"])).to_be_visible()
        page.keyboard.press("Escape")
        ana.open("/invoices")
        if viewport is LAPTOP:
            expect(page.locator("td.c-reference").first).to_be_visible()
        views.locator("summary").click()
        views.get_by_role("link", name="My support").click()
        expect(page).to_have_url(ana.url("/invoices?type=support"))
        columns.locator("summary").click()
        columns.get_by_label(words["reference"]).click()
        expect(columns.get_by_label(words["reference"])).not_to_be_checked()
        views.locator("summary").click()
        views.get_by_role("button", name=words["forget"]).click()
        expect(views.get_by_role("link", name="My support")).to_have_count(0)


def test_amounts_contracts_and_ages_narrow_the_list(portal: Portal, rows: Any):
    where = f"FROM invoice JOIN account ON account.id = invoice.account_id AND {ACME}"
    dear = rows(f"SELECT COUNT(*) AS n {where} AND invoice.currency = 'EUR' AND total_minor >= 2000000")[0].n
    order = rows(
        "SELECT number, contract_number AS contract FROM customer_order WHERE contract_number = 'CT-20417'"
    )[0]
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/invoices")
        page.get_by_role("button", name="Filters").click()
        form = page.get_by_role("dialog")
        form.get_by_role("group", name="Total").get_by_label("from").fill("20000")
        form.get_by_role("button", name="Apply").click()
        expect(page.locator(".chip").first).to_contain_text("Total from €20,000.00")
        expect(page.locator("[data-group=all]")).to_contain_text(str(dear))
        ana.open("/invoices")
        page.get_by_role("button", name="Filters").click()
        form.get_by_label("Contract").fill(order.contract)
        form.get_by_role("button", name="Apply").click()
        expect(page.locator(".chip")).to_have_text(re.compile("Contract: CT-20417"))
        expect(page.locator("td.c-source").first).to_contain_text("CT-20417")
        ana.open("/invoices")
        age = page.locator(".aging a").nth(2)
        amount = age.locator(".figure").inner_text()
        age.click()
        expect(age).to_have_attribute("aria-current", "page")
        expect(page.locator(".pager p")).to_contain_text(f"due {amount}")


@pytest.mark.parametrize(("language", "scheme", "viewport"), EVERY_WAY)
def test_payments_are_listed_filed_and_lead_to_what_they_paid(
    portal: Portal, rows: Any, language, scheme, viewport
):
    found = rows(f"SELECT COUNT(*) AS n FROM payment JOIN account ON account.id = account_id AND {ACME}")[0].n
    with portal.visit(ANA, language, viewport, scheme=scheme) as ana:
        page = ana.open("/payments")
        expect(page.locator("[data-group=all]")).to_contain_text(str(found))
        expect(page.locator("tbody .number")).to_have_count(50)
        assert not ana.violations()
        page.locator("[data-group=settled]").click()
        expect(page).to_have_url(ana.url("/payments?status=settled"))
        number = page.locator("tbody .number").first.inner_text()
        paid = rows(
            "SELECT invoice.number FROM allocation JOIN payment ON payment.id = payment_id"
            f" JOIN invoice ON invoice.id = invoice_id WHERE payment.number = '{number}'"
        )
        page.locator("tbody .number").first.click()
        expect(page).to_have_url(re.compile(f"/{language}/payments/{number}"))
        expect(page.locator(".basket .number")).to_have_count(len(paid))


def test_technical_contacts_have_no_payments(portal: Portal):
    with portal.visit(TOMAS, "en") as tomas:
        page = tomas.open("/invoices")
        expect(page.locator(".rail").get_by_text("Payments")).to_have_count(0)
        tomas.page.goto(tomas.url("/payments"))
        expect(tomas.page.get_by_text("You do not have the right to open this page.")).to_be_visible()
        assert tomas.context.request.get(f"{tomas.address}/documents/payments.csv").status == 403
