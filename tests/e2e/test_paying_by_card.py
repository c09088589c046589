"""Money from the browser to the card company and back: screen, ledger, receipt and Stripe agree to the cent."""

import re

import pytest
from playwright.sync_api import expect

from occ_app.models import ApprovalRule, ContactRole, PaymentState
from occ_app.money import Money
from occ_app.services import cards
from occ_app.testing.browser import LAPTOP, PHONE, Portal, Visit
from occ_app.testing.browser_cards import answer_3ds
from occ_app.testing.stripe_server import ASKS_ALWAYS, SAVED_THEN_DECLINED, VISA
from tests.charging.shop import Shop
from tests.e2e.card_steps import agree, on_payment, payer, review_and_confirm

pytestmark = pytest.mark.browser

STAFF = "staff@meridian.example"


def test_one_invoice_is_paid_with_a_saved_card(portal: Portal, shop: Shop):
    shop.card()
    invoice = shop.bill(123_45, due_in=-3)
    with portal.visit(payer(shop)) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        review_and_confirm(visit)
        number = on_payment(visit)
        agree(shop, visit, number, 123_45)
        visit.page.reload()
        visit.is_filled()
        agree(shop, visit, number, 123_45)
        visit.open(f"/invoices/{invoice}")
        expect(visit.page.locator("main .badge").first).to_have_text("Closed")


def test_many_are_paid_at_once_one_of_them_in_part_with_a_credit_note_first(portal: Portal, shop: Shop):
    shop.card()
    whole, part = shop.bill(200_00, due_in=-9), shop.bill(100_00, due_in=-3)
    shop.make(lambda make: make.credit_note(shop.account(make), -50_00))
    with portal.visit(payer(shop)) as visit:
        visit.open("/invoices")
        visit.page.get_by_role("button", name="Pay all past due").first.click()
        visit.page.get_by_label(f"Amount for {part}").fill("60")
        visit.page.keyboard.press("Tab")
        visit.page.locator("main select").first.select_option("price")
        expect(visit.page.locator("main")).to_contain_text("€210.00")
        review_and_confirm(visit)
        number = on_payment(visit)
        agree(shop, visit, number, 210_00)
        assert (shop.invoice(whole).due_minor, shop.invoice(part).due_minor) == (0, 40_00)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_a_bank_asks_and_is_answered(portal: Portal, shop: Shop, viewport):
    shop.card(ASKS_ALWAYS)
    invoice = shop.bill(77_00)
    with portal.visit(payer(shop), viewport=viewport) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        review_and_confirm(visit)
        answer_3ds(visit)
        agree(shop, visit, on_payment(visit), 77_00)


def test_a_bank_that_refuses_leaves_the_basket_and_another_card_pays_it(portal: Portal, shop: Shop):
    shop.card(ASKS_ALWAYS)
    shop.card(VISA)
    invoice = shop.bill(88_00)
    with portal.visit(payer(shop)) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        review_and_confirm(visit)
        answer_3ds(visit, complete=False)
        failed = on_payment(visit)
        assert shop.numbered(failed).state is PaymentState.FAILED
        assert shop.invoice(invoice).pending_minor == 0
        visit.page.get_by_role("button", name="Use another method").click()
        visit.page.get_by_role("radio").filter(visible=True).nth(1).check()
        review_and_confirm(visit)
        expect(visit.page).not_to_have_url(re.compile(failed))
        agree(shop, visit, on_payment(visit), 88_00)


def test_a_declined_card_says_why_and_nothing_is_charged(portal: Portal, shop: Shop):
    shop.card(SAVED_THEN_DECLINED)
    invoice = shop.bill(66_00)
    with portal.visit(payer(shop)) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        review_and_confirm(visit)
        number = on_payment(visit)
        expect(visit.page.locator("main")).to_contain_text("The card was declined.")
        assert shop.numbered(number).state is PaymentState.FAILED
        assert shop.taken() == shop.posted() == {}


def test_above_the_band_a_second_person_approves_and_the_first_cannot(portal: Portal, shop: Shop):
    shop.card()
    invoice = shop.bill(5_000_00)
    boss = _boss(shop)
    with portal.visit(payer(shop)) as visit:
        number = _sent(visit, invoice)
        expect(visit.page.locator("main")).to_contain_text("Elena Boss")
        expect(visit.page.get_by_role("button", name="Approve")).to_have_count(0)
        assert shop.taken() == {}
        with portal.visit(boss) as other:
            other.open(f"/payments/{number}")
            other.page.get_by_role("button", name="Approve").dblclick()
            expect(other.page.locator("main .badge").first).to_have_text("Paid")
        visit.page.reload()
        visit.is_filled()
        agree(shop, visit, number, 5_000_00)


def test_an_approved_payment_whose_bank_asks_calls_whoever_made_it(portal: Portal, shop: Shop):
    shop.card(ASKS_ALWAYS)
    invoices = [shop.bill(2_000_00), shop.bill(3_000_00)]
    boss = _boss(shop)
    with portal.visit(payer(shop)) as visit, portal.visit(boss) as other:
        numbers = [_sent(visit, invoice) for invoice in invoices]
        for number in numbers:
            other.open(f"/payments/{number}")
            other.page.get_by_role("button", name="Approve").click()
            expect(other.page.locator("main")).to_contain_text(
                "wants whoever made this payment to confirm it"
            )
            expect(other.page.get_by_role("link", name="Confirm with the bank")).to_have_count(0)
        assert shop.taken() == {}
        visit.open("/overview")
        visit.page.get_by_role("button", name="Inbox").click()
        asked = visit.page.locator(
            "#inbox li", has_text="Your bank wants you to confirm the payment of €2,000.00"
        )
        asked.get_by_role("link", name="Confirm").click()
        expect(visit.page).to_have_url(visit.url(f"/payments/{numbers[0]}"))
        visit.page.get_by_role("link", name="Confirm with the bank").click()
        answer_3ds(visit)
        agree(shop, visit, on_payment(visit), 2_000_00)
        visit.open(f"/payments/{numbers[1]}")
        visit.page.get_by_role("button", name="Take it back").click()
        visit.page.get_by_role("dialog").get_by_role("button", name="Take it back").dblclick()
        expect(visit.page.locator("main .badge").first).to_have_text("Withdrawn")
        assert shop.invoice(invoices[1]).pending_minor == 0
        assert shop.taken() == shop.posted() == {"EUR": Money(2_000_00, "EUR")}


