"""Cards and banks' questions at the served portal: whose they are, and what is never said."""

import re

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.endpoints import bank_answers, cards
from occ_app.models import Account, PaymentState
from occ_app.testing.factories import Make
from tests.security.conftest import ANA, JOHN, TOMAS
from tests.security.test_delegates import made, session  # noqa: F401 - fixtures

HTML = {"accept": "text/html"}
DOORS = [*cards.routes, *bank_answers.routes]
NUMBER = "PACMECARD"


@pytest.fixture(scope="module")
def waiting(portal):
    """A payment of Acme that waits for its bank; its number."""
    with database.transaction() as db:
        make = Make(db)
        make.numbers = iter(range(70_000, 80_000))
        acme = db.exec(select(Account).where(Account.name == "Acme Iberia")).one()
        card = make.card(acme, provider_id="pm_waiting")
        invoice = make.invoice(acme, number="ACME-WAITING")
        state = {"state": PaymentState.NEEDS_ACTION, "provider_id": "pi_waiting"}
        make.sent(acme, card, (invoice, 100), number=NUMBER, **state)
    return NUMBER


def every_door(browser, number):
    """Each door as a browser would knock at it: (path, answer)."""
    for route in DOORS:
        path = route.path.replace("{language}", "en").replace("{number}", number)
        method = "POST" if "POST" in route.methods else "GET"
        data = {"language": "en", "setup": "seti_1"} if method == "POST" else None
        yield path, browser.request(method, path, data=data)


def test_a_stranger_gets_nothing_but_the_way_to_sign_in(portal, waiting):
    for path, answer in every_door(portal.browser(**HTML), waiting):
        assert answer.status_code == 303, path
        assert "/sign-in" in answer.headers["location"], path
        assert not answer.content


@pytest.mark.parametrize("email", [JOHN, TOMAS])
def test_payments_of_others_are_not_found_and_who_may_not_pay_is_refused(portal, waiting, email):
    browser = portal.browser(portal.session(email), **HTML)
    for path, answer in every_door(browser, waiting):
        if "payments" in path:
            assert answer.status_code == (404 if email == JOHN else 403), path
            assert "pi_waiting" not in answer.text
            assert NUMBER not in re.sub(r'href="[^"]*"', "", answer.text)


def test_a_form_of_another_site_does_nothing(portal, waiting):
    browser = portal.browser(portal.session(ANA), origin="https://evil.example")
    for route in DOORS:
        if "POST" in route.methods:
            path = route.path.replace("{number}", waiting)
            assert browser.post(path, data={"language": "en"}).status_code == 403, path


def test_a_delegate_answers_no_bank_for_the_company(portal, waiting, session):  # noqa: F811
    browser = portal.browser(session, **HTML)
    for path, answer in every_door(browser, waiting):
        if "payments" in path:
            assert answer.status_code == 404, path
            assert "pi_waiting" not in answer.text
    assert browser.get("/en/cards/new").status_code == 200


def test_no_other_page_may_load_a_script_of_the_card_company(portal):
    browser = portal.browser(portal.session(ANA), **HTML)
    for path in ("/en/billing-profile/methods", "/en/overview", "/en/sign-in"):
        assert "stripe" not in browser.get(path).headers["content-security-policy"], path


def test_nothing_of_a_card_is_in_the_log(portal, waiting):
    list(every_door(portal.browser(portal.session(ANA), **HTML), waiting))
    assert not re.search(r"_secret_|sk_(test|live)|pm_waiting|pi_waiting", portal.server.said())
