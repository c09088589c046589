"""Signing in with one's company, as people go it, with a provider at which a click says who one is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import update

from occ_app import db as database
from occ_app.demo import identity_provider
from occ_app.models import Account
from occ_app.testing.browser import PHONE, Portal, Visit
from occ_app.testing.server import free_port

pytestmark = pytest.mark.browser

ANA, MARTA, TOMAS = (f"{name}@acme.example" for name in ("ana.ruiz", "marta.soler", "tomas.vidal"))
COMPANY = {"en": "Sign in with your company", "es": "Entrar con su empresa"}


@pytest.fixture(scope="module")
def issuer(demo_url: str) -> Iterator[str]:
    """The provider, with Acme connected to it for the length of this module."""
    with identity_provider.running(free_port()) as issuer:
        yield issuer
    identity_provider.disconnect()


@pytest.fixture(autouse=True)
def _not_required(issuer: str) -> Iterator[None]:
    yield
    with database.transaction() as opened:
        opened.execute(update(Account).values(requires_sso=False))


def enter(visit: Visit, email: str, who: str = "") -> None:
    """From the sign-in page to the provider, and there a click on a name."""
    page = visit.page
    page.goto(visit.url("/sign-in"))
    page.locator("#email").fill(email)
    page.get_by_role("button", name=COMPANY[visit.language]).click()
    page.get_by_role("button", name=who or email).click()
    expect(page).to_have_url(re.compile(re.escape(visit.address)))
    forgive_the_provider(visit)


def forgive_the_provider(visit: Visit) -> None:
    """Its own pages are not ours to judge."""
    visit.faults[:] = [fault for fault in visit.faults if not re.search("/oauth2/|asks another host", fault)]


@pytest.mark.parametrize("language", ["es", "en"])
def test_somebody_enters_through_the_company_and_leaves_by_it(portal: Portal, issuer: str, language: str):
    with portal.visit("", language) as visit:
        enter(visit, ANA)
        visit.is_filled()
        expect(visit.page.locator("#account strong")).to_have_text("Ana Ruiz")
        visit.page.locator(".avatar").click()
        visit.page.locator("#account form[action='/auth/sign-out'] button").click()
        visit.page.get_by_role("button", name="End session").click()
        expect(visit.page).to_have_url(re.compile("/es/sign-in\\?reason=signed-out"))
        forgive_the_provider(visit)


def test_it_needs_no_script(portal: Portal, issuer: str):
    with portal.visit("", "en", java_script_enabled=False) as visit:
        enter(visit, ANA)
        expect(visit.page).to_have_url(visit.url("/overview").replace("/en/", "/es/"))


def test_the_page_that_was_wanted_opens_afterwards(portal: Portal, issuer: str):
    with portal.visit("", "en") as visit:
        wanted = visit.url("/invoices?status=past_due")
        visit.page.goto(wanted)
        visit.page.locator("#email").fill(ANA)
        visit.page.get_by_role("button", name=COMPANY["en"]).click()
        visit.page.get_by_role("button", name=ANA).click()
        expect(visit.page).to_have_url(wanted)
        forgive_the_provider(visit)


def test_somebody_without_access_is_told_so(portal: Portal, issuer: str):
    with portal.visit("", "en", PHONE) as visit:
        enter(visit, "newcomer@acme.example")
        expect(visit.page.get_by_role("alert")).to_contain_text("has no access to your company here")
        visit.forgive("403")


def test_an_address_of_no_such_company_goes_on_to_the_code(portal: Portal, issuer: str):
    with portal.visit("", "es") as visit:
        visit.page.goto(visit.url("/sign-in"))
        visit.page.locator("#email").fill("john.baker@globex.example")
        visit.page.get_by_role("button", name=COMPANY["es"]).click()
        expect(visit.page.locator("#code")).to_be_visible()


def test_an_administrator_sets_it_up_and_hears_what_is_wrong(portal: Portal, issuer: str):
    with portal.visit(MARTA, "en") as marta:
        page = marta.open("/single-sign-on")
        page.get_by_label("E-mail domains").fill("globex.example")
        page.get_by_role("button", name="Save and test").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "No order of your company names anybody at globex.example"
        )
        expect(page.get_by_label("E-mail domains")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("E-mail domains").fill("acme.example")
        page.get_by_label("Issuer").fill("http://localhost:1")
        page.get_by_label("Client secret").fill("new")
        page.get_by_role("button", name="Save and test").click()
        expect(page.get_by_text("localhost:1 does not answer.")).to_be_visible()
        page.get_by_label("Issuer").fill(issuer)
        page.get_by_label("Client secret").fill("new")
        page.get_by_role("button", name="Save and test").click()
        expect(page.get_by_text("Answered as it should on")).to_be_visible()
        expect(page.get_by_label("Client secret")).to_have_value("")
        page.locator(".addresses .copy").first.click()
        assert page.evaluate("navigator.clipboard.readText()").endswith("/callback")
        assert not marta.violations()


def test_it_is_required_only_by_who_came_so_and_then_closes_the_other_ways(
    portal: Portal, issuer: str, rows: Any
):
    with (
        portal.visit(MARTA, "en") as by_code,
        portal.visit("", "en") as marta,
        portal.visit(TOMAS, "es") as tomas,
    ):
        by_code.open("/single-sign-on")
        expect(by_code.page.get_by_role("button", name="Require single sign-on")).to_be_disabled()
        tomas.open("/invoices")
        enter(marta, MARTA)
        page = marta.open("/single-sign-on")
        page.get_by_role("button", name="Require single sign-on").click()
        expect(page.get_by_text("Nobody enters your company with a code.")).to_be_visible()
        expect(page.locator(".sentence")).to_contain_text("in no other way")
        for shut_out in (tomas, by_code):
            expect(shut_out.page).to_have_url(re.compile("/sign-in"))
            # Its socket may try once more before the page is gone, and is refused.
            shut_out.faults[:] = [fault for fault in shut_out.faults if "WebSocket" not in fault]
        page.get_by_role("button", name="Allow codes by e-mail again").click()
        expect(page.get_by_role("button", name="Require single sign-on")).to_be_enabled()


def test_who_has_come_so_can_be_forgotten_and_all_of_it_removed(portal: Portal, issuer: str):
    with portal.visit(MARTA, "en") as marta:
        page = marta.open("/single-sign-on")
        people = page.locator(".mailings li")
        expect(people.filter(has_text=ANA)).to_have_count(1)
        people.filter(has_text=ANA).get_by_role("button", name="Forget").click()
        expect(people.filter(has_text=ANA)).to_have_count(0)
        page.get_by_role("button", name="Remove single sign-on").click()
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="Remove single sign-on").click()
        page.get_by_role("button", name="Remove it").click()
        expect(page.locator(".sentence")).to_have_text(
            "People of your company sign in with a code by e-mail."
        )
        expect(page.get_by_label("Issuer")).to_have_value("")
        expect(page.locator("dialog[open]")).to_have_count(0)
    identity_provider.connect(issuer)
