"""What stands around every page: language, light and dark, company, navigation."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from occ_app.testing.browser import PHONE, Portal

pytestmark = pytest.mark.browser

DARK, LIGHT = "rgb(18, 19, 17)", "rgb(250, 250, 248)"


def test_the_language_switch_keeps_the_page_and_is_remembered(portal: Portal):
    with portal.visit("elena.marin@acme.example", "es") as elena:
        page = elena.open("/invoices?status=past_due&sort=-total")
        page.get_by_role("button", name="Idioma").click()
        page.get_by_role("button", name="English").click()
        expect(page).to_have_url(f"{portal.address}/en/invoices?status=past_due&sort=-total")
        expect(page.get_by_role("heading", level=1)).to_have_text("Invoices")
        expect(page.locator("html")).to_have_attribute("lang", "en")
    with portal.visit("elena.marin@acme.example", "es") as elena:
        elena.page.goto(portal.address)
        expect(elena.page).to_have_url(f"{portal.address}/en/overview")
        elena.is_filled()


def test_the_colour_mode_acts_at_once_and_stays_from_the_first_paint_on(portal: Portal):
    with portal.visit("elena.marin@acme.example", "en", PHONE, scheme="light") as elena:
        page = elena.open("/overview")
        assert _ground(page) == LIGHT
        page.locator(".avatar").click()
        with page.expect_response("**/preferences/color-mode") as kept:
            page.get_by_role("button", name="Dark").click()
        assert kept.value.status == 204
        assert _ground(page) == DARK
        expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="As the system")).to_have_attribute("aria-pressed", "false")
    with portal.visit("elena.marin@acme.example", "en", scheme="light") as elena:
        served = elena.context.request.get(elena.url("/invoices")).text()
        assert re.search(r'<html[^>]* data-mode="dark"', served)
        assert _ground(elena.open("/invoices")) == DARK
    with portal.visit("marta.soler@acme.example", "en", scheme="dark") as marta:
        assert _ground(marta.open("/overview")) == DARK


def _ground(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_the_company_switcher_changes_every_figure_and_leaves_open_tabs_alone(portal: Portal, rows: Any):
    with portal.visit("john.baker@globex.example", "en") as john:
        john.open("/overview")
        before = john.another_tab()
        before.open("/invoices")
        john.page.locator("button.company").click()
        john.page.get_by_role("button", name="Globex Kuwait").click()
        expect(john.page.locator("button.company")).to_contain_text("Globex Kuwait")
        john.is_filled()
        figures = john.page.locator("main .figure").filter(has_text=re.compile(r"\d")).all_text_contents()
        assert figures
        assert [figure for figure in figures if "KWD" not in figure] == []
        assert [figure for figure in figures if not re.search(r"\.\d{3}$", figure)] == []
        _shows_one_company(before.page, rows)
        before.page.locator("[data-group=open]").click()
        expect(before.page).to_have_url(re.compile("status=open"))
        before.is_filled()
        _shows_one_company(before.page, rows)


def _shows_one_company(page: Page, rows: Any) -> None:
    """Whichever it is: its name and its documents agree, in the file as on the screen."""
    company = page.locator("button.company").inner_text()
    theirs = rows(
        "SELECT invoice.number FROM invoice JOIN account ON account.id = account_id WHERE name = :company",
        company=company,
    )
    shown = page.locator("tbody .number").all_inner_texts()
    assert shown
    assert set(shown) <= {row.number for row in theirs}, f"not documents of {company}"


def test_the_file_of_an_open_tab_is_of_the_company_the_tab_shows(portal: Portal):
    with portal.visit("john.baker@globex.example", "en") as john:
        before = john.open("/invoices")
        other = john.another_tab().open("/overview")
        other.locator("button.company").click()
        other.get_by_role("button", name="Globex Kuwait").click()
        expect(other.locator("button.company")).to_contain_text("Globex Kuwait")
        href = before.locator("a[href*='.csv']").first.get_attribute("href")
        file = john.context.request.get(f"{portal.address}{href}").text()
        assert before.locator("tbody .number").first.inner_text() in file


def test_moving_between_pages_gives_the_focus_to_the_title_and_begins_at_the_top(portal: Portal):
    with portal.visit("ana.ruiz@acme.example", "es") as ana:
        page = ana.open("/invoices")
        page.locator("tbody .number").nth(30).click()
        ana.is_filled()
        expect(page.locator("#title")).to_be_focused()
        assert page.evaluate("scrollY") == 0
        page.get_by_role("navigation", name="Principal").get_by_role("link", name="Resumen").click()
        expect(page).to_have_url(ana.url("/overview"))
        ana.is_filled()
        expect(page.locator("#title")).to_be_focused()


def test_the_rail_marks_where_one_is_and_is_a_drawer_on_a_phone(portal: Portal):
    with portal.visit("ana.ruiz@acme.example", "es", PHONE) as ana:
        page = ana.open("/overview")
        rail = page.locator("#rail")
        expect(rail).to_be_hidden()
        page.get_by_role("button", name="Menú").click()
        expect(rail.get_by_role("link", name="Resumen")).to_have_attribute("aria-current", "page")
        rail.get_by_role("link", name=re.compile(r"^Facturas\s*\d*$")).click()
        expect(page).to_have_url(ana.url("/invoices"))
        expect(rail).to_be_hidden()
        expect(page.locator("#rail [aria-current=page]")).to_have_count(1)


def test_the_rail_stays_while_a_long_page_scrolls(portal: Portal):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        page = ana.open("/invoices")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function("scrollY > 500")
        expect(page.locator("#rail").get_by_role("link", name="Overview")).to_be_in_viewport()
        # A page may be a part of a pixel shorter than what it scrolls by; its end takes the rail along by as much.
        assert abs(page.locator("#rail").evaluate("rail => rail.getBoundingClientRect().top")) < 1


def test_an_unknown_page_says_so_and_leads_on(portal: Portal, rows: Any):
    with portal.visit("ana.ruiz@acme.example", "es") as ana:
        ana.page.goto(ana.url("/no-such-page"))
        expect(ana.page.get_by_role("heading", level=1)).to_have_text("Esta página no existe")
        expect(ana.page.locator("html")).to_have_attribute("lang", "es")
        ana.page.get_by_role("link", name="Ir al resumen").click()
        expect(ana.page).to_have_url(ana.url("/overview"))
        ana.is_filled()
        ana.forgive("404")
