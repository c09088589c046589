"""Staff look at Acme; Acme can read that they did; who sees what of the trail."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import update

from occ_app import db as database
from occ_app.models import SignInSession
from occ_app.models.base import now
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

ANA, MARTA = "ana.ruiz@acme.example", "marta.soler@acme.example"
STAFF = "staff@meridian.example"
WHY = "Ticket 4711: an amount is doubted"
WORDS = {
    "en": {"view": "View as customer", "reason": "Reason", "stop": "Stop", "opened": "Opened", "mail": "E-mail",
           "viewing": "You are viewing Acme", "began": "began to view the company", "supplier": "Your supplier",
           "large": "Large ZIP", "signed": "Signed in"},
    "es": {"view": "Ver como el cliente", "reason": "Motivo", "stop": "Terminar", "opened": "Abrió",
           "mail": "Enviar por correo", "viewing": "Usted ve Acme", "began": "empezó a ver la empresa",
           "supplier": "Su proveedor", "large": "ZIP grande", "signed": "Accedió"},
}  # fmt: skip


def begin(staff: Visit) -> None:
    """From the list of companies to Acme's overview."""
    words = WORDS[staff.language]
    page = staff.open("/staff/companies")
    page.get_by_role("link", name="Acme Iberia").click()
    page.get_by_label(words["reason"]).fill(WHY)
    page.get_by_role("button", name=words["view"]).click()
    expect(page.locator(".viewing-words")).to_contain_text(words["viewing"])
    staff.is_filled()


@pytest.mark.parametrize(("language", "viewport"), [("en", LAPTOP), ("es", PHONE)])
def test_staff_view_a_company_read_only_and_it_reads_that_they_did(portal: Portal, language: str, viewport):
    words = WORDS[language]
    with portal.visit(STAFF, language, viewport) as staff:
        begin(staff)
        page = staff.open("/invoices")
        expect(page.locator(".viewing-words")).to_contain_text(words["viewing"])
        for name in (words["mail"], words["large"]):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        for gone in (".likes", ".bell", "#languages", "[data-color-mode]"):
            expect(page.locator(gone)).to_have_count(0)
        number = page.locator("tbody a.number").first.inner_text()
        page.locator("tbody a.number").first.click()
        expect(page.locator("main h1")).to_contain_text(number)
        expect(page.locator(".viewing-words")).to_contain_text(words["viewing"])
        expect(page.get_by_role("button", name=words["mail"])).to_have_count(0)
        page.locator(".viewing button").click()
        expect(page).to_have_url(re.compile("/staff/companies$"))
        expect(page.locator(".viewing")).to_be_hidden()
    with portal.visit(MARTA, language, viewport) as marta:
        page = marta.open(f"/activity?who={STAFF}")
        rows = page.locator("tbody tr")
        expect(rows.filter(has_text=f"{words['opened']} {number}").first).to_contain_text("Acme Iberia")
        expect(rows.filter(has_text=words["began"]).first).to_contain_text(WHY)
        page.get_by_role("link", name=f"{words['opened']} {number}").first.click()
        expect(page).to_have_url(re.compile(f"/invoices/{number}"))


def test_finance_sees_their_own_and_the_administrator_everything(portal: Portal):
    with portal.visit(ANA) as ana, portal.visit(MARTA) as marta:
        own, every = ana.open("/activity"), marta.open("/activity")
        expect(own.locator("tbody tr").filter(has_text=ANA).first).to_be_visible()
        expect(own.locator("tbody tr").filter(has_text=MARTA)).to_have_count(0)
        for email in (ANA, MARTA):
            expect(every.locator("tbody tr").filter(has_text=email).first).to_be_visible()
        expect(every.locator(".trail")).to_contain_text("Sealed up to entry")


def test_the_trail_is_filtered_and_taken_along(portal: Portal):
    with portal.visit(MARTA) as marta:
        page = marta.open("/activity")
        page.locator(".tabs a").filter(has_text="Signing in").click()
        expect(page).to_have_url(re.compile("status=sign_in"))
        expect(page.locator("tbody tr").first).to_contain_text("Signed in")
        page.get_by_role("searchbox").fill("marta")
        expect(page).to_have_url(re.compile("q=marta"))
        expect(page.locator("tbody tr:visible").filter(has_not_text="marta")).to_have_count(0)
        page.locator(".title .drop summary").click()
        with page.expect_download() as file:
            page.get_by_role("link", name="CSV").first.click()
        lines = Path(file.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].endswith("Entry,Device,Hash,Sealed text")
        assert all("marta.soler" in line for line in lines[1:])
        assert len(lines) > 1


def test_when_the_time_is_over_the_page_leaves_for_the_staff_area(portal: Portal):
    with portal.visit(STAFF) as staff:
        begin(staff)
        with database.transaction() as opened:
            opened.execute(update(SignInSession).values(viewing_until=now() - timedelta(seconds=1)))
        expect(staff.page).to_have_url(re.compile("/staff/"))
        expect(staff.page.locator(".viewing")).to_be_hidden()
