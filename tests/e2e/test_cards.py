"""Cards as people have them: added, looked at, chosen, removed; and what a bank asks."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select, update

from occ_app import charging
from occ_app import db as database
from occ_app.access import sessions
from occ_app.models import (
    Account,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Person,
    ProviderCustomer,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.services import cards, paying
from occ_app.services.cards import NewCard
from occ_app.services.documents import Choice
from occ_app.testing.browser import LAPTOP, PHONE, Portal
from occ_app.testing.browser_cards import add_card, answer_3ds, type_card
from occ_app.testing.factories import Make
from occ_app.testing.server import Server
from occ_app.testing.stripe_server import ASKS_ALWAYS, DECLINED, MASTERCARD, VISA, LocalStripe, taking_cards

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@acme.example"
METHODS = "/billing-profile/methods"
JAPAN = "yuki.tanaka@initech.example"


@pytest.fixture(autouse=True)
def _same_cards(demo_url: str) -> Any:
    """What a test adds is gone again, and what it removed is back."""
    with database.transaction() as db:
        before = {card.pk: card.is_default for card in db.exec(select(SavedCard))}
    yield
    with database.transaction() as db:
        new = SavedCard.id.not_in(before)  # type: ignore[union-attr]
        for order in db.exec(select(PaymentOrder).where(PaymentOrder.card_id.not_in(before))):  # type: ignore[union-attr]
            order.card_id = None
        db.exec(update(SavedCard).values(is_default=False))
        db.exec(update(SavedCard).where(new).values(removed_at=now()))
        for key, is_default in before.items():
            db.exec(
                update(SavedCard).where(SavedCard.id == key).values(removed_at=None, is_default=is_default)
            )


def rows(page: Page) -> Any:
    """The cards on the page of payment methods."""
    return page.locator("main .own li")


@pytest.mark.parametrize(("language", "viewport", "scheme"), [("en", LAPTOP, "light"), ("es", PHONE, "dark")])
def test_a_card_is_added_made_default_and_removed(portal: Portal, language: str, viewport: Any, scheme: str):
    with portal.visit(JAPAN, language, viewport, scheme=scheme) as yuki:
        page = yuki.open(METHODS)
        expect(rows(page)).to_have_count(1)
        page.locator('main a[href*="/cards/new"]').click()
        expect(page.locator('.card-fields [autocomplete="cc-number"]')).to_be_visible()
        assert not yuki.violations()
        add_card(yuki, VISA)
        expect(page).to_have_url(yuki.url(METHODS))
        yuki.is_filled()
        expect(rows(page)).to_have_count(2)
        assert not yuki.violations()
        new = rows(page).filter(has_text="4242")
        new.get_by_role("button").first.click()
        expect(rows(page).first).to_contain_text("4242")
        expect(rows(page).first.locator(".badge")).to_have_count(1)
        rows(page).filter(has_text="4242").get_by_role("button").click()
        page.locator("dialog[open] .primary").click()
        expect(rows(page)).to_have_count(1)
        expect(rows(page).first).to_contain_text("4444")


def test_a_declined_card_says_why_and_another_can_be_typed_in(portal: Portal):
    with portal.visit(JAPAN) as yuki:
        yuki.page.goto(yuki.url("/cards/new"))
        add_card(yuki, DECLINED)
        expect(yuki.page.get_by_role("alert")).to_have_text(
            "The card was declined. Use another card, or ask the bank that issued it."
        )
        yuki.forgive("402")
        assert not yuki.violations()
        expect(yuki.page.locator("form[data-card] button")).to_have_attribute("aria-disabled", "false")
        add_card(yuki, MASTERCARD)
        expect(yuki.page).to_have_url(yuki.url(METHODS))


def test_half_a_card_is_not_sent(portal: Portal):
    with portal.visit(JAPAN) as yuki:
        yuki.page.goto(yuki.url("/cards/new"))
        type_card(yuki, VISA, code="1")
        yuki.page.keyboard.press("Enter")
        yuki.page.locator("form[data-card] button").press("Enter")
        expect(yuki.page.get_by_role("alert")).to_contain_text("Please fill in the card number")


def test_a_bank_may_ask_when_a_card_is_added(portal: Portal):
    with portal.visit(JAPAN) as yuki:
        yuki.page.goto(yuki.url("/cards/new"))
        add_card(yuki, ASKS_ALWAYS)
        answer_3ds(yuki)
        expect(yuki.page).to_have_url(yuki.url(METHODS))


def test_a_contract_gets_a_card_of_its_own(portal: Portal):
    with portal.visit(ANA) as ana:
        page = ana.open(METHODS)
        choice = page.get_by_role("combobox").first
        choice.select_option(index=1)
        expect(rows(page).first).to_contain_text("Contracts: CT-")
        choice.select_option(index=0)
        expect(rows(page).first).not_to_contain_text("Contracts: CT-")


def test_blocked_fields_are_said_in_a_sentence_with_a_way_back(portal: Portal):
    with portal.visit(JAPAN) as yuki:
        yuki.page.route("**/js.stripe.com/**", lambda route: route.abort())
        yuki.page.goto(yuki.url(f"/cards/new?next=/en{METHODS}"))
        expect(yuki.page.get_by_role("alert")).to_contain_text("could not be loaded")
        expect(yuki.page.get_by_role("button", name="Try again")).to_be_visible()
        assert not yuki.violations()
        yuki.forgive("Failed to load resource|ERR_FAILED")
        yuki.page.get_by_role("link", name="Back").click()
        yuki.is_filled()
        expect(yuki.page).to_have_url(yuki.url(METHODS))


# What a bank asks


@pytest.fixture
def asked(demo_url: str, card_company: LocalStripe, served: Server) -> str:
    """The number of a payment of Initech’s that waits for its payer’s answer."""
    with taking_cards(card_company), database.transaction() as db:
        yuki = db.exec(select(Person).where(Person.email == JAPAN)).one()
        token = sessions.begin(db, yuki, user_agent="test", address="192.0.2.1")
        actor = sessions.resume(db, sessions.find(db, token) or "")
        held = db.exec(select(ProviderCustomer).filter_by(account_id=actor.account_id)).one().provider_id
        card = cards.add(db, actor, NewCard(card_company.card(held, ASKS_ALWAYS), "visa", "3184", 12, 2034))
        account = db.get_one(Account, actor.account_id)
        invoice = Make(db).invoice(account, 90_000_000, number=f"E2E-{token[:8]}")
        numbers = paying.begin(db, actor, Choice(numbers=(invoice.number,)))
        paying.choose(db, actor, numbers[0], method=PaymentMethod.CARD, card_id=card.pk)
        due = paying.sheet(db, actor, numbers[0]).to_pay.minor
        order = paying.send(db, actor, numbers[0], due)
        order_id, number = order.pk, order.number
    with taking_cards(card_company):
        assert charging.charge(order_id) is PaymentState.NEEDS_ACTION
    return number


def state_of(number: str) -> PaymentState:
    with database.transaction(reads_only=True) as db:
        return db.exec(select(PaymentOrder.state).where(PaymentOrder.number == number)).one()


@pytest.mark.parametrize(("complete", "ends"), [(True, PaymentState.SUCCEEDED), (False, PaymentState.FAILED)])
def test_a_bank_is_answered_even_after_leaving_and_coming_back(
    portal: Portal, asked: str, complete: bool, ends: PaymentState
):
    with portal.visit(JAPAN, "es" if complete else "en", PHONE if complete else LAPTOP) as yuki:
        for _time in range(2):
            yuki.page.goto(yuki.url(f"/payments/{asked}/confirm"))
            expect(yuki.page.get_by_role("dialog")).to_be_visible()
            assert not yuki.violations()
        assert "_secret_" not in yuki.page.content()
        answer_3ds(yuki, complete=complete)
        expect(yuki.page).to_have_url(re.compile(rf"/payments/{asked}$"))
        assert state_of(asked) is ends
        yuki.page.goto(yuki.url(f"/payments/{asked}/confirm"))
        expect(yuki.page).to_have_url(re.compile(rf"/payments/{asked}$"))
        yuki.is_filled()


def test_nothing_of_a_card_is_in_the_log(portal: Portal, served: Server):
    with portal.visit(JAPAN) as yuki:
        yuki.page.goto(yuki.url("/cards/new"))
        add_card(yuki, VISA)
        expect(yuki.page).to_have_url(yuki.url(METHODS))
        yuki.is_filled()
        assert not SECRETS.search(yuki.page.content())
    assert not SECRETS.search(served.said())


SECRETS = re.compile(r"_secret_|sk_test|whsec_|4242 ?4242")
