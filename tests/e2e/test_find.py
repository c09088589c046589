"""Search from anywhere, with the keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from occ_app.testing.browser import PHONE, ZOOMED, Portal

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@acme.example"
ACME = "SELECT invoice.{} AS value FROM invoice JOIN account ON account.id = account_id WHERE account.name LIKE 'Acme%' AND invoice.{} <> '' ORDER BY urgency LIMIT 1"


def type_and_wait(page: Page, text: str) -> None:
    """Replace what stands in the field, and wait until the list is of it."""
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    expect(page.locator("#found")).to_have_attribute("data-for", text)


def chosen(page: Page) -> Locator:
    """The option that Enter would open; it is the one the field names."""
    option = page.locator("#found [aria-selected=true]")
    expect(option).to_have_count(1)
    name = option.get_attribute("id") or ""
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", name)
    return option


@pytest.mark.parametrize(("language", "hint"), [("es", "Busque una factura"), ("en", "Find an invoice")])
def test_from_any_page_to_a_document_with_the_keyboard(portal: Portal, rows: Any, language: str, hint: str):
    number = rows(ACME.format("number", "number"))[0].value
    with portal.visit(ANA, language) as ana:
        page = ana.open("/overview")
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox")
        expect(field).to_be_focused()
        expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text(hint)
        expect(field).to_have_attribute("aria-expanded", "false")
        type_and_wait(page, number.lower())
        expect(field).to_have_attribute("aria-expanded", "true")
        expect(chosen(page)).to_contain_text(number)
        expect(chosen(page).locator("mark").first).to_have_text(number)
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url(f"/invoices/{number}"))
        expect(page.get_by_role("dialog")).to_have_count(0)
        ana.is_filled()
        expect(page.locator("#title")).to_be_focused()
        page.keyboard.press("Meta+k")
        expect(field).to_have_value(number.lower())
        page.keyboard.type("mc-2026")
        expect(page.locator("#found")).to_have_attribute("data-for", "mc-2026")


def test_the_arrows_go_round_through_all_kinds(portal: Portal, rows: Any):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/overview")
        page.keyboard.press("Control+k")
        type_and_wait(page, "po-2026")
        groups = page.locator("#found").get_by_role("group")
        headings = [groups.nth(i).locator(".find-heading").inner_text() for i in range(groups.count())]
        assert headings == ["Facturas y notas de crédito", "Pedidos y contratos", "Números de PO"]
        options = page.get_by_role("option")
        count = options.count()
        expect(options.nth(0)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowUp")
        expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
        expect(chosen(page)).to_be_in_viewport()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        all_of_them = page.get_by_role("option", name=re.compile("resultados en Facturas"))
        while all_of_them.get_attribute("aria-selected") != "true":
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices?q=po-2026"))
        ana.is_filled()
        expect(page.get_by_role("searchbox")).to_have_value("po-2026")


def test_enter_before_the_answer_opens_what_was_typed(portal: Portal, rows: Any):
    number = rows(ACME.format("number", "number"))[0].value
    with portal.visit(ANA, "en") as ana:
        page = ana.open("/overview")
        page.keyboard.press("Control+k")
        type_and_wait(page, "mc-20")
        page.keyboard.press("Control+a")
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url(f"/invoices/{number}"))


def test_escape_closes_and_gives_the_focus_back(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/invoices")
        link = page.locator("tbody .number").first
        link.focus()
        page.keyboard.press("Control+k")
        expect(page.get_by_role("combobox")).to_be_focused()
        page.keyboard.press("Control+k")
        page.keyboard.type("zzzz")
        expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text(
            "No se ha encontrado nada para «zzzz»"
        )
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(link).to_be_focused()
        expect(page).to_have_url(ana.url("/invoices"))


def test_what_a_contact_may_not_see_is_not_found(portal: Portal, rows: Any):
    of_others = rows(
        "SELECT number FROM invoice JOIN order_contact USING (order_id) JOIN person ON person.id = person_id "
        "WHERE email = 'john.baker@globex.example' LIMIT 1"
    )[0].number
    with portal.visit("tomas.vidal@acme.example", "en") as tomas:
        page = tomas.open("/overview")
        page.keyboard.press("Control+k")
        type_and_wait(page, of_others)
        expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("Nothing found")
    with portal.visit("staff@meridian.example", "en") as staff:
        page = staff.open("/staff/outbox")
        page.keyboard.press("Control+k")
        type_and_wait(page, of_others)
        expect(page.get_by_role("option")).to_have_count(0)
        type_and_wait(page, "out")
        expect(chosen(page)).to_contain_text("Outbox")


def test_a_colleague_is_written_to(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/overview")
        page.keyboard.press("Control+k")
        type_and_wait(page, "MARIN elena")
        expect(chosen(page)).to_contain_text("elena.marin@acme.example")
        expect(chosen(page)).to_have_attribute("href", "mailto:elena.marin@acme.example")


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED])
def test_on_a_phone_a_touch_is_enough_and_nothing_is_too_wide(portal: Portal, viewport: Any):
    with portal.visit("marta.soler@acme.example", "es", viewport) as marta:
        page = marta.open("/overview")
        page.get_by_role("button", name="Buscar…").tap()
        type_and_wait(page, "po-2026")
        sizes = page.locator("#find :is(input, button, [role=option])").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect()).map((box) => [box.height, box.right])"
        )
        assert len(sizes) > 3
        assert all(height >= 43.5 and right <= viewport["width"] for height, right in sizes)
        page.get_by_role("button", name="Cerrar", exact=True).tap()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_role("button", name="Buscar…").tap()
        page.get_by_role("option").nth(1).tap()
        expect(page).to_have_url(re.compile("/es/invoices/"))
