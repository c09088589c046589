"""A page that is not open: asked for, approved from the inbox, and open; or refused with a reason."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from occ_app import db as database
from occ_app.testing.browser import LAPTOP, PHONE, Portal

pytestmark = pytest.mark.browser

TOMAS, MARTA = "tomas.vidal@acme.example", "marta.soler@acme.example"
WORDS = {
    "es": {
        "closed": "no está abierta para usted", "note": "Para qué la necesita", "ask": "Solicitar acceso",
        "asked": "La solicitó el", "inbox": "Bandeja", "decide": "Aprobar o rechazar", "approve": "Aprobar",
        "refuse": "Rechazar", "reason": "Motivo", "refused": "se rechazó: Pregunte a Ana", "payments": "Pagos",
    },
    "en": {
        "closed": "not open to you", "note": "Why you need it", "ask": "Ask for access",
        "asked": "You asked for it on", "inbox": "Inbox", "decide": "Approve or refuse", "approve": "Approve",
        "refuse": "Refuse", "reason": "Reason", "refused": "it was refused: Pregunte a Ana", "payments": "Payments",
    },
}  # fmt: skip
IN_BOTH = [("es", PHONE), ("en", LAPTOP)]


@pytest.fixture(autouse=True)
def _nobody_asked(demo_url: str) -> Any:
    """Nobody has asked for anything before a test, nor has what it gave after it."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    with database.transaction() as opened:
        opened.execute(text("DELETE FROM access_request"))
        opened.execute(text("DELETE FROM inbox_entry"))
        opened.execute(text("DELETE FROM access_right WHERE source = 'request'"))


def ask(tomas: Any, words: Any) -> None:
    """Ask for the payments."""
    tomas.open("/payments")
    expect(tomas.page.get_by_role("alert")).to_contain_text("Marta Soler")
    tomas.page.get_by_label(words["note"]).fill("Cierre del mes")
    assert tomas.violations() == []
    tomas.page.get_by_role("button", name=words["ask"]).click()
    expect(tomas.page.locator(".asked")).to_contain_text(words["asked"])
    expect(tomas.page.get_by_role("button", name=words["ask"])).to_have_count(0)


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_asked_approved_from_the_inbox_and_open(portal: Portal, language: str, viewport: Any):
    words = WORDS[language]
    with portal.visit(TOMAS, language, viewport) as tomas, portal.visit(MARTA, language, viewport) as marta:
        ask(tomas, words)
        marta.open("/overview")
        marta.page.locator(".bell").click()
        marta.page.locator("#inbox").get_by_role("link", name=words["decide"]).click()
        marta.is_filled()
        expect(marta.page.locator("main")).to_contain_text("Cierre del mes")
        assert marta.violations() == []
        marta.page.get_by_role("button", name=re.compile(f"^{words['approve']} ?:")).click()
        expect(marta.page.locator(".shared-list")).to_have_count(0)
        assert marta.violations() == []
        # His page is still open, and loads itself anew with what he may see now.
        expect(tomas.page.get_by_role("heading", level=1)).to_have_text(words["payments"])
        tomas.is_filled()


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_refused_with_a_reason_that_whoever_asked_reads(portal: Portal, language: str, viewport: Any):
    words = WORDS[language]
    with portal.visit(TOMAS, language, viewport) as tomas, portal.visit(MARTA, language, viewport) as marta:
        ask(tomas, words)
        marta.open("/access-requests")
        marta.page.get_by_role("button", name=re.compile(f"^{words['refuse']} ?:")).click()
        dialog = marta.page.get_by_role("dialog")
        dialog.get_by_label(words["reason"]).fill("Pregunte a Ana")
        assert marta.violations() == []
        dialog.get_by_role("button", name=words["refuse"]).click()
        expect(dialog).to_be_hidden()
        tomas.open("/payments")
        expect(tomas.page.locator(".asked")).to_contain_text(words["refused"])
        expect(tomas.page.get_by_role("button", name=words["ask"])).to_have_count(0)
