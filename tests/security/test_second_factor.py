"""A session that owes its second factor: every door, file and socket is shut to it."""

import json
from contextlib import contextmanager

import pyotp
import pytest
from sqlmodel import delete, select, update

from occ_app import db as database
from occ_app import pages
from occ_app.access import sessions
from occ_app.access.rights import places
from occ_app.endpoints import documents, files, lists, preferences
from occ_app.models import Account, Attempt, AuthenticatorApp, Person, RecoveryCode
from occ_app.navigation import discover
from occ_app.services import factors
from occ_app.testing.socket_client import HYDRATE, ROOT_STATE
from tests.security.conftest import ACME, ANA, ELENA, GLOBEX, MARTA
from tests.security.test_sessions import change, closes, refused

PROFILE = "occ_app___state___base____portal_state.occ_app___state___profile____profile_state"
PRIVATE = [route for module in (documents, files, lists, preferences) for route in module.routes]
PAGES = [f"/{language}{page.route}" for page in discover(pages) for language in ("es", "en") if page.needs]
ALLOWED = (
    "/en/second-factor",
    "/en/sign-in",
    "/en/signed-out",
    "/health",
    "/portal.css",
    "/second-factor.js",
)


@contextmanager
def with_app(email):
    """Somebody has an authenticator app; its secret and recovery codes."""
    with database.transaction() as db:
        person = db.exec(select(Person).where(Person.email == email)).one()
        token = sessions.begin(db, person, user_agent="test", address="192.0.2.1")
        actor = sessions.resume(db, sessions.find(db, token))
        secret = factors.begin_app(db, actor).secret
        codes = factors.add_app(db, actor, pyotp.TOTP(secret).now()).codes
    try:
        yield secret, codes
    finally:
        with database.transaction() as db:
            for table in (AuthenticatorApp, RecoveryCode, Attempt):
                db.exec(delete(table))
            db.exec(update(Person).values(has_factor=False))


@pytest.fixture
def owing(portal):
    """The token of a session of Ana that owes her factor."""
    with with_app(ANA) as (_secret, codes):
        token = portal.session(ANA)
        yield token, codes


def test_no_page_opens(portal, owing):
    browser = portal.browser(owing[0], accept="text/html")
    for path in [*PAGES, "/en/nothing-here", f"/en/invoices/{ACME}"]:
        answer = browser.get(path, params={"q": "1"})
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith(f"{path[:3]}/second-factor?next=/{path[1:3]}/"), path
        assert answer.content == b""


def test_no_file_and_no_form_does_anything(portal, owing):
    browser = portal.browser(owing[0])
    for route in PRIVATE:
        path = route.path.replace("{number}", ACME).replace("{", "").replace("}", "")
        for method in ("GET", "POST", "HEAD", "PUT", "DELETE"):
            answer = browser.request(method, path)
            assert answer.status_code == 401, (method, path)
            assert ACME not in answer.text


def test_only_what_proves_it_and_the_way_out_are_open(portal, owing):
    browser = portal.browser(owing[0], accept="text/html")
    for path in ALLOWED:
        assert browser.get(path).status_code in (200, 303), path
    assert ACME not in browser.get("/en/second-factor").text
    for path in (
        "/en/second-factor/add",
        "/en/second-factor/x",
        "/en/second-factorx",
        "/en/second-factor/../invoices",
    ):
        assert (
            browser.get(path)
            .headers.get("location", "")
            .startswith(("/en/second-factor?next=", "/en/sign-in"))
        ), path
    assert browser.post("/auth/sign-out").headers["location"].endswith("reason=signed-out")


def test_no_socket_opens(portal, owing):
    assert refused(portal, owing[0])
    assert refused(portal, owing[0], origin=portal.server.url)


def test_no_factor_can_be_added_to_get_past_the_one_there_is(portal, owing):
    browser = portal.browser(owing[0], accept="text/html")
    for path in ("app", "app/add", "passkey/new", "passkey/add", "codes"):
        answer = browser.post(f"/auth/second-factor/{path}", data={"code": "1", "credential": "{}"})
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers
    assert refused(portal, owing[0])


