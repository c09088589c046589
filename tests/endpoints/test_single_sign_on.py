"""The doors to and from a company's provider, with a certified provider of others behind them."""

import re
import time
from html import unescape

import pytest
from sqlmodel import select

from occ_app.access import sessions, vault
from occ_app.access.permissions import Role
from occ_app.endpoints.sign_in import routes as sign_in_routes
from occ_app.endpoints.single_sign_on import routes
from occ_app.models import Account, OutboxMail, Person
from occ_app.services.single_sign_on import entering
from occ_app.settings import get_settings
from tests.endpoints.sso_steps import ANA, acme, back, browser, go, session, start, trail, url_in
from tests.endpoints.test_destinations import HOSTILE
from tests.parts.oidc.fixtures import op, strict
from tests.parts.oidc.strict import CLIENT, SECRET
from tests.parts.oidc.strict import Person as Visitor

__all__ = ["acme", "browser", "op", "strict", "trail"]


def test_a_visit_to_the_company_ends_inside(browser, acme, stored):
    page = start(browser)
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "HttpOnly" in page.headers["set-cookie"]
    assert "samesite=lax" in page.headers["set-cookie"].lower()
    answer = back(browser, acme, Visitor().log_in(url_in(page), "ana"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/overview")
    assert browser.cookies["occ_session"]
    assert not [name for name in browser.cookies if name.startswith("occ_sso")]
    begun = session(stored)
    assert (begun.method, begun.only_account_id, begun.sso_sub) == ("single_sign_on", acme, "ana")


def test_what_the_browser_holds_meanwhile_tells_nothing(browser, acme):
    page = start(browser)
    state, nonce = (re.search(rf"{name}=([\w-]+)", url_in(page)).group(1) for name in ("state", "nonce"))
    (held,) = [value for name, value in browser.cookies.items() if name.startswith("occ_sso")]
    assert state not in held
    assert nonce not in held


def test_two_tabs_do_not_disturb_each_other(browser, acme):
    first, second = url_in(start(browser)), url_in(start(browser))
    for url in (first, second):
        assert back(browser, acme, Visitor().log_in(url, "ana")).status_code == 303


def test_the_wanted_page_is_kept(browser, acme):
    assert go(browser, acme, next="/en/invoices?q=1").headers["location"] == "/en/invoices?q=1"


@pytest.mark.parametrize("goal", HOSTILE[:6])
def test_a_hostile_page_to_go_to_is_dropped(browser, acme, goal):
    assert go(browser, acme, next=goal).headers["location"] == "/es/overview"


@pytest.mark.parametrize("email", ["someone@elsewhere.example", "nobody@nowhere.example"])
def test_an_address_without_a_provider_goes_on_to_the_code(browser, email):
    with_company, with_code = start(browser, email), start(browser, email, "/auth/code")
    assert (with_company.status_code, with_company.text) == (with_code.status_code, with_code.text)


def test_what_is_no_address_is_said_at_its_field(browser):
    assert 'aria-describedby="email-problem"' in start(browser, "ana").text


def test_an_answer_counts_once(browser, acme, stored, trail):
    page = start(browser)
    held = dict(browser.cookies)
    answer = Visitor().log_in(url_in(page), "ana")
    assert back(browser, acme, answer).status_code == 303
    assert back(browser, acme, answer).status_code == 403
    browser.cookies.update(held)  # a thief who has both the address and the cookie
    replayed = back(browser, acme, answer)
    assert replayed.status_code == 403
    assert "has been used" in replayed.text
    assert trail() == [(acme, "state"), (acme, "replay")]


def test_another_browser_gets_nothing_of_an_answer(browser, browser_at, acme, trail):
    answer = Visitor().log_in(url_in(start(browser)), "ana")
    stranger = browser_at(routes)
    refused = back(stranger, acme, answer)
    assert refused.status_code == 403
    assert "begun elsewhere" in refused.text
    assert "occ_session" not in stranger.cookies
    assert trail() == [(acme, "state")]
    assert back(browser, acme, answer).status_code == 303


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "tampered"}, "state"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"code": "wrong"}, "code"),
    ],
)
def test_a_tampered_answer_is_refused_and_recorded(browser, acme, trail, change, reason):
    refused = back(browser, acme, Visitor().log_in(url_in(start(browser)), "ana") | change)
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    assert trail() == [(acme, reason)]


@pytest.mark.parametrize(
    "claims", [{"aud": []}, {"aud": "other"}, {"iss": "https://evil.example"}, {"exp": 1}]
)
def test_a_token_that_is_not_for_us_opens_nothing(browser, acme, op, trail, claims):
    page = start(browser)
    answer = Visitor().log_in(url_in(page), "ana")
    op.lie(claims=claims)
    assert back(browser, acme, answer).status_code == 403
    assert len(trail()) == 1
    assert "occ_session" not in browser.cookies


