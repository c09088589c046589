import re

import pytest
from sqlmodel import select

from occ_app.endpoints.invitations import routes
from occ_app.models import Account, CompanyRole, OutboxMail, SignInSession
from occ_app.services.people import invitations
from tests.services.people.conftest import NORA_ADDRESS


@pytest.fixture
def browser(browser_at):
    return browser_at(routes)


@pytest.fixture
def token(stored):
    """That of an invitation to Acme."""

    def invite(make):
        acme = make.account("Acme", language="es")
        ana = make.actor(make.contact(acme, name="Ana"))
        invitations.invite(make.db, ana, NORA_ADDRESS, name="Nora", roles=[CompanyRole.FINANCE])
        mail = make.db.exec(select(OutboxMail)).one()
        return re.search(r"token=([\w-]+)", mail.text).group(1)

    return stored(invite)


def accept(browser, token, language="es"):
    return browser.post("/auth/invitation", data={"token": token, "language": language})


def test_opening_the_link_does_nothing_but_show_a_button(browser, token, stored):
    for _scanner in range(3):
        page = browser.get("/auth/invitation", params={"token": token, "language": "es"})
        assert (page.status_code, "Aceptar la invitación" in page.text) == (200, True)
        assert page.headers["referrer-policy"] == "strict-origin"
    assert stored(lambda make: make.db.exec(select(SignInSession)).all()[1:]) == []
    assert accept(browser, token).status_code == 303


def test_who_accepts_is_in(browser, token):
    answer = accept(browser, token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/overview")
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_a_link_that_was_used_or_never_was_says_so(browser, token):
    accept(browser, token)
    for one in (token, "made-up", "", "\x00", "x" * 5_000):
        answer = accept(browser, one, "en")
        assert (answer.status_code, "Ask for a new one" in answer.text) == (422, True)
        assert "set-cookie" not in answer.headers


def test_trying_links_is_limited(browser, token):
    answers = [accept(browser, "guess").status_code for _try in range(41)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_a_company_of_its_own_identity_provider_is_entered_its_own_way(browser, token, stored):
    def require(make):
        make.db.exec(select(Account)).one().requires_sso = True

    stored(require)
    answer = accept(browser, token, "en")
    assert (answer.status_code, "You have a place at Acme now" in answer.text) == (200, True)
    assert "set-cookie" not in answer.headers