def test_the_factor_opens_the_portal_under_a_new_token(portal, owing):
    token, codes = owing
    browser = portal.browser(token)
    answer = browser.post("/auth/second-factor/code", data={"code": codes[0], "next": "/en/invoices"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/invoices")
    fresh = answer.cookies["occ_session"]
    portal.tokens.append(fresh)
    assert fresh != token
    assert refused(portal, token)
    assert portal.browser(token).get("/en/invoices").headers["location"].startswith("/en/sign-in")
    with portal.page(fresh, "/en/invoices") as page:
        assert page.of("frame_state")["name"] == "Ana Ruiz"


def test_a_code_that_was_used_is_worthless_in_another_session(portal, owing):
    codes = owing[1]
    for attempt, status in ((portal.session(ANA), 303), (portal.session(ANA), 422)):
        answer = portal.browser(attempt, accept="text/html").post(
            "/auth/second-factor/code", data={"code": codes[0]}
        )
        assert answer.status_code == status
        portal.tokens.append(answer.cookies.get("occ_session", attempt))


def test_guessing_ends_whatever_the_session(portal, owing):
    statuses = []
    for guess in range(14):
        browser = portal.browser(portal.session(ANA), accept="text/html")
        statuses.append(browser.post("/auth/second-factor/code", data={"code": f"{guess:06}"}).status_code)
    assert statuses == [422] * 10 + [429] * 4


def test_forms_of_other_sites_prove_nothing(portal, owing):
    browser = portal.browser(owing[0], origin="https://evil.example")
    answer = browser.post("/auth/second-factor/code", data={"code": owing[1][0]})
    assert answer.status_code == 403


def test_a_page_that_was_open_before_the_factor_was_asked_for_leaves(portal):
    session = portal.session(ELENA)
    with portal.page(session, "/en/invoices") as page:
        before = json.dumps(page.state)
        change(portal, session, awaits_proof=True)
        page.send(HYDRATE)
        page.until(lambda: page.events)
        assert page.events[0]["payload"]["path"].startswith("/en/second-factor?next=%2Fen%2Finvoices")
        assert json.dumps(page.state) == before


def test_a_company_that_asks_for_it_shuts_out_its_people_and_no_others(portal):
    with database.transaction() as db:
        acme = db.exec(select(Account).where(Account.name == "Acme Iberia")).one().pk
    session, john = portal.session(MARTA), portal.session("john@globex.example")
    try:
        set_rule(acme, True)
        assert refused(portal, session)
        assert portal.browser(session).get("/documents/invoices.csv").status_code == 401
        assert GLOBEX in portal.browser(john).get("/documents/invoices.csv").text
    finally:
        set_rule(acme, False)


def set_rule(account_id, required):
    with database.transaction() as db:
        rule = update(Account).where(Account.id == account_id)
        db.exec(rule.values(requires_second_factor=required))


def test_a_file_of_a_company_that_asks_for_it_is_refused_from_a_tab_of_another(portal):
    """The session is in a company that does not ask; the address names one that does."""
    with database.transaction() as db:
        john = db.exec(select(Person).where(Person.email == "john@globex.example")).one()
        globex, kuwait = places(db, john, None)
    session = portal.session("john@globex.example")
    try:
        set_rule(kuwait, True)
        browser = portal.browser(session)
        assert browser.get("/documents/invoices.csv", params={"company": globex}).status_code == 200
        assert browser.get("/documents/invoices.csv", params={"company": kuwait}).status_code == 403
    finally:
        set_rule(kuwait, False)


def test_ending_the_other_sessions_closes_their_tabs_within_seconds(portal):
    here, other = portal.session(ELENA), portal.session(ELENA)
    with portal.page(here, "/en/profile") as mine, portal.page(other) as theirs:
        mine.send(f"{ROOT_STATE}.{PROFILE}.end_others")
        assert closes(theirs)
        assert mine.close_code is None
    assert refused(portal, other)
