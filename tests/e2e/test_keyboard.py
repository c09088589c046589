"""The keyboard alone is enough, and one always sees where one is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from occ_app.testing.browser import Portal

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@acme.example"
MOST_TABS = 60


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; it must have a ring wherever it stops on the way."""
    wanted = target.element_handle()
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """wanted => {
          const here = document.activeElement, style = getComputedStyle(here);
          const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return [here === wanted, ring || here === document.body ? "" : here.outerHTML.slice(0, 120)];
        }""",
            wanted,
        )
        assert not where[1], f"no focus ring: {where[1]}"
        if where[0]:
            return
    raise AssertionError(f"Tab does not reach {target} in {MOST_TABS} steps")


def test_the_skip_link_comes_first_and_leads_to_the_content(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/invoices")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Saltar al contenido")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        expect(page).to_have_url(re.compile("/es/invoices(#main)?$"))


def test_from_the_rail_through_the_list_to_a_document_and_out(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/overview")
        tab_to(page, page.locator("#rail").get_by_role("link", name=re.compile(r"^Facturas\s*\d*$")))
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices"))
        expect(page.locator("#title")).to_be_focused()
        ana.is_filled()
        tab_to(page, page.locator("[data-group=open]"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices?status=open"))
        page.locator("#title").focus()
        tab_to(page, page.get_by_role("columnheader", name="Total").get_by_role("link"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices?status=open&sort=total"))
        expect(page.get_by_role("columnheader", name="Total")).to_have_attribute("aria-sort", "ascending")
        page.keyboard.press("j")
        expect(page.locator("tbody .number").nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(page.locator("tbody .number").nth(1)).to_be_focused()
        page.keyboard.press("k")
        number = page.locator("tbody .number").nth(0).inner_text()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/invoices/{number}([?]|$)"))
        expect(page.locator("#title")).to_be_focused()
        copy = page.get_by_role("button", name="Copiar número")
        tab_to(page, copy)
        page.keyboard.press("Enter")
        expect(copy).to_have_attribute("data-done", "true")
        assert page.evaluate("navigator.clipboard.readText()") == number


def test_the_filters_open_trap_close_and_give_the_focus_back(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/invoices")
        opener, dialog = page.get_by_role("button", name="Filtros"), page.get_by_role("dialog")
        page.locator("#title").focus()
        tab_to(page, opener)
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, dialog.get_by_label("Soporte"))
        page.keyboard.press("Space")
        tab_to(page, dialog.get_by_role("button", name="Aplicar"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices?type=support"))
        expect(dialog).to_be_hidden()
        chip = page.locator(".chip")
        tab_to(page, chip)
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/invoices"))


def test_slash_searches_and_the_pager_turns(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/invoices")
        page.keyboard.press("/")
        field = page.get_by_role("searchbox")
        expect(field).to_be_focused()
        page.keyboard.type("MC-2026")
        expect(page).to_have_url(ana.url("/invoices?q=MC-2026"))
        page.keyboard.type("/j")
        expect(field).to_have_value("MC-2026/j")
        field.fill("")
        expect(page).to_have_url(ana.url("/invoices"))
        ana.is_filled()
        page.locator("tbody .number").last.focus()
        tab_to(page, page.get_by_role("link", name="Siguiente"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("after="))


def test_menus_open_close_give_back_the_focus_and_sign_out(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        page = ana.open("/overview")
        language, account = (
            page.get_by_role("button", name="Idioma"),
            page.get_by_role("button", name="Cuenta"),
        )
        tab_to(page, language)
        page.keyboard.press("Enter")
        expect(page.locator("#languages")).to_be_visible()
        tab_to(page, page.get_by_role("button", name="English"))
        page.keyboard.press("Escape")
        expect(page.locator("#languages")).to_be_hidden()
        expect(language).to_be_focused()
        tab_to(page, account)
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Cerrar sesión"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(ana.url("/sign-in?reason=signed-out"))