def _boss(shop: Shop) -> str:
    """The address of somebody who has to approve what is above 1,000 euros."""

    def rule(make):
        account = shop.account(make)
        boss = make.contact(
            account, ContactRole.EXECUTIVE, email=f"boss{account.pk}@acme.example", name="Elena Boss"
        )
        make.db.add(ApprovalRule(account_id=account.pk, currency="EUR", above_minor=1_000_00))
        return boss.email

    return shop.make(rule)


def _sent(visit: Visit, invoice: str) -> str:
    """Send a payment of an invoice from its page; its number."""
    visit.open(f"/invoices/{invoice}")
    visit.page.get_by_role("button", name="Pay", exact=True).click()
    review_and_confirm(visit)
    return on_payment(visit)


def test_staff_give_money_back_and_the_invoice_is_due_again(portal: Portal, shop: Shop):
    shop.card()
    invoice = shop.bill(300_00)
    with portal.visit(payer(shop)) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        review_and_confirm(visit)
        number = on_payment(visit)
        with portal.visit(STAFF) as staff:
            staff.open(f"/staff/payments?q={number}")
            staff.page.locator("details summary").first.click()
            staff.page.get_by_role("button", name="Give back").first.click()
            dialog = staff.page.locator("dialog[open]")
            dialog.locator("[name=amount]").fill("120")
            dialog.locator("[name=reason]").fill("Cancelled service")
            dialog.locator("button.primary").dblclick()
            expect(staff.page.locator("dialog[open]")).to_have_count(0)
        expect(visit.page).to_have_url(re.compile(number))
        assert shop.taken() == shop.posted() == {"EUR": Money(180_00, "EUR")}
        assert shop.invoice(invoice).due_minor == 120_00
        visit.page.reload()
        visit.is_filled()
        expect(visit.page.locator("main")).to_contain_text("120.00")


def test_two_tabs_pay_an_invoice_once(portal: Portal, shop: Shop):
    shop.card()
    invoice = shop.bill(45_00)
    with portal.visit(payer(shop)) as visit:
        tabs = [visit, visit.another_tab()]
        for tab in tabs:
            tab.open(f"/invoices/{invoice}")
            tab.page.get_by_role("button", name="Pay", exact=True).click()
            tab.page.get_by_role("button", name="Review the payment").click()
            expect(tab.page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
        for tab in tabs:
            tab.page.locator("main button.primary").last.click()
        on_payment(visit)
        expect(tabs[1].page.locator("main")).to_contain_text("can be paid now")
        assert shop.taken() == shop.posted() == {"EUR": Money(45_00, "EUR")}


def test_an_expired_card_is_said_to_be_and_another_one_pays(portal: Portal, shop: Shop):
    good = shop.card()

    def expire(make):
        card = make.card(shop.account(make), last4="1881", is_default=False)
        make.db.flush()
        cards.make_usual(make.db, shop.actor(make), card.pk)
        card.exp_year = 2020

    shop.make(expire)
    invoice = shop.bill(91_00)
    with portal.visit(payer(shop)) as visit:
        visit.open(f"/invoices/{invoice}")
        visit.page.get_by_role("button", name="Pay", exact=True).click()
        visit.page.get_by_role("button", name="Review the payment").click()
        expect(visit.page.locator("main")).to_contain_text("This card has expired.")
        visit.page.get_by_role("radio", name=re.compile("4242")).check()
        review_and_confirm(visit)
        number = on_payment(visit)
        agree(shop, visit, number, 91_00)
        assert shop.numbered(number).card_id == good


def test_each_currency_keeps_the_method_that_was_chosen_for_it(portal: Portal, shop: Shop):
    shop.card()
    shop.bill(30_00, due_in=-9)
    dollars = shop.bill(40_00, due_in=-3, currency="USD")
    with portal.visit(payer(shop)) as visit:
        visit.open("/invoices")
        visit.page.get_by_role("button", name="Pay all past due").first.click()
        steps = visit.page.locator(".steps-of-many a")
        expect(steps).to_have_count(2)
        visit.page.get_by_role("radio", name=re.compile("^Bank transfer")).check()
        expect(visit.page.locator(".charged")).to_have_text("To transfer")
        steps.filter(has_text="USD").click()
        expect(visit.page.locator("main")).to_contain_text("One payment in US dollars")
        expect(visit.page.get_by_role("radio", name=re.compile("4242"))).to_be_checked()
        steps.filter(has_text="EUR").click()
        expect(visit.page.locator("main")).to_contain_text("One payment in euros")
        expect(visit.page.get_by_role("radio", name=re.compile("^Bank transfer"))).to_be_checked()
        steps.filter(has_text="USD").click()
        expect(visit.page.locator("main")).to_contain_text("One payment in US dollars")
        review_and_confirm(visit)
        on_payment(visit)
        assert shop.taken() == shop.posted() == {"USD": Money(40_00, "USD")}
        assert shop.invoice(dollars).due_minor == 0
