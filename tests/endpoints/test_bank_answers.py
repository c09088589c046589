from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app import charging
from occ_app.endpoints import bank_answers, sign_in
from occ_app.models import (
    WITHDRAWN,
    Account,
    Delegation,
    Payment,
    PaymentOrder,
    PaymentState,
    Person,
    ProviderCustomer,
)
from occ_app.models.base import now
from occ_app.services import cards, paying
from occ_app.services.cards import NewCard
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY
from occ_app.testing.stripe_server import ASKS_ALWAYS, VISA

ANA, EVE = "ana@acme.example", "eve@globex.example"
HTML = {"accept": "text/html"}


@pytest.fixture
def browser(browser_at, stored, stripe):
    """Ana, who pays for Acme, at the doors; Eve is of another company."""

    def companies(make):
        account = make.account("Acme")
        make.contact(account, email=ANA)
        make.invoice(account, number="INV-1")
        make.contact(make.account("Globex"), email=EVE)

    stored(companies)
    return enter(browser_at([*sign_in.routes, *bank_answers.routes]), ANA)


def enter(browser, email):
    assert browser.post("/auth/demo", data={"email": email}).status_code == 303
    return browser


@pytest.fixture
def pay(stored, stripe):
    """A function from a card number to the number of Ana's payment with it."""
    held = stripe.customer()

    def sent(card_number=ASKS_ALWAYS):
        def promise(make):
            actor = make.actor(make.db.exec(select(Person).where(Person.email == ANA)).one())
            make.db.add(ProviderCustomer(account_id=actor.account_id, provider_id=held))
            cards.add(make.db, actor, NewCard(stripe.card(held, card_number), "visa", "3184", 12, 2034))
            number = paying.begin(make.db, actor, Choice(numbers=("INV-1",)))[0]
            due = paying.sheet(make.db, actor, number).to_pay.minor
            return paying.send(make.db, actor, number, due).pk, number

        order_id, number = stored(promise)
        charging.charge(order_id)
        return number

    return sent


def state(stored):
    return stored(lambda make: make.db.exec(select(PaymentOrder.state)).one())


def secret(browser, number):
    return browser.post(f"/payments/{number}/secret", data={"language": "en"})


def confirmed(browser, number):
    return browser.post(f"/payments/{number}/confirmed", data={"language": "en"}, headers=HTML)


@pytest.mark.parametrize(("succeeds", "ends"), [(True, PaymentState.SUCCEEDED), (False, PaymentState.FAILED)])
def test_what_the_payer_answered_their_bank_decides(browser, pay, stored, stripe, succeeds, ends):
    number = pay()
    page = browser.get(f"/en/payments/{number}/confirm", headers=HTML)
    assert page.status_code == 200
    assert "Confirm with your bank" in page.text
    told = secret(browser, number).json()["client_secret"]
    stripe.authenticate(told.split("_secret_")[0], told, succeeds=succeeds)
    answer = confirmed(browser, number)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/payments/{number}")
    assert state(stored) is ends
    assert stored(lambda make: len(list(make.db.exec(select(Payment))))) == int(succeeds)


def test_the_secret_is_in_its_own_answer_only(browser, pay):
    number = pay()
    answer = secret(browser, number)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["client_secret"] not in browser.get(f"/en/payments/{number}/confirm").text


def test_what_the_browser_claims_is_not_believed(browser, pay, stored):
    number = pay()
    assert confirmed(browser, number).status_code == 303
    assert state(stored) is PaymentState.NEEDS_ACTION
    assert browser.get(f"/en/payments/{number}/confirm", headers=HTML).status_code == 200


def test_a_payment_that_waits_for_no_bank_has_its_own_page(browser, pay):
    number = pay(VISA)
    answer = browser.get(f"/es/payments/{number}/confirm", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/es/payments/{number}")
    assert secret(browser, number).json() == {"client_secret": ""}


def test_another_companys_payment_is_not_found(browser, browser_at, pay, stored):
    number = pay()
    eve = enter(browser_at([*sign_in.routes, *bank_answers.routes]), EVE)
    for named in (number, "P-NOBODYS"):
        assert eve.get(f"/en/payments/{named}/confirm", headers=HTML).status_code == 404
        assert secret(eve, named).status_code == 404
        assert confirmed(eve, named).status_code == 404
    assert state(stored) is PaymentState.NEEDS_ACTION


def test_a_payment_with_a_delegates_own_card_is_theirs_to_answer(browser, pay, stored, handed_over):
    number = pay()
    stored(lambda make: handed_over(make, make.db.exec(select(PaymentOrder)).one()))
    assert browser.get(f"/en/payments/{number}/confirm", headers=HTML).status_code == 404
    assert secret(browser, number).status_code == 404


@pytest.fixture
def handed_over():
    """A function that makes a payment that of a delegate."""

    def give(make, order):
        ana = make.db.exec(select(Person).where(Person.email == ANA)).one()
        payer = make.person("payer@bank.example")
        account = make.db.exec(select(Account).where(Account.name == "Acme")).one()
        handed = Delegation(
            account_id=account.pk, person_id=payer.pk, name="Payer", token_hash="h", made_by=ana.pk,
            ends_on=TODAY, ends_at=now() + timedelta(days=1), note="",
        )  # fmt: skip
        make.db.add(handed)
        make.db.flush()
        order.delegation_id = handed.pk

    return give


def test_a_stranger_is_sent_to_sign_in_and_a_script_is_told(browser, pay):
    number = pay()
    browser.cookies.clear()
    assert browser.get(f"/es/payments/{number}/confirm", headers=HTML).status_code == 303
    assert secret(browser, number).status_code == 401
    assert confirmed(browser, number).status_code == 303


def test_a_card_company_that_does_not_answer_leaves_the_payment_waiting(browser, pay, stored, stripe):
    number = pay()
    stripe.fail("/v1/payment_intents", when="before", times=4, method="GET")
    assert secret(browser, number).status_code == 502
    stripe.fail("/v1/payment_intents", when="before", times=4, method="GET")
    assert confirmed(browser, number).status_code == 303
    assert state(stored) is PaymentState.NEEDS_ACTION


def test_what_was_taken_back_is_not_answered_any_more(browser, pay, stored):
    number = pay()
    assert "it by " in browser.get(f"/en/payments/{number}/confirm", headers=HTML).text

    def taken_back(make):
        make.db.exec(select(PaymentOrder)).one().failure = WITHDRAWN

    stored(taken_back)
    assert browser.get(f"/en/payments/{number}/confirm", headers=HTML).status_code == 303
    assert secret(browser, number).json() == {"client_secret": ""}
