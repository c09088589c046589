"""Out there and out here: signing out by the provider, and its notices."""

import time

from occ_app.integrations.identity.logout import EVENT
from tests.endpoints.sso_steps import acme, back, browser, go, session, start, url_in
from tests.parts.oidc.fixtures import op, strict
from tests.parts.oidc.strict import BASE, CLIENT
from tests.parts.oidc.strict import Person as Visitor

__all__ = ["acme", "browser", "op", "strict"]


def test_signing_out_leads_by_the_provider_and_back(browser, acme, op, stored):
    person = Visitor()
    back(browser, acme, person.log_in(url_in(start(browser)), "ana"))
    page = browser.post("/auth/sign-out")
    assert page.status_code == 200
    assert "Max-Age=0" in page.headers["set-cookie"]
    assert session(stored).ended_at
    returned = person.log_out(url_in(page))
    assert returned == f"{BASE}/auth/sso/signed-out?state=es"
    answer = browser.get(returned.removeprefix(BASE))
    assert answer.headers["location"] == "/es/sign-in?reason=signed-out"


def test_signing_out_does_not_wait_for_a_provider_that_is_gone(browser, acme, op, monkeypatch):
    go(browser, acme)
    monkeypatch.setattr("occ_app.integrations.identity.discovery.REMEMBERED", 0)
    op.stop()
    try:
        answer = browser.post("/auth/sign-out")
    finally:
        op.start()
    assert answer.headers["location"] == "/es/sign-in?reason=signed-out"


def test_who_signs_out_elsewhere_is_out_here(browser, acme, op, stored):
    person = Visitor()
    back(browser, acme, person.log_in(url_in(start(browser)), "ana"))
    person.log_out(f"{op.issuer}/session/end?client_id={CLIENT}")
    notice = op.notices()[-1]
    answer = browser.post(f"/auth/sso/{acme}/logout", data={"logout_token": notice})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert session(stored).ended_at


def test_a_forged_notice_ends_nothing(browser, acme, op, stored):
    go(browser, acme)
    now = int(time.time())
    claims = {"iss": op.issuer, "aud": "other", "iat": now, "jti": "j", "sub": "ana", "events": {EVENT: {}}}
    for token in (op.sign(claims), "x", ""):
        answer = browser.post(f"/auth/sso/{acme}/logout", data={"logout_token": token})
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert not session(stored).ended_at
    answer = browser.post(
        f"/auth/sso/{acme}/logout", data={"logout_token": op.sign(claims | {"aud": CLIENT})}
    )
    assert answer.status_code == 200
    assert session(stored).ended_at
