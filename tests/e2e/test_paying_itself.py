"""Autopay from its form to the receipt, and what fails of it put right for all at once: screen, ledger and Stripe agree."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select, update

from occ_app.access.actors import system
from occ_app.models import AutopayCharge, AutopayRule, OutboxMail, PaymentOrder
from occ_app.money import Money
from occ_app.services import autopay
from occ_app.testing.browser import LAPTOP, PHONE, Portal
from occ_app.testing.browser_cards import answer_3ds
from occ_app.testing.factories import TODAY
from occ_app.testing.stripe_server import ASKS_ALWAYS, SAVED_THEN_DECLINED
from occ_app.worker import payments as work
from tests.charging.shop import Shop
from tests.e2e.card_steps import agree, on_payment, payer, review_and_confirm

pytestmark = pytest.mark.browser

PAGE, PROFILE = "/billing-profile/autopay", "/billing-profile"


def start(page):
    """Have all invoices pay themselves, with the form."""
    form = page.locator("main form")
    expect(form.get_by_label("Currency")).to_have_value("EUR")
    form.get_by_role("button", name="Start autopay").click()
    expect(page.locator("main .own li").first).to_contain_text("announced 3 days before")


def announce(shop):
    """What the worker does every few minutes, for this company alone."""

    def told(make):
        rule = make.db.exec(select(AutopayRule).filter_by(account_id=shop.account_id)).one()
        return autopay.announce(make.db, system(), rule.pk)

    return shop.make(told)


def on_the_day(shop):
    """The day of every announced charge has come, and the worker looks; the numbers of the payments."""
    of_ours = AutopayCharge.account_id == shop.account_id
    yesterday = TODAY - timedelta(days=1)
    shop.make(lambda make: make.db.exec(update(AutopayCharge).where(of_ours).values(charge_on=yesterday)))
    work.pay_by_autopay()
    ours = select(PaymentOrder.number).filter_by(account_id=shop.account_id).order_by(PaymentOrder.id)
    return shop.make(lambda make: list(make.db.exec(ours)))


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_what_was_announced_pays_itself_to_the_receipt(portal: Portal, shop: Shop, viewport):
    shop.card()
    invoice = shop.bill(432_10, due_in=2)
    email = payer(shop)
    with portal.visit(email, viewport=viewport) as visit:
        start(visit.open(PAGE))
        assert announce(shop) == 1
        mails = select(OutboxMail).filter_by(to=email).order_by(OutboxMail.id.desc())
        assert invoice in shop.make(lambda make: make.db.exec(mails).first().text)
        visit.open(PAGE)
        expect(visit.page.locator("main .own li", has_text=invoice)).to_contain_text("€432.10")
        assert shop.taken() == {}
        (number,) = on_the_day(shop)
        visit.open("/payments")
        visit.page.get_by_role("link", name=number).first.click()
        assert on_payment(visit) == number
        expect(visit.page.locator("main .badge").first).to_have_text("Paid")
        agree(shop, visit, number, 432_10)
        visit.open(f"/invoices/{invoice}")
        expect(visit.page.locator("main .badge").first).to_have_text("Closed")
        visit.open(PAGE)
        expect(visit.page.locator("main .own li", has_text=invoice)).to_have_count(0)


def test_one_that_was_stopped_is_not_charged_and_the_others_are(portal: Portal, shop: Shop):
    shop.card()
    stopped, paid = shop.bill(10_00, due_in=1), shop.bill(20_00, due_in=2)
    with portal.visit(payer(shop)) as visit:
        start(visit.open(PAGE))
        assert announce(shop) == 2
        visit.open(f"{PAGE}?stop={stopped}")
        visit.page.get_by_role("alert").get_by_role("button").click()
        expect(visit.page.get_by_role("alert")).to_have_count(0)
        assert len(on_the_day(shop)) == 1
        assert (shop.invoice(stopped).due_minor, shop.invoice(paid).due_minor) == (10_00, 0)
        assert shop.taken() == shop.posted() == {"EUR": Money(20_00, "EUR")}


def use_for_all(visit):
    """Take the card that is suggested for everything that has to be put right, and confirm twice."""
    form = visit.page.locator("form.using.all")
    expect(form.get_by_role("combobox").locator("option:checked")).to_contain_text("4242")
    form.get_by_role("button", name="Use for all").click()
    question = visit.page.get_by_role("alert")
    expect(question).to_contain_text("€111.00")
    question.get_by_role("button").first.dblclick()


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_what_failed_is_paid_with_another_card_all_at_once(portal: Portal, shop: Shop, viewport):
    shop.card(SAVED_THEN_DECLINED)
    invoices = [shop.bill(minor, due_in=1) for minor in (100_00, 11_00)]
    with portal.visit(payer(shop), viewport=viewport) as visit:
        start(visit.open(PAGE))
        announce(shop)
        failed = on_the_day(shop)
        good = shop.card()
        visit.open(PROFILE)
        broken = visit.page.locator(".fix-it li")
        expect(broken).to_have_count(2)
        for number in failed:
            row = broken.filter(has_text=number)
            expect(row).to_contain_text("declined")
            expect(row.get_by_role("combobox")).to_have_value(str(good))
        assert shop.taken() == {}
        assert visit.violations() == []
        use_for_all(visit)
        expect(visit.page.locator(".fix-it")).to_have_count(0)
        assert [shop.invoice(number).due_minor for number in invoices] == [0, 0]
        assert shop.taken() == shop.posted() == {"EUR": Money(111_00, "EUR")}
        assert shop.problems() == []


def test_a_bank_that_asks_while_nobody_is_there_is_answered_from_the_list(portal: Portal, shop: Shop):
    shop.card(ASKS_ALWAYS)
    shop.bill(55_00, due_in=1)
    with portal.visit(payer(shop)) as visit:
        start(visit.open(PAGE))
        announce(shop)
        on_the_day(shop)
        visit.open(PROFILE)
        visit.page.locator(".fix-it li").get_by_role("button", name="Use it").click()
        expect(visit.page).to_have_url(re.compile(r"/en/pay/P\w+$"))
        review_and_confirm(visit)
        answer_3ds(visit)
        agree(shop, visit, on_payment(visit), 55_00)
