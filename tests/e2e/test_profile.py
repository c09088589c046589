"""One's own profile: how the portal looks and speaks, and where one is signed in."""

import re

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal

pytestmark = pytest.mark.browser

TOMAS, STAFF = "tomas.vidal@acme.example", "staff@meridian.example"


@pytest.mark.parametrize("email", [TOMAS, STAFF])
def test_the_account_menu_leads_to_the_profile(portal: Portal, email: str):
    with portal.visit(email, "es") as visit:
        visit.open("/staff/outbox" if email == STAFF else "/overview")
        visit.page.locator(".avatar").click()
        visit.page.locator("#account").get_by_role("link", name="Perfil").click()
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("Perfil")
        expect(visit.page.locator("main")).to_contain_text(email)


def test_language_and_appearance_are_chosen_there(portal: Portal):
    with portal.visit(TOMAS, "es") as tomas:
        tomas.open("/profile")
        main = tomas.page.locator("main")
        main.get_by_role("button", name="Oscuro").click()
        expect(tomas.page.locator("html")).to_have_attribute("data-mode", "dark")
        expect(main.get_by_role("button", name="Oscuro")).to_have_attribute("aria-pressed", "true")
        expect(main.get_by_role("button", name="Como el sistema")).to_have_attribute("aria-pressed", "false")
        main.get_by_role("button", name="English").click()
        expect(tomas.page.get_by_role("heading", level=1)).to_have_text("Profile")
        expect(tomas.page.locator("html")).to_have_attribute("data-mode", "dark")


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_an_ended_session_leaves_its_open_page_within_seconds(portal: Portal, viewport: object):
    with portal.visit(TOMAS, "en", viewport) as here, portal.visit(TOMAS, "es") as other:
        other.open("/invoices")
        here.open("/profile")
        main = here.page.locator("main")
        expect(main.get_by_text("This one", exact=True)).to_have_count(1)
        main.get_by_role("button", name="End all others").click()
        other.was_sent_away()
        expect(main.get_by_role("button", name="End all others")).to_have_count(0)
        here.open("/invoices")


def test_one_session_is_ended_and_others_stay(portal: Portal):
    with (
        portal.visit(TOMAS, "en") as here,
        portal.visit(TOMAS, "es") as one,
        portal.visit(TOMAS, "en") as two,
    ):
        here.open("/profile")
        here.page.get_by_role("button", name="End all others").click()
        expect(here.page.get_by_role("button", name="End all others")).to_have_count(0)
        for visit in (one, two):
            visit.sign_in(TOMAS)
            visit.open("/overview")
        here.open("/profile")
        ends = here.page.get_by_role("button", name=re.compile("^End ?:"))
        expect(ends).to_have_count(2)
        ends.first.click()
        expect(ends).to_have_count(1)
        two.was_sent_away()
        one.open("/invoices")
