"""Forms sent from other sites, and the headers that keep other sites out."""

import re

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.models import Person, SignInSession
from tests.security.conftest import ANA

FORMS = {
    "/auth/sign-out": {},
    "/auth/demo": {"email": ANA},
    "/auth/code": {"email": ANA},
    "/auth/verify": {"email": ANA, "code": "12345678"},
    "/auth/link": {"token": "x"},
    "/preferences/language": {"language": "es"},
    "/preferences/color-mode": {"mode": "dark"},
    "/preferences/company": {"account": "1"},
}
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://localhost:1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "nonsense"},
    {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
]


def everything():
    """What a forged form could change."""
    with database.transaction(reads_only=True) as db:
        return [
            record.model_dump()
            for table in (Person, SignInSession)
            for record in db.exec(select(table).order_by(table.id))
        ]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_elsewhere_changes_nothing(portal, headers):
    browser = portal.browser(portal.session(ANA), **headers)
    before = everything()
    for path, form in FORMS.items():
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert browser.request(method, path, data=form).status_code == 403, (method, path)
    assert everything() == before


def test_a_form_of_our_own_works(portal):
    for headers in ({"origin": portal.server.url}, {"sec-fetch-site": "same-origin"}, {}):
        browser = portal.browser(portal.session(ANA), **headers)
        assert browser.post("/preferences/color-mode", data={"mode": "dark"}).status_code == 204


def test_nothing_changes_on_get(portal):
    browser = portal.browser(portal.session(ANA))
    before = everything()
    for path, form in FORMS.items():
        assert browser.get(path, params=form).status_code in (200, 404, 405), path
    assert everything() == before


def test_a_form_too_large_is_refused(portal):
    browser = portal.browser(portal.session(ANA))
    assert browser.post("/preferences/color-mode", data={"mode": "x" * 1_000_000}).status_code == 413


@pytest.mark.parametrize("path", ["/en/overview", "/en/sign-in", "/en/invoices", "/en/nothing", "/health"])
def test_every_answer_forbids_foreign_scripts_and_frames(portal, path):
    headers = portal.browser(portal.session(ANA), accept="text/html").get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in headers


def test_a_file_opened_as_a_page_may_do_nothing(portal):
    for path in ("/portal.css", "/icons.svg", "/favicon.svg"):
        policy = portal.browser().get(path).headers["content-security-policy"]
        assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def test_pages_are_kept_by_nobody_and_assets_by_everybody(portal):
    browser = portal.browser(portal.session(ANA), accept="text/html")
    page = browser.get("/en/overview")
    assert "no-store" in page.headers["cache-control"]
    script = re.search(r'"(/assets/[^"]+\.js)"', page.text).group(1)
    assert "immutable" in browser.get(script).headers["cache-control"]
    for path in ("/en/sign-in", "/health", "/documents/invoices.csv"):
        assert "no-store" in browser.get(path).headers["cache-control"]
