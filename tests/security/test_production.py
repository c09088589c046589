"""The portal as production serves it: under https, without the demo's door, with nothing secret in its log."""

import re

import httpx
import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.models import OutboxMail
from occ_app.testing import databases
from occ_app.testing.factories import Make
from occ_app.testing.server import serving
from tests.security.conftest import ANA, people_and_papers

ORIGIN = "https://portal.acme.example"
PRODUCTION = {
    "OCC_ENV": "production",
    "OCC_BASE_URL": ORIGIN,
    "OCC_SECRET_KEY": "a-secret-that-is-long-enough-for-it",
}


@pytest.fixture(scope="module")
def portal():
    """Instead of the folder's: nothing here is to be watched by it."""


@pytest.fixture
def quiet_log():
    """As above."""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    with databases.temporary("sqlite") as url:
        with database.transaction() as db:
            people_and_papers(Make(db))
        with serving(url, tmp_path_factory.mktemp("production") / "log", **PRODUCTION) as server:
            yield server


def mail():
    with database.transaction(reads_only=True) as db:
        return db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()


def browser(server):
    return httpx.Client(base_url=server.url, headers={"origin": ORIGIN})


def test_there_is_no_door_of_a_demo(production):
    assert browser(production).post("/auth/demo", data={"email": ANA}).status_code == 404
    assert ANA not in browser(production).get("/en/sign-in").text


def test_the_cookie_is_bound_to_the_host_and_goes_over_tls_only(production):
    cookie = entered(production)[0]
    assert cookie.startswith("__Host-occ_session=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_a_cookie_without_the_prefix_opens_nothing(production):
    token = entered(production)[1]
    for name, status in (("occ_session", 303), ("__Host-occ_session", 200)):
        answer = httpx.get(f"{production.url}/en/overview", headers={"cookie": f"{name}={token}"})
        assert answer.status_code == status


def test_browsers_are_told_to_stay_on_https_and_to_ask_one_origin_only(production):
    headers = browser(production).get("/en/sign-in").headers
    assert "max-age=31536000" in headers["strict-transport-security"]
    assert f"connect-src 'self' {ORIGIN.replace('https', 'wss')};" in headers["content-security-policy"]
    answer = httpx.post(f"{production.url}/auth/sign-out", headers={"origin": production.url})
    assert answer.status_code == 403


def test_what_opens_a_door_is_not_in_the_log(production):
    cookie, token, code, link = entered(production)
    browser(production).get("/auth/link", params={"token": link})
    browser(production).post("/auth/link", data={"token": link})
    httpx.get(f"{production.url}/en/overview", headers={"cookie": cookie.partition(";")[0]})
    said = production.said()
    assert '"path": "/auth/link"' in said
    for secret in (token, code, code.replace(" ", ""), link, PRODUCTION["OCC_SECRET_KEY"]):
        assert secret not in said


def entered(server):
    """(cookie, token, code, link's token) after signing in by the code of a mail."""
    client = browser(server)
    client.post("/auth/code", data={"email": ANA, "language": "en"})
    sent = mail()
    code = re.search(r"\d{4} \d{4}", sent.subject).group()
    answer = client.post("/auth/verify", data={"email": ANA, "code": code, "language": "en"})
    cookie = answer.headers["set-cookie"]
    return (
        cookie,
        re.match(r"[^=]+=([^;]+)", cookie).group(1),
        code,
        re.search(r"token=([\w-]+)", sent.text).group(1),
    )
