"""Paying by bank transfer, from the selection to taking it back; and the other ways in."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit
from tests.e2e.paying_steps import forget_payments, last_payment

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@acme.example"
WORDS: dict[str, dict[str, str]] = {
    "es": {
        "pay": "Pagar", "heading": "Pagar 2 facturas", "less": "100", "price": "El precio no es el acordado",
        "review": "Revisar el pago", "transfer": "Transferencia", "why": "indique por qué paga menos",
        "announce": "Anunciar la transferencia", "announced": "Transferencia anunciada", "back": "Retirarlo",
        "withdrawn": "Retirado", "submitted": "Pago enviado", "check": "Revisar y confirmar", "again": "Intentarlo de nuevo",
        "late": "Pagar lo vencido", "amount": "Pagar un importe", "go on": "Continuar con el pago", "most": "como máximo",
    },
    "en": {
        "pay": "Pay", "heading": "Pay 2 invoices", "less": "100", "price": "The price is not what was agreed",
        "review": "Review the payment", "transfer": "Bank transfer", "why": "please say why you pay less",
        "announce": "Announce the transfer", "announced": "Transfer announced", "back": "Take it back",
        "withdrawn": "Withdrawn", "submitted": "Payment submitted", "check": "Check and confirm", "again": "Try again",
        "late": "Pay all past due", "amount": "Pay an amount", "go on": "Go on", "most": "At most",
    },
}  # fmt: skip
IN_BOTH = [("es", PHONE), ("en", LAPTOP)]


@pytest.fixture(autouse=True)
def _nothing_paid(demo_url: str) -> Any:
    """What a test pays is not paid any more when it ends."""
    since = last_payment()
    yield
    forget_payments(since)


def again(visit: Visit) -> None:
    """Load the page anew: everything is still there."""
    visit.page.reload()
    visit.is_filled()


def selected(visit: Visit, count: int, words: dict[str, str]) -> list[str]:
    """Select so many of what is late and press Pay; their numbers."""
    page = visit.open("/invoices?status=past_due")
    boxes = page.locator("tbody [data-select]:visible")
    numbers = [boxes.nth(index).get_attribute("data-select") or "" for index in range(count)]
    for index in range(count):
        boxes.nth(index).check()
    page.locator(".bar").get_by_role("button", name=words["pay"], exact=True).click()
    expect(page).to_have_url(re.compile("/pay/P"))
    visit.is_filled()
    return numbers


def test_a_box_ticked_right_before_paying_is_paid_too(portal: Portal):
    with portal.visit(ANA) as ana:
        page = ana.open("/invoices?status=past_due")
        boxes = page.locator("tbody [data-select]:visible")
        boxes.first.check()
        pay = page.locator(".bar").get_by_role("button", name=WORDS["en"]["pay"], exact=True)
        expect(pay).to_be_visible()
        boxes.nth(1).evaluate("(box, pay) => { box.click(); pay.click(); }", pay.element_handle())
        expect(page.locator("#title")).to_have_text(WORDS["en"]["heading"])


def changed(visit: Visit, words: dict[str, str]) -> None:
    """Pay less of the first one and say why, by bank transfer."""
    page = visit.page
    amount = page.locator(".part input").first
    amount.fill(words["less"])
    amount.blur()
    expect(page.locator(".why")).to_be_visible()
    again(visit)
    expect(page.locator(".part input").first).to_have_value(re.compile("100[.,]00"))
    page.get_by_role("button", name=words["review"]).click()
    expect(page.locator(".basket .late span")).to_contain_text(words["why"])
    page.locator(".why select").select_option(label=words["price"])
    expect(page.locator(".basket .late span")).to_have_count(0)
    page.get_by_role("radio", name=words["transfer"]).check()
    assert visit.violations() == []


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_a_selection_is_paid_by_transfer_and_taken_back(
    portal: Portal, rows: Any, language: str, viewport: Any
):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport) as ana:
        page = ana.page
        numbers = selected(ana, 2, words)
        expect(page.locator("#title")).to_have_text(words["heading"])
        changed(ana, words)
        page.get_by_role("button", name=words["review"]).click()
        expect(page.locator("#title")).to_have_text(words["check"])
        expect(page.locator("#title")).to_be_focused()
        assert ana.violations() == []
        page.get_by_role("button", name=words["announce"]).dblclick()
        expect(page).to_have_url(re.compile("/payments/P"))
        expect(page.locator(".payment-head .badge")).to_have_text(words["announced"])
        again(ana)
        (order,) = rows("SELECT * FROM payment_order WHERE state = 'announced'")
        expect(page.locator(".wide-bank")).to_contain_text(order.reference)
        assert ana.violations() == []
        _are_submitted(ana, numbers[1:], words)
        ana.open(f"/pay/{order.number}")
        expect(page).to_have_url(re.compile("/payments/P"))
        page.get_by_role("button", name=words["back"]).first.click()
        page.get_by_role("dialog").get_by_role("button", name=words["back"]).click()
        expect(page.locator(".payment-head .badge")).to_have_text(words["withdrawn"])
        again(ana)
        assert not rows(
            "SELECT number FROM invoice WHERE pending_minor > 0 AND number IN ('" + "','".join(numbers) + "')"
        )
        page.get_by_role("button", name=words["again"]).click()
        expect(page).to_have_url(re.compile("/pay/P"))
        expect(page.locator(".basket li")).to_have_count(2)


def _are_submitted(visit: Visit, numbers: list[str], words: dict[str, str]) -> None:
    for number in numbers:
        page = visit.open(f"/invoices/{number}")
        expect(page.locator(".invoice-head .badge")).to_have_text(words["submitted"])
        expect(page.get_by_role("button", name=words["pay"], exact=True)).to_have_count(0)
    visit.open("/payments")
    announced = visit.page.locator(".being-paid li", has_text=words["announced"])
    expect(announced).to_have_count(1)
    assert visit.violations() == []
    announced.locator("a").click()
    expect(visit.page).to_have_url(re.compile("/payments/P"))
    visit.is_filled()


@pytest.mark.parametrize(("language", "viewport"), IN_BOTH)
def test_what_is_late_is_one_press_and_an_amount_is_asked_for(portal: Portal, language: str, viewport: Any):
    words = WORDS[language]
    with portal.visit(ANA, language, viewport) as ana:
        page = ana.open("/invoices")
        page.get_by_role("button", name=words["late"]).click()
        expect(page).to_have_url(re.compile("/pay/P"))
        expect(page.locator(".basket li")).to_have_count(3)
        page = ana.open("/invoices")
        page.get_by_role("button", name=words["amount"]).click()
        dialog = page.get_by_role("dialog")
        dialog.locator("[name=amount]").fill("999999999")
        dialog.get_by_role("button", name=words["go on"], exact=True).click()
        expect(dialog.locator(".late")).to_contain_text(words["most"])
        assert ana.violations() == []
        dialog.locator("[name=amount]").fill("500")
        dialog.get_by_role("button", name=words["go on"], exact=True).click()
        expect(page).to_have_url(re.compile("/pay/P"))
        expect(page.locator(".why")).to_be_visible()
        expect(page.locator(".to-charge .big")).to_contain_text("500")


def test_an_invoice_and_the_overview_lead_to_the_sheet_too(portal: Portal):
    with portal.visit(ANA, "en", LAPTOP) as ana:
        page = ana.open("/overview")
        page.locator(".figure-card").get_by_role("button", name="Pay").click()
        expect(page).to_have_url(re.compile("/pay/P"))
        number = page.locator(".basket .number").first.inner_text()
        page.locator(".basket .number").first.click()
        expect(page).to_have_url(re.compile(f"/invoices/{number}"))
        page.get_by_role("button", name="Pay", exact=True).click()
        expect(page).to_have_url(re.compile("/pay/P"))
        expect(page.locator(".basket .number")).to_have_text([number])


def test_who_may_not_pay_is_offered_nothing_of_it(portal: Portal):
    with portal.visit("elena.marin@acme.example", "en", LAPTOP) as elena:
        page = elena.open("/invoices?status=past_due")
        page.locator("tbody [data-select]:visible").first.check()
        expect(page.locator(".bar")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)
        page.locator("tbody .number:visible").first.click()
        elena.is_filled()
        expect(page.get_by_role("button", name="Pay", exact=True)).to_have_count(0)
