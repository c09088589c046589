"""What a person sees before any socket is open."""

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
@pytest.mark.parametrize(
    ("language", "words"), [("es", "3 facturas vencidas"), ("en", "3 invoices are past due")]
)
def test_the_first_rows_stand_while_the_socket_is_silent(portal, language, words, viewport):
    with portal.visit("ana.ruiz@acme.example", language, viewport) as ana:
        ana.page.route_web_socket("**/_event/**", lambda _socket: None)
        ana.page.goto(ana.url("/invoices?status=past_due"))
        expect(ana.page.locator("tbody a.number")).to_have_count(3)
        expect(ana.page.locator(".sentence")).to_contain_text(words)
        expect(ana.page.locator(".company-name")).to_have_text("Acme Iberia, S.A.")


def test_react_adopts_what_was_painted(portal):
    """Had it drawn the rows anew, the mark on the first of them would be gone."""
    with portal.visit("ana.ruiz@acme.example", "es") as ana:
        ana.page.goto(ana.url("/invoices"), wait_until="commit")
        first = ana.page.locator("tbody a.number").first
        first.evaluate("row => { row.dataset.seen = 'yes' }")
        expect(ana.page.locator(".pager .button").first).to_be_visible()
        expect(first).to_have_attribute("data-seen", "yes")


def test_without_javascript_the_rows_and_their_links_work(portal):
    with portal.visit("ana.ruiz@acme.example", "en", java_script_enabled=False) as ana:
        ana.page.goto(ana.url("/invoices"))
        assert ana.page.locator("tbody a.number").count() == 50
        assert ana.page.locator("tbody a.number").first.get_attribute("href").startswith("/en/invoices/MC-")
