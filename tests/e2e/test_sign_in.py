"""The way in and out, as people go it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app import db as database
from occ_app.access import sessions
from occ_app.testing.browser import Portal, Visit

pytestmark = pytest.mark.browser

PEOPLE = {
    "Ana Ruiz": "Acme Iberia",
    "Tomás Vidal": "Acme Iberia",
    "Elena Marín": "Acme Iberia",
    "Marta Soler": "Acme Iberia",
    "John Baker": "Globex Industries",
    "Yuki Tanaka": "Initech Japan",
    "Meridian Cloud staff": "",
}
CONTINUE = {"es": "Continuar como {}", "en": "Continue as {}"}
ANA = "ana.ruiz@acme.example"


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_demo_person_continues_by_name(portal: Portal, language: str):
    with portal.visit("", language) as visit:
        for name, company in PEOPLE.items():
            visit.page.goto(visit.url("/sign-in"))
            visit.page.get_by_role("button", name=CONTINUE[language].format(name), exact=True).click()
            visit.is_filled()
            expect(visit.page.locator(".company")).to_contain_text(company)
            expect(visit.page.locator("#account strong")).to_have_text(name)
            visit.context.clear_cookies()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "Ningún pedido"), ("en", "No order names this address as a contact")],
)
def test_a_newcomer_whom_no_order_names_does_not_get_in(portal: Portal, language: str, sentence: str):
    with portal.visit("", language) as visit:
        visit.page.goto(visit.url("/sign-in"))
        expect(visit.page.get_by_text("newcomer")).to_have_count(0)
        form = visit.page.locator("form[action='/auth/demo']").first
        form.locator("[name=email]").evaluate("field => { field.value = 'newcomer@acme.example' }")
        form.get_by_role("button").click()
        expect(visit.page.get_by_role("alert")).to_contain_text(sentence)
        visit.forgive("403")
        visit.page.goto(visit.url("/overview"))
        expect(visit.page).to_have_url(re.compile(f"/{language}/sign-in"))


def test_a_code_by_mail_lets_in_and_a_wrong_one_does_not(portal: Portal, rows: Any):
    with portal.visit("", "en") as visit:
        _ask_for_code(visit)
        field, enter = visit.page.locator("#code"), visit.page.get_by_role("button", name="Sign in")
        code, _link = _mailed(rows)
        field.fill(f"{(int(code) + 1) % 10**8:08}")
        enter.click()
        expect(visit.page.get_by_role("alert")).to_contain_text("not right")
        visit.forgive("422")
        with portal.visit("staff@meridian.example") as staff:
            letter = staff.open("/staff/outbox").locator("li").filter(has_text=ANA).first
            letter.locator("summary").click()
            expect(letter.locator("pre")).to_contain_text(re.compile(f"{code[:4]} ?{code[4:]}"))
        field.fill(f" {code[:4]} {code[4:]} ")
        enter.click()
        visit.is_filled()
        expect(visit.page.locator("#account strong")).to_have_text("Ana Ruiz")


def test_the_link_of_the_mail_lets_in_once_and_only_by_its_button(portal: Portal, rows: Any):
    with portal.visit("", "es") as visit:
        _ask_for_code(visit)
        link = _mailed(rows)[1]
        visit.page.goto(link)
        visit.page.goto(link)
        visit.page.get_by_role("button", name="Iniciar sesión").click()
        visit.is_filled()
        visit.context.clear_cookies(name="occ_session")
        visit.page.goto(link)
        visit.page.get_by_role("button", name="Iniciar sesión").click()
        expect(visit.page.get_by_role("alert")).to_contain_text("enlace")
        visit.forgive("422")


def test_in_another_browser_the_link_lets_in_with_the_code_only(portal: Portal, rows: Any):
    with portal.visit("", "en") as here, portal.visit("", "en") as elsewhere:
        _ask_for_code(here)
        here.page.get_by_role("button", name="Send a new code").click()
        expect(here.page.get_by_role("status").first).to_contain_text("A new code is on its way")
        code, link = _mailed(rows)
        elsewhere.page.goto(link)
        assert not elsewhere.violations()
        elsewhere.page.locator("#code").fill(f"{(int(code) + 1) % 10**8:08}")
        elsewhere.page.get_by_role("button", name="Sign in").click()
        expect(elsewhere.page.get_by_role("alert")).to_contain_text("code")
        elsewhere.forgive("422")
        elsewhere.page.goto(link)
        elsewhere.page.locator("#code").fill(code)
        elsewhere.page.get_by_role("button", name="Sign in").click()
        elsewhere.is_filled()


def test_the_page_that_was_wanted_opens_after_signing_in(portal: Portal):
    with portal.visit("", "en") as visit:
        wanted = visit.url("/invoices?status=past_due&sort=-total")
        visit.page.goto(wanted)
        visit.page.get_by_role("button", name="Continue as Ana Ruiz").click()
        expect(visit.page).to_have_url(wanted)
        expect(visit.page.locator("tbody .c-status").first).to_have_text("Past due")


def test_signing_out_leaves_nothing_to_go_back_to(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        ana.open("/invoices")
        ana.page.locator(".avatar").click()
        ana.page.get_by_role("button", name="Cerrar sesión").click()
        expect(ana.page).to_have_url(ana.url("/sign-in?reason=signed-out"))
        expect(ana.page.get_by_role("status")).to_be_visible()
        ana.page.go_back()
        expect(ana.page.get_by_role("button", name="Continuar como Ana Ruiz")).to_be_visible()
        expect(ana.page.locator("tbody tr:has(.number)")).to_have_count(0)


def test_a_session_ended_elsewhere_empties_the_open_page(portal: Portal, rows: Any):
    with portal.visit(ANA, "es") as ana:
        ana.open("/overview")
        ana.page.locator("#rail").get_by_role("link", name=re.compile(r"^Facturas\s*\d*$")).click()
        expect(ana.page).to_have_url(ana.url("/invoices"))
        expect(ana.page.locator("tbody tr:has(.number)").first).to_be_visible()
        newest = rows("SELECT ref FROM sign_in_session ORDER BY id DESC LIMIT 1")[0].ref
        with database.transaction() as opened:
            sessions.end(opened, newest)
        ana.was_sent_away()
        expect(ana.page).to_have_url(ana.url("/sign-in?reason=ended"))
        expect(ana.page.get_by_role("status")).to_have_text("Su sesión ha terminado. Inicie sesión de nuevo.")
        expect(ana.page.locator("tbody tr:has(.number), script")).to_have_count(0)
        ana.page.go_back()
        expect(ana.page.locator("#email")).to_be_visible()


def test_signing_in_needs_no_script(portal: Portal, rows: Any):
    with portal.visit("", "es", java_script_enabled=False) as visit:
        _ask_for_code(visit)
        visit.page.locator("#code").fill(_mailed(rows)[0])
        visit.page.get_by_role("button", name="Iniciar sesión").click()
        expect(visit.page).to_have_url(visit.url("/overview"))


def _ask_for_code(visit: Visit) -> None:
    visit.page.goto(visit.url("/sign-in"))
    visit.page.locator("#email").fill(ANA)
    visit.page.locator("#email").press("Enter")
    expect(visit.page.locator("#code")).to_be_visible()


def _mailed(rows: Any) -> tuple[str, str]:
    """The newest mail's code and link."""
    letter = rows('SELECT text FROM outbox_mail WHERE "to" = :to ORDER BY id DESC LIMIT 1', to=ANA)[0].text
    code = re.findall(r"^\s*(\d{4}) ?(\d{4})\s*$", letter, re.MULTILINE)[0]
    return "".join(code), re.findall(r"https?://\S+", letter)[0]
