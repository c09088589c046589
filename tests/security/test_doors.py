"""What a stranger, and a signed-in person with strange addresses, gets over plain HTTP."""

import http.client
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.models import SignInSession
from tests.security.conftest import ACME, ACME_OTHER_ORDER, ANA, GLOBEX, JOHN, TOMAS

PAGES = [
    "/es/overview",
    "/en/overview",
    "/en/invoices",
    f"/en/invoices/{GLOBEX}",
    "/en/outbox",
    "/en/nothing-here",
]
FILES = [f"/documents/invoices/{GLOBEX}.pdf", "/documents/invoices.csv", "/documents/invoices.xlsx"]
MACHINERY = [
    "/ping",
    "/_health",
    "/_all_routes",
    "/_upload",
    "/_upload/x.txt",
    "/_event",
    "/_event/?EIO=4&transport=polling",
]
TRICKS = [
    "//en/invoices",
    "/en//invoices",
    "/es/../en/invoices",
    "/es/sign-in/../invoices",
    "/es/sign-in/%2e%2e/invoices",
    "/es/sign-in%2f..%2finvoices",
    "/assets/../en/invoices",
    "/assets/../documents/invoices.csv",
    "/assets/..%2fdocuments/invoices.csv",
    "/auth/../documents/invoices.csv",
    "/api/../documents/invoices.csv",
    "/webhooks/../documents/invoices.csv",
    "/health/../documents/invoices.csv",
    "/EN/invoices",
    "/en/Invoices",
    "/en/invoices.",
    "/en/invoices/",
    "/en/invoices;x=1",
    "/en/sign-in%0a",
    "/en/invoices%00.css",
    "/documents/invoices.csv/x.css",
    "/documents/invoices.csv%3f.css",
    "/documents/invoices%2ecsv",
    "/en/%c3%b1",
    "/en/%ff%fe",
    "/en/" + "x" * 8_000,
    "/%5cevil.example",
]
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get"]


