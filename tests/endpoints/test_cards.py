import re

import pytest
from sqlmodel import select

from occ_app.endpoints import cards, sign_in
from occ_app.models import (
    Attempt,
    ContactRole,
    PaymentMethod,
    PaymentOrder,
    Person,
    ProviderCustomer,
    SavedCard,
)
from occ_app.services import paying
from occ_app.services.cards import BEGUN
from occ_app.services.documents import Choice
from occ_app.settings import get_settings
from occ_app.testing.stripe_server import DECLINED, VISA
from tests.endpoints.test_destinations import HOSTILE

ANA, TOMAS = "ana@acme.example", "tomas@acme.example"
HTML = {"accept": "text/html"}


@pytest.fixture
def browser(browser_at, stored, stripe):
    """Ana, who pays for Acme, at the doors."""

    def company(make):
        account = make.account("Acme")
        make.contact(account, email=ANA)
        make.contact(account, ContactRole.TECHNICAL, email=TOMAS)
        make.invoice(account, number="INV-1")

    stored(company)
    return enter(browser_at([*sign_in.routes, *cards.routes]), ANA)


def enter(browser, email):
    assert browser.post("/auth/demo", data={"email": email}).status_code == 303
    return browser


def begin(browser):
    answer = browser.post("/cards/begin", data={"language": "en"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def finish(browser, setup, **form):
    return browser.post("/cards/finish", data={"language": "en", "setup": setup} | form, headers=HTML)


def type_in(browser, stripe, number=VISA, **form):
    told = begin(browser)
    stripe.confirm_card(told["setup"], told["client_secret"], number)
    return finish(browser, told["setup"], **form)


def saved(stored):
    return stored(lambda make: [card.last4 for card in make.db.exec(select(SavedCard))])


def test_the_page_carries_the_fields_and_may_load_nothing_else(browser, stripe):
    page = browser.get("/en/cards/new", params={"next": "/en/invoices"}, headers=HTML)
    assert page.status_code == 200
    assert "Add a card" in page.text
    assert 'name="next" value="/en/invoices"' in page.text
    assert "<script>" not in page.text
    assert re.findall(r'<script src="([^"]+)"', page.text) == ["/cards.js"]
    assert f'data-script="{stripe.environment["STRIPE_JS_URL"]}"' in page.text
    policy = page.headers["content-security-policy"]
    assert f"script-src 'self' http://localhost:{stripe.port};" in policy
    assert "'unsafe-eval'" not in policy


def test_the_page_shows_no_key_of_ours_and_no_secret(browser):
    page = browser.get("/en/cards/new", headers=HTML).text
    assert "sk_" not in page
    assert "_secret_" not in page


def test_a_card_that_was_typed_in_is_kept_and_the_person_goes_on(browser, stripe, stored):
    answer = type_in(browser, stripe, next="/en/invoices?q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/invoices?q=1")
    assert saved(stored) == ["4242"]
    assert type_in(browser, stripe).headers["location"] == "/en/billing-profile/methods"


def test_the_secret_is_kept_nowhere(browser):
    answer = browser.post("/cards/begin", data={"language": "en"})
    assert set(answer.json()) == {"client_secret", "setup"}
    assert answer.headers["cache-control"] == "no-store"


def test_finishing_twice_keeps_the_card_once(browser, stripe, stored):
    told = begin(browser)
    stripe.confirm_card(told["setup"], told["client_secret"])
    assert [finish(browser, told["setup"]).status_code for _time in range(2)] == [303, 303]
    assert saved(stored) == ["4242"]


@pytest.mark.parametrize("setup", ["", "seti_nobody", "x" * 9_000, "../customers"])
def test_what_the_card_company_did_not_take_is_not_kept(browser, stored, setup):
    answer = finish(browser, setup)
    assert answer.status_code == 422
    assert "This card could not be added" in answer.text
    assert saved(stored) == []


def test_a_declined_card_is_not_kept(browser, stripe, stored):
    assert type_in(browser, stripe, DECLINED).status_code == 422
    assert saved(stored) == []


def test_a_card_of_another_company_cannot_be_taken_over(browser, browser_at, stripe, stored):
    told = begin(browser)
    stripe.confirm_card(told["setup"], told["client_secret"])
    stored(lambda make: make.contact(make.account("Globex"), email="eve@globex.example"))
    eve = enter(browser_at([*sign_in.routes, *cards.routes]), "eve@globex.example")
    assert finish(eve, told["setup"]).status_code == 422
    assert saved(stored) == []


def draft(stored):
    def begun(make):
        ana = make.actor(make.db.exec(select(Person).where(Person.email == ANA)).one())
        return paying.begin(make.db, ana, Choice(numbers=("INV-1",)))[0]

    return stored(begun)


def test_a_payment_that_waits_for_a_card_gets_the_new_one(browser, stripe, stored):
    number = draft(stored)
    type_in(browser, stripe, next=f"/en/pay/{number}")
    order = stored(lambda make: make.db.exec(select(PaymentOrder)).one())
    card = stored(lambda make: make.db.exec(select(SavedCard)).one())
    assert (order.method, order.card_id) == (PaymentMethod.CARD, card.id)


def test_a_payment_that_is_not_there_changes_nothing(browser, stripe, stored):
    answer = type_in(browser, stripe, next="/en/pay/P-NOBODYS")
    assert answer.headers["location"] == "/en/pay/P-NOBODYS"
    assert saved(stored) == ["4242"]


@pytest.mark.parametrize("goal", HOSTILE)
def test_a_hostile_page_to_go_to_is_dropped(browser, stripe, goal):
    assert "evil" not in browser.get("/en/cards/new", params={"next": goal}, headers=HTML).text
    assert type_in(browser, stripe, next=goal).headers["location"] == "/en/billing-profile/methods"


def test_who_tries_card_after_card_is_stopped(browser, stored):
    for _time in range(BEGUN.most):
        begin(browser)
    answer = browser.post("/cards/begin", data={"language": "es"})
    assert (answer.status_code, len(stored(lambda make: list(make.db.exec(select(Attempt)))))) == (
        429,
        BEGUN.most,
    )


def test_who_may_not_pay_adds_no_card(browser, browser_at):
    tomas = enter(browser_at([*sign_in.routes, *cards.routes]), TOMAS)
    assert tomas.get("/en/cards/new", headers=HTML).status_code == 403
    assert tomas.post("/cards/begin", data={"language": "en"}).status_code == 403
    assert finish(tomas, "seti_1").status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_a_script_is_told(browser):
    browser.cookies.clear()
    answer = browser.get("/es/cards/new", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/sign-in?reason=ended")
    assert browser.post("/cards/begin", data={"language": "es"}).status_code == 401


def test_a_company_that_is_not_ones_own_is_refused(browser):
    assert browser.get("/en/cards/new", params={"company": "999"}, headers=HTML).status_code in (303, 403)


def test_a_card_company_that_does_not_answer_is_said_so(browser, stripe, stored):
    stripe.fail("/v1/setup_intents", when="before", times=4)
    answer = browser.post("/cards/begin", data={"language": "en"})
    assert (answer.status_code, "does not answer" in answer.text) == (502, True)
    assert stored(lambda make: len(list(make.db.exec(select(ProviderCustomer))))) == 1


def test_where_no_cards_are_taken_the_page_says_so(browser, monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "")
    get_settings.cache_clear()
    page = browser.get("/en/cards/new", headers=HTML)
    assert "Payment by card is not offered here." in page.text
    assert "stripe.com" not in page.text


def test_other_languages_are_not_found(browser):
    assert browser.get("/fr/cards/new").status_code == 404
    assert browser.post("/cards/begin", data={"language": "fr"}).status_code == 404
