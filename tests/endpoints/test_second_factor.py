import json
import re
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import update

from occ_app.access import sessions
from occ_app.endpoints import second_factor, sign_in
from occ_app.models import ActivityKind, Person, SignInSession
from occ_app.models.base import now
from occ_app.testing.soft_key import SoftKey
from occ_app.testing.trail import trail
from tests.endpoints.test_destinations import HOSTILE

ANA, MARTA = "ana@acme.example", "marta@acme.example"
HTML = {"accept": "text/html"}
POSTS = [path.path for path in second_factor.routes if "POST" in path.methods]


@pytest.fixture
def browser(browser_at, stored):
    """A browser at the doors; Ana is signed in."""
    stored(lambda make: make.contact(make.account("Acme"), email=ANA))
    opened = browser_at([*sign_in.routes, *second_factor.routes])
    opened.headers.update(HTML)
    enter(opened)
    return opened


def enter(browser):
    assert browser.post("/auth/demo", data={"email": ANA}).status_code == 303


def post(browser, path, **form):
    return browser.post(f"/auth/second-factor/{path}", data={"language": "en"} | form)


def secret_in(page):
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")


def codes_in(page):
    return re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)


def add_app(browser):
    secret = secret_in(post(browser, "app").text)
    page = post(browser, "app/add", code=pyotp.TOTP(secret).now(), next="/en/profile")
    assert page.status_code == 200
    return codes_in(page.text)


def add_passkey(browser, name="Laptop"):
    key = SoftKey()
    asked = post(browser, "passkey/new").text
    return key, post(browser, "passkey/add", credential=key.create(asked), name=name, next="/en/profile")


def grow_stale(stored):
    stored(lambda make: make.db.exec(update(SignInSession).values(proved_at=now() - timedelta(minutes=11))))


def kinds(stored):
    return stored(lambda make: [entry.kind for entry in trail(make.db)])


def test_an_app_is_set_up_by_its_first_code(browser):
    page = browser.get("/en/second-factor/add")
    assert page.status_code == 200
    secret = secret_in(post(browser, "app").text)
    wrong = post(browser, "app/add", code="1")
    assert (wrong.status_code, secret_in(wrong.text)) == (422, secret)
    before = browser.cookies["occ_session"]
    done = post(browser, "app/add", code=pyotp.TOTP(secret).now(), next="/en/profile")
    assert len(codes_in(done.text)) == 10
    assert 'href="/en/profile"' in done.text
    assert browser.cookies["occ_session"] != before


def test_after_the_first_factor_the_next_sign_in_asks_for_it(browser, stored):
    codes = add_app(browser)
    enter(browser)
    before = browser.cookies["occ_session"]
    page = browser.get("/en/second-factor", params={"next": "/en/invoices?q=1"})
    assert page.status_code == 200
    wrong = post(browser, "code", code="nonsense", next="/en/invoices?q=1")
    assert wrong.status_code == 422
    assert wrong.text.count("This code is not right") == 1
    answer = post(browser, "code", code=codes[0], next="/en/invoices?q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/invoices?q=1")
    assert browser.cookies["occ_session"] != before
    assert stored(lambda make: sessions.find(make.db, before)) is None
    assert ActivityKind.FACTOR_REFUSED in kinds(stored)


def test_a_passkey_is_added_and_shown(browser):
    key, added = add_passkey(browser)
    assert len(codes_in(added.text)) == 10
    enter(browser)
    asked = post(browser, "passkey/ask")
    assert json.loads(asked.text)["userVerification"] == "preferred"
    assert post(browser, "passkey", credential=key.get(asked.text)).status_code == 303
    assert post(browser, "passkey", credential=key.get(asked.text)).status_code == 422


def test_a_second_passkey_brings_no_new_codes(browser):
    add_passkey(browser)
    answer = add_passkey(browser)[1]
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/profile")


