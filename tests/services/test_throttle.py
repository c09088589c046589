from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor, system, visitor
from occ_app.errors import Forbidden, TooMany
from occ_app.models import Attempt
from occ_app.services import throttle
from occ_app.services.throttle import Limit

LIMIT = Limit("test", 3)


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the time the throttle sees."""
    true_now = throttle.now
    ahead = [timedelta()]
    monkeypatch.setattr(throttle, "now", lambda: true_now() + ahead[0])

    def forward(**by):
        ahead[0] += timedelta(**by)

    return forward


def test_the_limit_holds_for_each_source_by_itself(db):
    for _ in range(3):
        throttle.use(db, visitor(), LIMIT, "192.0.2.1")
    with pytest.raises(TooMany, match="15 minutes"):
        throttle.use(db, visitor(), LIMIT, "192.0.2.1")
    throttle.use(db, visitor(), LIMIT, "192.0.2.2")
    throttle.use(db, visitor(), Limit("other", 3), "192.0.2.1")


def test_after_a_while_one_may_try_again(db, clock):
    for _ in range(3):
        throttle.use(db, visitor(), LIMIT, "192.0.2.1")
    clock(minutes=15, seconds=1)
    throttle.use(db, visitor(), LIMIT, "192.0.2.1")


def test_the_addresses_of_one_ipv6_network_are_one_source(db):
    for host in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:0:1::"):
        throttle.use(db, visitor(), LIMIT, host)
    with pytest.raises(TooMany):
        throttle.use(db, visitor(), LIMIT, "2001:db8::2")
    throttle.use(db, visitor(), LIMIT, "2001:db8:0:1::1")


def test_an_ipv4_address_written_as_ipv6_is_the_same_source(db):
    for _ in range(3):
        throttle.use(db, visitor(), LIMIT, "::ffff:192.0.2.1")
    with pytest.raises(TooMany):
        throttle.use(db, visitor(), LIMIT, "192.0.2.1")


def test_neither_address_nor_source_is_readable_in_the_table(db):
    throttle.use(db, visitor(), LIMIT, "ana@acme.example")
    assert "ana" not in db.exec(select(Attempt.key)).one()


def test_old_uses_are_swept(db, clock):
    throttle.use(db, visitor(), LIMIT, "192.0.2.1")
    throttle.sweep(db, system())
    assert db.exec(select(Attempt)).all()
    clock(days=1, seconds=1)
    throttle.sweep(db, system())
    assert not db.exec(select(Attempt)).all()


def test_a_powerless_actor_is_refused(db):
    with pytest.raises(Forbidden):
        throttle.use(db, Actor(), LIMIT, "192.0.2.1")
    with pytest.raises(Forbidden):
        throttle.sweep(db, Actor())
