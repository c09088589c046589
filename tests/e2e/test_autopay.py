"""Autopay and the top of the billing profile in the browser, on what the demo begins with."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, ZOOMED, Portal

pytestmark = pytest.mark.browser

ANA, MARTA, STAFF = "ana.ruiz@acme.example", "marta.soler@acme.example", "staff@meridian.example"
PAGE, PROFILE = "/billing-profile/autopay", "/billing-profile"
ANNOUNCED = """
SELECT invoice.number FROM autopay_charge JOIN invoice ON invoice.id = invoice_id
WHERE skipped = '' AND stopped_at IS NULL AND payment_order_id IS NULL ORDER BY charge_on
"""
LAST_DEED = "SELECT kind, subject FROM activity_entry ORDER BY id DESC LIMIT 1"


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark"), (ZOOMED, "light")])
@pytest.mark.parametrize("language", ["es", "en"])
def test_nothing_is_in_anybodys_way(portal: Portal, language: str, viewport: Any, scheme: str):
    with portal.visit(MARTA, language, viewport, scheme=scheme) as marta:
        for path in (PAGE, PROFILE):
            marta.open(path)
            expect(marta.page.locator("main .own li").first).to_be_visible()
            expect(marta.page.locator(".fix-it li")).to_have_count(1 if path == PROFILE else 0)
            if folder := os.environ.get("OCC_SHOTS"):
                name = f"{path.rpartition('/')[2]}-{language}-{viewport['width']}-{scheme}.png"
                marta.page.screenshot(path=f"{folder}/{name}", full_page=True)
            assert not marta.violations(), path


def test_a_rule_is_started_and_stopped(portal: Portal, rows: Any):
    with portal.visit(ANA) as ana:
        page = ana.open(PAGE)
        form = page.locator("main form")
        form.get_by_label("Which invoices").select_option("CT-22801")
        form.get_by_label("Currency").select_option("USD")
        form.get_by_label("The most of one invoice").fill("a lot")
        form.get_by_role("button", name="Start autopay").click()
        expect(page.locator("#autopay-cap_invoice-error")).to_contain_text("is not an amount")
        assert not ana.violations()
        form.get_by_label("The most of one invoice").fill("0.01")
        form.get_by_role("button", name="Start autopay").click()
        rule = page.locator("li", has_text="Contract CT-22801, USD")
        expect(rule).to_contain_text("On the due date, announced 3 days before")
        expect(form.get_by_label("The most of one invoice")).to_have_value("")
        rule.get_by_role("button", name="Stop").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("CT-22801")
        assert not ana.violations()
        dialog.get_by_role("button", name="Stop it").click()
        expect(rule).to_have_count(0)
        assert tuple(rows(LAST_DEED)[0]) == ("autopay.stopped", "CT-22801, USD")


def test_the_mails_link_stops_one_charge_once_it_was_confirmed(portal: Portal, rows: Any):
    number = rows(ANNOUNCED)[0].number
    with portal.visit(ANA) as ana:
        page = ana.open(f"{PAGE}?stop={number}")
        question = page.get_by_role("alert")
        expect(question).to_contain_text(number)
        assert not ana.violations()
        question.get_by_role("button").click()
        expect(question).to_have_count(0)
        left = page.locator("li", has_text="Somebody stopped it for this invoice.")
        expect(left).to_contain_text(number)
        assert tuple(rows(LAST_DEED)[0]) == ("autopay.charge_stopped", number)


def test_from_the_fix_it_list_to_the_sheet(portal: Portal):
    with portal.visit(ANA) as ana:
        page = ana.open(PROFILE)
        failed = page.locator(".fix-it li", has_text="failed")
        expect(failed).to_contain_text("The card has expired. Use another card.")
        failed.get_by_role("combobox").select_option("transfer")
        failed.get_by_role("button", name="Use it").click()
        expect(page).to_have_url(re.compile(r"/en/pay/P\w+$"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_order_that_waits_is_paid(portal: Portal):
    with portal.visit(ANA) as ana:
        page = ana.open(PROFILE)
        page.locator(".pending li").get_by_role("button", name=re.compile("^Pay")).first.click()
        expect(page).to_have_url(re.compile(r"/en/pay/P\w+$"))


def test_staff_who_look_at_the_company_see_no_list_of_what_to_pay(portal: Portal):
    with portal.visit(STAFF) as staff:
        page = staff.open("/staff/companies")
        page.get_by_role("link", name="Acme Iberia").click()
        page.get_by_label("Reason").fill("They asked for help")
        page.get_by_role("button", name="View as customer").click()
        expect(page.locator(".viewing-words")).to_contain_text("Acme")
        staff.open(PROFILE)
        expect(page.locator(".pending")).to_have_count(0)


def test_a_failed_payment_is_let_be(portal: Portal, rows: Any):
    with portal.visit(ANA) as ana:
        page = ana.open(PROFILE)
        page.get_by_role("button", name=re.compile("^Let it be")).click()
        expect(page.locator(".fix-it")).to_have_count(0)
        assert rows(LAST_DEED)[0].kind == "payment.let_be"
