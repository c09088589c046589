"""An invoice handed to an outside payer: from the button to the mail, the code, the page, and its end."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from occ_app import db as database
from occ_app.models import DelegatedInvoice, Delegation
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit

pytestmark = pytest.mark.browser

ANA, PAYER = "ana.ruiz@acme.example", "pagos@payer.example"
WORDS = {
    "es": {
        "delegate": "Delegar", "name": "Nombre", "email": "Correo electrónico", "send": "Enviar el enlace",
        "told": "Compartido con pagos@payer.example", "continue": "Continuar", "see": "Ver lo compartido",
        "shared": "Ana Ruiz, de Acme Iberia, S.A., ha compartido 1 documento con usted", "opened": "Última apertura",
        "back": "Retirar", "back it": "Retirarlo", "over": "Aquí ya no hay nada compartido", "e-mail": "Enviar por correo",
    },
    "en": {
        "delegate": "Delegate", "name": "Name", "email": "E-mail address", "send": "Send the link",
        "told": "Shared with pagos@payer.example", "continue": "Continue", "see": "See what is shared",
        "shared": "Ana Ruiz of Acme Iberia, S.A. shared 1 document with you", "opened": "Last opened",
        "back": "Take back", "back it": "Take it back", "over": "Nothing is shared here any more", "e-mail": "E-mail",
    },
}  # fmt: skip
IN_BOTH = [("es", PHONE), ("en", LAPTOP)]
MAILS = 'SELECT text FROM outbox_mail WHERE "to" = :to ORDER BY id DESC LIMIT 1'
ONE = """SELECT number FROM invoice WHERE account_id = (SELECT id FROM account WHERE name LIKE 'Acme Iberia%')
AND phase = 'open' AND document = 'invoice' ORDER BY id LIMIT 1"""


@pytest.fixture(autouse=True)
def _nothing_shared(demo_url: str) -> None:
    """Nobody has shared anything when a test begins."""
    with database.transaction() as opened:
        opened.execute(delete(DelegatedInvoice))
        opened.execute(delete(Delegation))


def share(visit: Visit, words: Any) -> None:
    """Fill the dialog that is open on the page."""
    page = visit.page
    page.get_by_role("button", name=words["delegate"], exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words["name"]).fill("Pagos Payer")
    dialog.get_by_label(words["email"]).fill(PAYER)
    assert visit.violations() == []
    dialog.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status").filter(has_text=words["told"])).to_be_visible()
    expect(dialog).to_be_hidden()


def enter(visit: Visit, rows: Any, link: str, words: Any) -> None:
    """From the link to the page, with the code of the next mail."""
    page = visit.page
    page.goto(link)
    assert visit.violations() == []
    page.get_by_role("button", name=words["continue"]).click()
    code = re.search(r"\d{4} \d{4}", rows(MAILS, to=PAYER)[0].text)
    assert code
    page.locator("#code").fill(code[0])
    assert visit.violations() == []
    page.get_by_role("button", name=words["see"]).click()
    visit.is_filled()


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_an_outside_payer_sees_one_invoice_until_it_is_taken_back(
    portal: Portal, rows: Any, language: str, viewport: Any
):
    words, number = WORDS[language], rows(ONE)[0].number
    with portal.visit(ANA, language, viewport) as ana, portal.visit("", language, viewport) as payer:
        ana.open(f"/invoices/{number}")
        share(ana, words)
        link = re.search(r"http\S+/auth/shared\S+", rows(MAILS, to=PAYER)[0].text)
        assert link
        enter(payer, rows, link[0].replace("language=es", f"language={language}"), words)
        expect(payer.page).to_have_url(re.compile(f"/invoices/{number}$"))
        expect(payer.page.locator(".shared")).to_contain_text(words["shared"])
        expect(payer.page.get_by_role("button", name=words["e-mail"], exact=True)).to_have_count(0)
        expect(payer.page.get_by_role("button", name=words["delegate"], exact=True)).to_have_count(0)
        assert payer.violations() == []
        payer.open("/invoices")
        expect(payer.page.locator("tbody .number:visible")).to_have_text([number])
        assert payer.violations() == []

        ana.open("/delegations")
        expect(ana.page.locator(".shared-list")).to_contain_text(words["opened"])
        assert ana.violations() == []
        ana.page.get_by_role("button", name=re.compile(f"^{words['back']} ?:")).click()
        ana.page.get_by_role("dialog").get_by_role("button", name=words["back it"]).click()
        expect(ana.page.locator(".shared-list")).to_have_count(0)
        expect(payer.page).to_have_url(re.compile("/sign-in"))
        payer.page.goto(link[0].replace("language=es", f"language={language}"))
        payer.page.get_by_role("button", name=words["continue"]).click()
        expect(payer.page.get_by_role("heading", level=1)).to_have_text(words["over"])
        payer.forgive("410")
        # An ended session opens no socket; whether the page still tries before it leaves is a matter of moments.
        payer.faults[:] = [fault for fault in payer.faults if "WebSocket connection" not in fault]


def test_a_selection_is_handed_over_with_exactly_what_was_selected(portal: Portal, rows: Any):
    words = WORDS["en"]
    with portal.visit(ANA, "en", LAPTOP) as ana, portal.visit("", "en", LAPTOP) as payer:
        ana.open("/invoices")
        boxes = ana.page.locator("tbody [data-select]:visible")
        chosen = [boxes.nth(index).get_attribute("data-select") for index in range(2)]
        for index in range(2):
            boxes.nth(index).check()
        share(ana, words)
        link = re.search(r"http\S+/auth/shared\S+", rows(MAILS, to=PAYER)[0].text)
        assert link
        enter(payer, rows, link[0].replace("language=es", "language=en"), words)
        expect(payer.page.locator("tbody .number:visible")).to_have_count(2)
        assert set(payer.page.locator("tbody .number:visible").all_inner_texts()) == set(chosen)
