"""The second factor as people have it: an app, passkeys, recovery codes, and being asked again."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import CDPSession, expect
from sqlmodel import update

from occ_app import db as database
from occ_app.models import Account, SignInSession
from occ_app.models.base import now
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

ANA, MARTA = "ana.ruiz@acme.example", "marta.soler@acme.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _nobody_has_to(demo_url: str) -> Any:
    yield
    with database.transaction() as opened:
        opened.execute(update(Account).values(requires_second_factor=False))


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        secret, _codes = _set_up_app(ana)
        _sign_in_again(ana, "/invoices?status=open")
        expect(ana.page).to_have_url(re.compile("/en/second-factor"))
        ana.page.locator("#code").fill("12345")
        ana.page.locator("#code").press("Enter")
        expect(ana.page.get_by_role("alert")).to_contain_text("This code is not right")
        ana.forgive("422")
        ana.page.locator("#code").fill(_next_code(secret))
        ana.page.locator("#code").press("Enter")
        ana.is_filled()
        expect(ana.page).to_have_url(ana.url("/invoices?status=open"))


def test_a_recovery_code_lets_in_once(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        _secret, codes = _set_up_app(ana)
        for said in ("Quedan 9 códigos de recuperación", None):
            _sign_in_again(ana, "/profile")
            ana.page.get_by_text("Usar un código de recuperación").click()
            ana.page.locator("#recovery").fill(codes[0].upper())
            ana.page.locator("#recovery").press("Enter")
            if said:
                ana.is_filled()
                expect(ana.page.locator("main")).to_contain_text(said)
        expect(ana.page.get_by_role("alert")).to_contain_text("Este código no es correcto")
        ana.forgive("422")


def test_recovery_codes_are_downloaded(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        codes = _set_up_app(ana, leave=False)[1]
        with ana.page.expect_download() as download:
            ana.page.get_by_role("button", name="Download").click()
        text = download.value.path().read_text()
        assert all(code in text for code in codes)
        assert download.value.suggested_filename.endswith("recovery-codes.txt")


@pytest.mark.parametrize(("language", "viewport"), [("en", LAPTOP), ("es", PHONE)])
def test_a_passkey_is_added_used_and_removed(portal: Portal, language: str, viewport: Any):
    with portal.visit(ANA, language, viewport) as ana:
        _device(ana)
        ana.open("/profile")
        _add_passkey(ana, "Work laptop")
        expect(ana.page.locator("#codes li")).to_have_count(10)
        assert not ana.violations()
        ana.page.locator("a.primary").click()
        ana.is_filled()
        expect(ana.page.locator(".own li").first).to_contain_text("Work laptop")
        assert not ana.violations()
        _sign_in_again(ana, "/invoices")
        assert not ana.violations()
        ana.page.locator("[data-passkey] button").click()
        ana.is_filled()
        expect(ana.page).to_have_url(ana.url("/invoices"))
        ana.open("/profile")
        ana.page.locator(".own [data-opens]").click()
        expect(ana.page.get_by_role("dialog")).to_contain_text("Work laptop")
        assert not ana.violations()
        ana.page.get_by_role("dialog").locator(".primary").click()
        expect(ana.page.locator("dialog[open]")).to_have_count(0)
        expect(ana.page.locator(".own").filter(has_text="Work laptop")).to_have_count(0)


def test_a_passkey_that_is_not_used_is_said_and_another_way_is_open(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        device, key = _device(ana)
        ana.open("/profile")
        _add_passkey(ana, "Laptop")
        ana.page.locator("a.primary").click()
        ana.is_filled()
        device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        _sign_in_again(ana, "/overview")
        expect(ana.page.locator("[data-problem]")).to_be_hidden()
        ana.page.locator("[data-passkey] button").click()
        expect(ana.page.get_by_role("alert")).to_contain_text("The passkey was not used")
        expect(ana.page.locator("[data-passkey] button")).to_be_enabled()
        expect(ana.page.get_by_text("Use a recovery code")).to_be_visible()


def test_what_is_sensitive_asks_again_after_ten_minutes_and_comes_back(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        secret, _codes = _set_up_app(ana)
        _grow_stale()
        ana.page.locator(".own [data-opens]").click()
        ana.page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        expect(ana.page.locator(".flash")).to_contain_text("we need to know that it is you")
        expect(ana.page.locator("dialog[open]")).to_have_count(0)
        assert not ana.violations()
        ana.page.get_by_role("link", name="Confirm that it is you").click()
        expect(ana.page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
        ana.page.locator("#code").fill(_next_code(secret))
        ana.page.locator("#code").press("Enter")
        ana.is_filled()
        expect(ana.page).to_have_url(ana.url("/profile"))
        ana.page.locator(".own [data-opens]").click()
        ana.page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        expect(ana.page.locator(".own [data-opens]")).to_have_count(0)


def test_new_recovery_codes_ask_again_too(portal: Portal):
    with portal.visit(ANA, "en") as ana:
        secret, old = _set_up_app(ana)
        _grow_stale()
        ana.page.get_by_role("button", name="New recovery codes").click()
        ana.page.locator("#code").fill(_next_code(secret))
        ana.page.locator("#code").press("Enter")
        ana.is_filled()
        ana.page.get_by_role("button", name="New recovery codes").click()
        expect(ana.page.locator("#codes li")).to_have_count(10)
        assert not set(old) & set(ana.page.locator("#codes li").all_inner_texts())


def test_a_company_that_asks_for_it_lets_nobody_in_without_and_each_adds_their_own(portal: Portal):
    with portal.visit(MARTA, "en") as marta, portal.visit(ANA, "es", PHONE) as ana:
        ana.open("/invoices")
        marta.open("/security")
        marta.page.get_by_role("button", name="Require a second factor").click()
        expect(marta.page.locator(".flash")).to_contain_text("of your own first")
        _set_up_app(marta)
        marta.open("/security")
        assert not marta.violations()
        marta.page.get_by_role("button", name="Require a second factor").click()
        expect(marta.page.get_by_role("button", name="Stop requiring it").first).to_be_visible()
        ana.page.locator("[data-search]").fill("x")
        ana.page.locator("[data-search]").press("Enter")
        expect(ana.page).to_have_url(re.compile("/es/second-factor"))
        expect(ana.page.locator(".card")).to_contain_text("pide un segundo factor")
        expect(ana.page.locator("tbody")).to_have_count(0)
        assert not ana.violations()
        _device(ana)
        ana.page.locator("[data-passkey] button").click()
        expect(ana.page.locator("#codes li")).to_have_count(10)
        ana.page.locator("a.primary").click()
        ana.is_filled()
        expect(ana.page).to_have_url(re.compile("/es/invoices"))
        marta.page.get_by_role("button", name="Stop requiring it").first.click()
        marta.page.get_by_role("dialog").get_by_role("button", name="Stop requiring it").click()
        expect(marta.page.get_by_role("button", name="Require a second factor")).to_be_visible()


def test_typing_a_code_needs_no_script(portal: Portal):
    with portal.visit(ANA, "es") as ana:
        secret, _codes = _set_up_app(ana)
        with portal.visit("", "es", java_script_enabled=False) as plain:
            plain.sign_in(ANA)
            plain.page.goto(plain.url("/overview"))
            plain.page.locator("#code").fill(_next_code(secret))
            plain.page.locator("#code").press("Enter")
            expect(plain.page).to_have_url(plain.url("/overview"))


def _device(visit: Visit) -> tuple[CDPSession, str]:
    """The browser has a device that keeps passkeys and confirms them by itself."""
    device = visit.context.new_cdp_session(visit.page)
    device.send("WebAuthn.enable")
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return device, added["authenticatorId"]


def _set_up_app(visit: Visit, *, leave: bool = True) -> tuple[str, list[str]]:
    visit.open("/profile")
    visit.page.locator("a[href*='second-factor/add']").click()
    visit.page.locator("form[action='/auth/second-factor/app'] button").click()
    secret = visit.page.locator(".key code").inner_text().replace(" ", "")
    visit.page.locator("#code").fill(pyotp.TOTP(secret).now())
    visit.page.locator("#code").press("Enter")
    expect(visit.page.locator("#codes li")).to_have_count(10)
    codes = visit.page.locator("#codes li").all_inner_texts()
    if leave:
        visit.page.locator("a.primary").click()
        visit.is_filled()
        expect(visit.page).to_have_url(visit.url("/profile"))
    return secret, codes


def _add_passkey(visit: Visit, name: str) -> None:
    visit.page.locator("a[href*='second-factor/add']").click()
    visit.page.locator("#name").fill(name)
    visit.page.locator("[data-passkey] button").click()


def _sign_in_again(visit: Visit, path: str) -> None:
    visit.context.clear_cookies()
    visit.sign_in(ANA)
    visit.page.goto(visit.url(path))


def _next_code(secret: str) -> str:
    """Of the step that comes next: that of now may be spent, and the portal takes a clock that is a step ahead."""
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30))


def _grow_stale() -> None:
    with database.transaction() as opened:
        opened.execute(update(SignInSession).values(proved_at=now() - timedelta(minutes=11)))