@pytest.mark.parametrize("credential", ["", "{}", "x" * 9_000, '{"id":"a","rawId":"a","response":{}}'])
def test_rubbish_instead_of_a_passkey_is_answered_on_the_page(browser, credential):
    assert post(browser, "passkey/add", credential=credential).status_code == 422
    add_app(browser)
    assert post(browser, "passkey", credential=credential).status_code == 422


def test_a_script_is_answered_in_a_sentence(browser):
    browser.headers["accept"] = "application/json"
    answer = post(browser, "passkey/ask")
    assert (answer.status_code, answer.text) == (422, "You have no passkey for this portal.")


def test_who_takes_too_long_begins_again(browser):
    answer = post(browser, "app/add", code="123456")
    assert answer.status_code == 422
    assert "begin again" in answer.text


def test_too_many_guesses_are_refused_in_a_sentence(browser):
    add_app(browser)
    enter(browser)
    for _try in range(10):
        assert post(browser, "code", code="1").status_code == 422
    assert post(browser, "code", code="1").status_code == 429


def test_inside_more_is_added_after_a_fresh_proof_only(browser, stored):
    codes = add_app(browser)
    grow_stale(stored)
    answer = browser.get("/en/second-factor/add", params={"next": "/en/profile"})
    assert (
        answer.headers["location"]
        == "/en/second-factor?next=%2Fen%2Fsecond-factor%2Fadd%3Fnext%3D%252Fen%252Fprofile"
    )
    for path in ("passkey/new", "codes"):
        answer = post(browser, path, next="/en/profile")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/en/second-factor?next=%2Fen%2Fprofile",
        )
    assert post(browser, "code", code=codes[0], next="/en/profile").status_code == 303
    assert len(codes_in(post(browser, "codes").text)) == 10


def test_who_has_none_and_owes_none_goes_on(browser):
    answer = browser.get("/en/second-factor", params={"next": "/en/profile"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/profile")


def test_who_owes_the_first_one_adds_it_at_the_door(browser, stored):
    stored(lambda make: make.db.exec(update(SignInSession).values(awaits_proof=True)))
    assert 'data-passkey="create"' in browser.get("/es/second-factor").text
    assert add_app(browser)
    assert browser.get("/en/sign-in").headers["location"].endswith("/overview")


@pytest.mark.parametrize("path", POSTS)
def test_a_stranger_is_sent_to_sign_in(browser, path):
    browser.cookies.clear()
    answer = browser.post(path, data={"language": "es"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/sign-in?reason=ended")
    assert browser.get("/es/second-factor").headers["location"] == "/es/sign-in?reason=ended"


@pytest.mark.parametrize("path", POSTS)
def test_nothing_changes_on_get(browser, path):
    assert browser.get(path).status_code == 405


@pytest.mark.parametrize("goal", HOSTILE)
def test_a_hostile_page_to_go_to_is_dropped(browser, goal):
    assert browser.get("/en/second-factor", params={"next": goal}).headers["location"] == "/en/overview"
    codes = add_app(browser)
    assert "evil" not in browser.get("/en/second-factor", params={"next": goal}).text
    assert post(browser, "code", code=codes[0], next=goal).headers["location"] == "/en/overview"


def test_other_languages_are_not_found(browser):
    assert browser.get("/fr/second-factor").status_code == 404
    assert post(browser, "code", code="1", language="fr").status_code == 404


def test_a_factor_of_somebody_else_opens_nothing(browser, browser_at, stored):
    codes = add_app(browser)
    stored(lambda make: make.contact(make.account("Globex"), email=MARTA))
    stored(lambda make: make.db.exec(update(Person).where(Person.email == MARTA).values(has_factor=True)))
    other = browser_at([*sign_in.routes, *second_factor.routes])
    other.headers.update(HTML)
    other.post("/auth/demo", data={"email": MARTA})
    assert post(other, "code", code=codes[0]).status_code == 422