@pytest.mark.parametrize(
    ("who", "said"),
    [("unverified", "no confirmed e-mail"), ("outsider", "not an address"), ("newcomer", "has no access")],
)
def test_who_may_not_enter_is_told_why_in_one_sentence(browser, acme, trail, who, said):
    refused = go(browser, acme, who)
    assert refused.status_code == 403
    assert said in unescape(refused.text)
    assert len(trail()) == 1


def test_an_answer_for_one_company_does_not_open_another(browser, acme, stored, trail):
    globex = stored(lambda make: make.account("Globex").pk)
    answer = Visitor().log_in(url_in(start(browser)), "ana")
    assert back(browser, globex, answer).status_code == 403
    assert trail() == [(None, "state")]


@pytest.mark.parametrize("realm", [0, 999, 10**30])
def test_a_realm_that_is_none_is_refused(browser, realm):
    assert back(browser, realm, {"code": "x", "state": "y"}).status_code == 403
    assert browser.post(f"/auth/sso/{realm}/logout", data={"logout_token": "x"}).status_code == 400


@pytest.mark.parametrize("cookie", ["", "rubbish", "[]", '{"realm": 1}', "null"])
def test_a_cookie_that_is_none_of_ours_is_none(browser, acme, cookie):
    answer = Visitor().log_in(url_in(start(browser)), "ana")
    name = next(name for name in browser.cookies if name.startswith("occ_sso"))
    browser.cookies.clear()
    browser.cookies.set(name, vault.lock(cookie) if cookie.startswith(("[", "{", "n")) else cookie)
    assert back(browser, acme, answer).status_code == 403


def test_a_visit_that_took_too_long_is_over(browser, acme, monkeypatch):
    answer = Visitor().log_in(url_in(start(browser)), "ana")
    later = time.time() + 601
    monkeypatch.setattr("occ_app.endpoints.sso_flow.time", lambda: later)
    assert "too old" in back(browser, acme, answer).text


def test_a_provider_that_does_not_answer_is_said_and_codes_still_work(browser, acme, op, monkeypatch):
    monkeypatch.setattr("occ_app.integrations.identity.discovery.REMEMBERED", 0)
    op.stop()
    try:
        page = start(browser)
    finally:
        op.start()
    assert page.status_code == 502
    assert "does not answer" in page.text
    assert start(browser, path="/auth/code").status_code == 200


def test_coming_back_again_and_again_is_limited(browser, acme):
    for _ in range(entering.RETURNS_OF_SOURCE.most):
        back(browser, acme, {"state": "x", "code": "y"})
    assert back(browser, acme, {"state": "x", "code": "y"}).status_code == 429
    assert browser.post(f"/auth/sso/{acme}/logout", data={"logout_token": "x"}).status_code == 429


def test_a_company_that_requires_it_answers_a_code_the_same_and_never_breaks(browser, acme, stored):
    first = start(browser, path="/auth/code").text
    letter = stored(lambda make: make.db.exec(select(OutboxMail)).first())
    code, token = (
        re.search(r"\d{4} \d{4}", letter.subject).group(),
        re.search(r"token=([\w-]+)", letter.text).group(1),
    )

    def require(make):
        make.db.get(Account, acme).requires_sso = True

    stored(require)
    assert start(browser, path="/auth/code").text == first
    assert browser.post("/auth/verify", data={"email": ANA, "code": code}).status_code == 422
    assert browser.post("/auth/link", data={"token": token}).status_code == 422
    letter = stored(lambda make: make.db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first())
    path = re.search(r"http\S+?(/en/sign-in\S+)", letter.text).group(1)
    page = browser.get(path)
    assert f'value="{ANA}"' in page.text
    assert "Press “Sign in with your company”" in page.text
    assert go(browser, acme).status_code == 303


def test_staff_enter_through_the_suppliers_own(browser_at, stored, op, monkeypatch, trail):
    monkeypatch.setenv("OCC_STAFF_OIDC_ISSUER", op.issuer)
    monkeypatch.setenv("OCC_STAFF_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("OCC_STAFF_OIDC_CLIENT_SECRET", SECRET)
    get_settings.cache_clear()
    stored(lambda make: make.person("marta.soler@acme.example", is_staff=True))
    browser = browser_at([*routes, *sign_in_routes])
    assert "I work for" in browser.get("/en/sign-in").text
    assert go(browser, 0, "marta", path="/auth/sso/staff").status_code == 303
    ref = stored(lambda make: sessions.find(make.db, browser.cookies["occ_session"]))
    assert stored(lambda make: sessions.resume(make.db, ref)).roles == {Role.STAFF}
    stored(lambda make: make.person(ANA))
    assert go(browser, 0, "ana", path="/auth/sso/staff").status_code == 403
    assert trail() == [(None, "not_staff")]
    assert stored(lambda make: make.db.exec(select(Person)).all())


def test_without_a_provider_of_the_supplier_there_is_no_such_door(browser):
    assert "I work for" not in browser.get("/en/sign-in").text
    assert start(browser, path="/auth/sso/staff").status_code == 404
    assert browser.get("/auth/sso").status_code == 405
