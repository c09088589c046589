"""The billing profile in the browser: an address is changed, a tax id added, a certificate handed in."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, ZOOMED, Portal, Visit

pytestmark = pytest.mark.browser

ANA, MARTA, STAFF = "ana.ruiz@acme.example", "marta.soler@acme.example", "staff@meridian.example"
LAST_MAIL = "SELECT \"to\", text FROM outbox_mail WHERE kind = 'billing_data_changed' ORDER BY id"
LAST_DEED = "SELECT kind, who, before, after FROM activity_entry ORDER BY id DESC LIMIT 1"
PAGES = ("", "/contact", "/recipients", "/tax")
PDF = b"%PDF-1.7\n%%EOF"


def part(visit: Visit, path: str) -> None:
    visit.open(f"/billing-profile{path}")


def save(visit: Visit, **values: str) -> None:
    for name, value in values.items():
        visit.page.locator(f"#contact-{name}").fill(value)
    visit.page.get_by_role("button", name="Save").click()


def test_from_a_changed_address_to_the_mail_about_it(portal: Portal, rows: Any):
    with portal.visit(ANA) as ana:
        part(ana, "/contact")
        save(ana, email="nobody", postal_code="08001")
        expect(ana.page.locator("#contact-email-error")).to_contain_text("does not look like an e-mail")
        expect(ana.page.locator("#contact-postal_code-error")).to_contain_text("not in Madrid")
        expect(ana.page.locator("#contact-email")).to_have_value("nobody")
        assert not ana.violations()
        save(ana, email="cobros@acme.example", postal_code="28014", street="Gran Vía 1")
        expect(ana.page.locator(".flash")).to_contain_text("Saved.")
        expect(ana.page.locator("main")).to_contain_text("Changed by Ana Ruiz")
        deed = rows(LAST_DEED)[0]
        assert (deed.kind, deed.who) == ("billing.contact_changed", ANA)
        assert "facturas@acme.example" in deed.before
        assert "cobros@acme.example" in deed.after
        told = {mail.to: mail.text for mail in rows(LAST_MAIL)}
        for to in ("facturas@acme.example", "cobros@acme.example", MARTA):
            assert "Gran Vía 1" in told[to]
            assert "Ana Ruiz" in told[to]
        part(ana, "")
        expect(ana.page.locator("main")).to_contain_text("Gran Vía 1, Planta 4, 28014 Madrid, Spain")
    with portal.visit(MARTA) as marta:
        marta.open("/activity")
        expect(marta.page.locator("main")).to_contain_text("Changed the billing contact and address")


def test_a_second_tab_is_told_what_the_first_saved(portal: Portal):
    with portal.visit(MARTA) as one, portal.visit(ANA) as two:
        for visit in (one, two):
            part(visit, "/contact")
        save(one, attention="Marta’s desk")
        expect(one.page.locator(".flash")).to_contain_text("Saved.")
        save(two, attention="Ana’s desk", phone="+34 900 000 001")
        notice = two.page.get_by_role("alert")
        expect(notice).to_contain_text("Marta Soler saved other values")
        expect(notice).to_contain_text("Marta’s desk")
        expect(two.page.locator("#contact-phone")).to_have_value("+34 900 000 001")
        two.page.get_by_role("button", name="Save").click()
        expect(two.page.locator(".flash")).to_contain_text("Saved.")
        expect(notice).to_have_count(0)


def test_recipients_are_named_by_topic(portal: Portal):
    with portal.visit(ANA) as ana:
        part(ana, "/recipients")
        topic = ana.page.locator(".card", has=ana.page.get_by_role("heading", name="Contracts and renewals"))
        expect(topic).to_contain_text("Nobody is set")
        field = topic.get_by_label("Add an e-mail address")
        field.fill("no address")
        topic.get_by_role("button", name="Add").click()
        expect(topic).to_contain_text("does not look like an e-mail")
        assert not ana.violations()
        field.fill("legal@books.example")
        field.press("Enter")
        expect(topic.locator("li")).to_contain_text("legal@books.example")
        expect(field).to_have_value("")
        expect(field).to_be_focused()
        field.fill("renewals@books.example")
        field.press("Enter")
        expect(topic.locator("li")).to_have_count(2)
        topic.get_by_role("button", name="Remove").first.press("Enter")
        expect(topic.locator("li")).to_have_count(1)
        expect(topic.get_by_role("button", name="Remove")).to_be_focused()
        topic.get_by_role("button", name="Remove").press("Enter")
        expect(topic).to_contain_text("Nobody is set")
        expect(field).to_be_focused()


def test_a_tax_id_is_checked_added_and_ended(portal: Portal):
    with portal.visit(ANA) as ana:
        part(ana, "/tax")
        ana.page.locator("#tax-country").select_option("DE")
        ana.page.locator("#tax-value").fill("DE136695977")
        ana.page.get_by_role("button", name="Add", exact=True).click()
        expect(ana.page.locator("#tax-value-error")).to_contain_text("One looks like DE136695976")
        ana.page.locator("#tax-value").fill("136 695 976")
        ana.page.get_by_role("button", name="Add", exact=True).click()
        added = ana.page.locator("li", has_text="DE136695976")
        expect(added).to_contain_text("Format checked")
        added.get_by_role("button", name="End it").click()
        dialog = ana.page.get_by_role("dialog")
        expect(dialog).to_contain_text("DE136695976")
        assert not ana.violations()
        dialog.get_by_role("button", name="End it").click()
        expect(dialog).to_be_hidden()
        ana.page.get_by_text("Ended tax IDs").click()
        expect(ana.page.locator("details li", has_text="DE136695976")).to_contain_text("Ended on")


def test_a_certificate_is_handed_in_and_downloaded(portal: Portal):
    with portal.visit(ANA) as ana:
        part(ana, "/tax")
        form = ana.page.locator("form[data-upload]")
        form.get_by_label("Number on the certificate").fill("CA-77")
        hand_in = form.get_by_role("button", name="Hand in")
        hand_in.click()
        expect(form).to_contain_text("Please choose the day from which it is valid.")
        expect(form).to_contain_text("Please choose a file that is not empty.")
        expect(form.get_by_label("Number on the certificate")).to_have_value("CA-77")
        ana.forgive("422")
        assert not ana.violations()
        form.get_by_label("Valid from").fill("2026-01-01")
        big = {"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"x" * (5 * 1024 * 1024 + 1)}
        form.get_by_label("File").set_input_files(big)  # type: ignore[arg-type]
        hand_in.click()
        expect(form).to_contain_text("larger than 5 MB")
        paper = {"name": "exempt.pdf", "mimeType": "application/pdf", "buffer": PDF}
        form.get_by_label("File").set_input_files(paper)  # type: ignore[arg-type]
        hand_in.click()
        row = ana.page.locator("li", has_text="CA-77")
        expect(row).to_contain_text("Valid")
        with ana.page.expect_download() as download:
            row.get_by_role("link", name=re.compile("exempt.pdf")).click()
        assert download.value.suggested_filename == "exempt.pdf"
        assert Path(download.value.path()).read_bytes() == PDF


def test_staff_who_look_at_a_company_read_only(portal: Portal):
    with portal.visit(STAFF) as staff:
        page = staff.open("/staff/companies")
        page.get_by_role("link", name="Acme Iberia").click()
        page.get_by_label("Reason").fill("They asked for help")
        page.get_by_role("button", name="View as customer").click()
        expect(page.locator(".viewing-words")).to_contain_text("Acme")
        part(staff, "/contact")
        expect(staff.page.locator("main")).to_contain_text("Acme Iberia, S.A.")
        for path in PAGES:
            part(staff, path)
            expect(staff.page.locator("main form")).to_have_count(0)
            expect(staff.page.locator("main").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark"), (ZOOMED, "light")])
def test_nothing_is_in_anybodys_way(portal: Portal, viewport: Any, scheme: str):
    with portal.visit(MARTA, "es", viewport, scheme=scheme) as marta:
        for path in PAGES:
            part(marta, path)
            assert not marta.violations(), path
            here = marta.page.locator(".sub-pages [aria-current=page]")
            expect(here).to_have_count(1)
            expect(here).to_be_in_viewport()
