"""Acme with an administrator, a contact and a provider; and whom that provider vouches for."""

import pytest

from occ_app.access import sessions
from occ_app.access.actors import visitor
from occ_app.integrations.identity import Claims
from occ_app.models import SignInMethod
from occ_app.services.sign_in import Visit
from occ_app.services.single_sign_on import connections, entering
from occ_app.services.single_sign_on.wanted import Wanted
from occ_app.testing.trail import trail as entries

ISSUER = "https://login.acme.example"
HERE = Visit(address="192.0.2.1", user_agent="test")


def wanted(**changed):
    usual = {"issuer": ISSUER, "client_id": "portal", "secret": "s3cret", "domains": "acme.example"}
    return Wanted(**usual | changed)


def claims(who="ana", **changed):
    usual = {"sub": who, "email": f"{who}@acme.example", "is_verified": True, "id_token": "a.b.c"}
    return Claims(**usual | changed)


@pytest.fixture
def acme(make):
    return make.account("Acme", language="es")


@pytest.fixture
def ana(make, acme):
    return make.contact(acme, email="ana@acme.example", name="Ana Ruiz")


@pytest.fixture
def marta(make, acme):
    """Acme's administrator, signed in with a code."""
    return make.actor(make.contact(acme, is_admin=True, email="marta@acme.example", name="Marta Soler"))


@pytest.fixture
def connected(db, marta):
    """Acme's single sign-on is set up; a function that changes it."""

    def change(**changed):
        connections.save(db, marta, wanted(**changed))

    change()
    return change


@pytest.fixture
def come(db, acme):
    """A function that lets somebody come back from Acme's provider."""

    def enter(who="ana", realm=None, visit=HERE, **changed):
        return entering.enter(db, visitor(), realm or acme.pk, claims(who, **changed), visit)

    return enter


@pytest.fixture
def inside(db, come):
    """As `come`, to the actor who is in then."""

    def enter(who="ana", **changed):
        return sessions.resume(db, sessions.find(db, come(who, **changed).token))

    return enter


@pytest.fixture
def trail(db):
    """A function to what was recorded of a kind: [(subject, after)]."""

    def read(kind):
        found = entries(db, kind=kind)
        return [(entry.subject, entry.after) for entry in found]

    return read


SSO = SignInMethod.SINGLE_SIGN_ON
