from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import arrivals
from occ_app.models import Person, SignInSession
from occ_app.models.base import now
from occ_app.settings import Settings


def scope(*, cookie=None, forwarded=(), client=("192.0.2.1", 1)):
    headers = [(b"cookie", cookie)] if cookie is not None else []
    headers += [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": "http", "headers": headers, "client": client, "path": "/", "method": "GET"}


def of(token):
    return f"occ_session={token}".encode()


def test_a_live_session_arrives_as_its_person(session):
    assert arrivals.signed_in(scope(cookie=of(session))).name == "Ana Ruiz"
    assert arrivals.signed_in(scope(cookie=b"a=b; " + of(session) + b"; c=d")).name == "Ana Ruiz"


@pytest.mark.parametrize(
    "cookie", [None, b"", b"occ_session=", b"occ_session=\xff\x00", b";=;", b"occ_session=" + b"x" * 9_000]
)
def test_anything_else_arrives_as_nobody(session, cookie):
    assert arrivals.signed_in(scope(cookie=cookie)) is None


def test_a_session_whose_company_is_gone_arrives_as_nobody(session, stored):
    stored(lambda make: [make.end_rights(person) for person in make.db.exec(select(Person))])
    assert arrivals.signed_in(scope(cookie=of(session))) is None


def test_arriving_is_noted_now_and_then(session, stored):
    def age(make):
        make.db.exec(select(SignInSession)).one().last_seen_at = now() - timedelta(minutes=10)

    def seen(make):
        return make.db.exec(select(SignInSession.last_seen_at)).one()

    fresh = stored(seen)
    arrivals.signed_in(scope(cookie=of(session)))
    assert stored(seen) == fresh
    stored(age)
    arrivals.signed_in(scope(cookie=of(session)))
    assert stored(seen) > now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, ["203.0.113.7"], "192.0.2.1"),
        (1, ["203.0.113.7"], "203.0.113.7"),
        (1, ["made up, 203.0.113.7"], "203.0.113.7"),
        (2, ["made up, 203.0.113.7, 10.0.0.1"], "203.0.113.7"),
        (2, ["203.0.113.7"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, [" , "], "192.0.2.1"),
        (1, ["made up", "203.0.113.7"], "203.0.113.7"),
        (1, ["x" * 500], "x" * 64),
    ],
)
def test_the_address_is_what_the_trusted_proxies_say(hops, forwarded, address):
    settings = Settings(OCC_TRUSTED_PROXY_HOPS=hops)
    assert arrivals.address(scope(forwarded=forwarded), settings) == address


def test_without_a_client_there_is_no_address():
    assert arrivals.address(scope(client=None), Settings()) == ""
