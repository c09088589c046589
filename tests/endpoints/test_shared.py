"""The door for what was shared: link, code, session; and every way it stays shut."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.endpoints import shared
from occ_app.models import Delegation, OutboxMail
from occ_app.services import delegations
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY

PAYER = "paying@payer.example"


@pytest.fixture
def made(stored):
    """Two invoices handed over; the delegation's id."""

    def write(make):
        acme = make.account("Acme")
        for number in ("ACME-1", "ACME-2"):
            make.invoice(acme, number=number)
        ana = make.actor(make.contact(acme, name="Ana Ruiz"))
        until = (TODAY + timedelta(days=9)).isoformat()
        asked = {"email": PAYER, "name": "<b>Pay</b>", "ends_on": until}
        return delegations.delegate(make.db, ana, Choice(numbers=("ACME-1", "ACME-2")), **asked).pk

    return stored(write)


@pytest.fixture
def browser(browser_at):
    return browser_at(shared.routes)


def mails():
    with database.transaction(reads_only=True) as db:
        return [mail.text for mail in db.exec(select(OutboxMail).order_by(col(OutboxMail.id)))]


def link():
    return next(re.search(r"token=([\w-]+)", text)[1] for text in mails() if "token=" in text)


def knock(browser, token):
    return browser.post("/auth/shared", data={"token": token, "language": "en"})


def enter(browser, token, code):
    return browser.post("/auth/shared/code", data={"token": token, "code": code, "language": "es"})


def test_opening_the_link_does_nothing_but_show_a_button(browser, made):
    before = len(mails())
    for token in (link(), "rubbish", "x" * 5_000, '"><script>'):
        answer = browser.get("/auth/shared", params={"token": token, "language": "es"})
        assert answer.status_code == 200
        assert "Continuar" in answer.text
        assert "<script>" not in answer.text
        assert "ACME" not in answer.text
        assert answer.headers["referrer-policy"] == "strict-origin"
    assert len(mails()) == before


def test_the_code_of_the_mail_opens_a_session_of_just_that(browser, made):
    asked = knock(browser, link())
    assert "p•••@payer.example" in asked.text
    assert PAYER not in asked.text
    code = re.search(r"\d{4} \d{4}", mails()[-1])[0]
    assert "auth/link" not in mails()[-1]
    answer = enter(browser, link(), code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/invoices")
    token = answer.cookies["occ_session"]
    with database.transaction(reads_only=True) as db:
        assert sessions.resume(db, sessions.find(db, token)).delegation_id == made
    assert knock(browser, link()).headers["location"] == "/en/invoices"


def test_a_wrong_code_opens_nothing_and_guessing_ends(browser, made):
    knock(browser, link())
    answers = [enter(browser, link(), "0000 0000").status_code for _try in range(12)]
    assert set(answers) == {422, 429}
    assert answers[-1] == 429
    assert "set-cookie" not in enter(browser, link(), "1").headers


def test_a_link_that_is_over_says_so_and_mails_nothing(browser, made):
    before = len(mails())
    assert knock(browser, "rubbish").status_code == 410
    with database.transaction() as db:
        db.get(Delegation, made).ends_at -= timedelta(days=30)
    assert knock(browser, link()).status_code == 410
    assert enter(browser, link(), "12345678").status_code == 422
    assert len(mails()) == before


def test_knocking_has_its_limits(browser, made):
    answers = [knock(browser, link()).status_code for _try in range(8)]
    assert answers[0] == 200
    assert answers[-1] == 429
