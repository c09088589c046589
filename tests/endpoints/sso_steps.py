"""The steps of signing in with one's company, as tests take them at the doors; Acme is connected to a strict provider."""

import re
from html import unescape

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.endpoints.sign_in import routes as sign_in_routes
from occ_app.endpoints.single_sign_on import routes
from occ_app.models import ActivityKind, SignInSession
from occ_app.services.single_sign_on import connections
from occ_app.services.single_sign_on.wanted import Wanted
from occ_app.testing.trail import trail as entries
from tests.parts.oidc.strict import CLIENT, SECRET
from tests.parts.oidc.strict import Person as Visitor

ANA = "ana.ruiz@acme.example"
REFUSED = ActivityKind.SIGN_IN_REFUSED


@pytest.fixture
def acme(stored, op):
    """Acme, connected to the provider; its id."""

    def write(make):
        acme = make.account("Acme", language="es")
        make.contact(acme, email=ANA, name="Ana Ruiz")
        administrator = make.contact(acme, is_admin=True, email="marta.soler@acme.example")
        admin = Actor(roles=frozenset({Role.ADMIN}), person_id=administrator.pk, account_id=acme.pk)
        connections.save(make.db, admin, Wanted(op.issuer, CLIENT, SECRET, "acme.example"))
        return acme.pk

    return stored(write)


@pytest.fixture
def browser(browser_at, acme):
    return browser_at([*routes, *sign_in_routes])


@pytest.fixture
def trail(stored):
    """A function to the reasons why somebody was refused."""
    return lambda: [
        (e.account_id, e.after["reason"]) for e in stored(lambda make: entries(make.db, kind=REFUSED))
    ]


def start(browser, email=ANA, path="/auth/sso", **more):
    return browser.post(path, data={"email": email, "language": "en"} | more)


def url_in(page):
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text).group(1))


def back(browser, realm, answer):
    return browser.get(f"/auth/sso/{realm}/callback", params=answer)


def go(browser, acme, who="ana", **more):
    """All the way there and back."""
    return back(browser, acme, Visitor().log_in(url_in(start(browser, **more)), who))


def session(stored):
    return stored(lambda make: make.db.exec(select(SignInSession).order_by(SignInSession.id.desc())).first())