def raw(portal, target, method="GET", session="", **headers):
    """An answer to a request line of the attacker's choosing, which clients would tidy up."""
    connection = http.client.HTTPConnection(urlsplit(portal.server.url).netloc, timeout=10)
    connection.putrequest(method, target, skip_accept_encoding=True)
    sent = {"accept": "text/html", **headers} | ({"cookie": f"occ_session={session}"} if session else {})
    for name, value in sent.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_back_afterwards(portal, path):
    answer = portal.browser(accept="text/html").get(path, params={"q": "1"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path[:3]}/sign-in?next={path}%3Fq%3D1"
    assert answer.content == b""


@pytest.mark.parametrize("path", FILES)
def test_a_stranger_gets_no_file(portal, path):
    answer = portal.browser().get(path)
    assert (answer.status_code, answer.text) == (401, "Sign in first.")


@pytest.mark.parametrize("path", MACHINERY)
@pytest.mark.parametrize("email", ["", ANA])
def test_nobody_gets_to_the_machinery(portal, path, email):
    browser = portal.browser(portal.session(email) if email else "")
    for method in ("GET", "POST"):
        assert browser.request(method, path).status_code == 404


def test_what_is_the_same_for_everybody_needs_no_session(portal):
    browser = portal.browser(accept="text/html")
    assert browser.get("/health").json() == {"status": "ok"}
    for path in (
        "/portal.css",
        "/tokens.css",
        "/portal.js",
        "/favicon.svg",
        "/icons.svg",
        "/en/sign-in",
        "/es/sign-in",
    ):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/").headers["location"] == "/en/sign-in"


@pytest.mark.parametrize("target", TRICKS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_trick_with_an_address_passes_without_a_session(portal, target, method):
    answer, body = raw(portal, target, method)
    location = answer.getheader("location", "")
    assert answer.status in (303, 307, 400, 401, 404, 431) or (b"<form" in body and "sign-in" in target)
    assert answer.status not in (303, 307) or urlsplit(location).path.rstrip("/").endswith(
        ("/sign-in", "/health")
    )
    assert GLOBEX.encode() not in body
    assert ACME.encode() not in body


@pytest.mark.parametrize("target", TRICKS)
def test_no_trick_with_an_address_breaks_it_for_the_signed_in(portal, target):
    answer, body = raw(portal, target, session=portal.session(ANA))
    assert answer.status < 500
    assert GLOBEX.encode() not in body


@pytest.mark.parametrize(
    "target",
    ["*", "http://evil.example/en/invoices", "en/invoices", "//evil.example/%2e%2e", "/\\evil.example"],
)
def test_odd_request_targets_are_answered_calmly(portal, target):
    for method in ("GET", "OPTIONS"):
        answer, _body = raw(portal, target, method)
        assert answer.status in (303, 400, 401, 404)
        assert "evil" not in urlsplit(answer.getheader("location", "")).netloc


@pytest.mark.parametrize("method", METHODS)
def test_no_method_passes_without_a_session(portal, method):
    for target in ("/en/invoices", FILES[1], "/preferences/company"):
        answer, body = raw(portal, target, method, content_length="0", x_http_method_override="GET")
        assert answer.status in (303, 400, 401, 405)
        assert ACME.encode() not in body


def test_the_address_to_return_to_stays_here(portal):
    for path in ("//evil.example", "/\\evil.example", "/es/../../evil", "/es/%0d%0aset-cookie:x=1"):
        answer, _body = raw(portal, path)
        location = answer.getheader("location", "")
        assert answer.status == 404 or location.startswith(("/en/sign-in?next=/", "/es/sign-in?next=/"))
        assert answer.getheader("set-cookie") is None


def test_a_foreign_document_is_not_found(portal):
    browser = portal.browser(portal.session(ANA))
    assert browser.get(f"/documents/invoices/{ACME_OTHER_ORDER}.pdf").status_code == 200
    assert browser.get(f"/documents/invoices/{GLOBEX}.pdf").status_code == 404
    assert portal.browser(portal.session(JOHN)).get(f"/documents/invoices/{ACME}.pdf").status_code == 404


def test_a_technical_contact_gets_the_documents_of_own_orders_only(portal):
    browser = portal.browser(portal.session(TOMAS))
    assert browser.get(f"/documents/invoices/{ACME}.pdf").status_code == 200
    assert browser.get(f"/documents/invoices/{ACME_OTHER_ORDER}.pdf").status_code == 404
    listed = browser.get("/documents/invoices.csv").text
    assert ACME in listed
    assert ACME_OTHER_ORDER not in listed


@pytest.mark.parametrize(
    "cookie",
    [
        "occ_session=",
        "occ_session",
        "occ_session=\xff\xfe\x01",
        "occ_session=" + "x" * 6_000,
        "=;;;=;occ_session=%00",
        'occ_session="\\303\\277"',
        "__Host-occ_session={session}",
        "OCC_SESSION={session}",
        "occ_session={session}x",
        "occ_session={ref}",
    ],
)
def test_no_other_cookie_opens_anything(portal, cookie):
    session = portal.session(ANA)
    sent = cookie.format(session=session, ref=portal.ref(session)).encode("latin-1")
    answer, _body = raw(portal, "/en/invoices", cookie=sent)
    assert answer.status in (303, 400)


def test_one_good_cookie_beside_a_bad_one_is_either_taken_or_refused(portal):
    good = portal.session(ANA)
    for cookie in (f"occ_session=bad; occ_session={good}", f"occ_session={good}; occ_session=bad"):
        assert raw(portal, "/en/invoices", cookie=cookie)[0].status in (200, 303)


def test_a_made_up_forwarding_address_is_not_believed(portal):
    browser = portal.browser(
        **{"x-forwarded-for": "203.0.113.7", "x-real-ip": "203.0.113.7", "forwarded": "for=203.0.113.7"}
    )
    assert browser.post("/auth/demo", data={"email": ANA}).status_code == 303
    with database.transaction(reads_only=True) as db:
        assert "203.0.113.7" not in set(db.exec(select(SignInSession.address)))


def test_a_hostile_host_header_leads_nowhere(portal):
    for target in ("/en/invoices", "/health/", "/auth/code/", "/en/sign-in/"):
        answer, _body = raw(portal, target, host="evil.example")
        assert "evil" not in (answer.getheader("location") or "") or answer.status == 307
