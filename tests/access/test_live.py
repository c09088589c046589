import asyncio
import json
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import rights, sessions
from occ_app.access.actors import Actor
from occ_app.access.live import (
    ANEW,
    MOST_SOCKETS,
    PATIENCE_SECONDS,
    RIGHTS_CHANGED,
    SESSION_ENDED,
    SWEEP_SECONDS,
    Connection,
    LiveSockets,
)
from occ_app.models import SignInSession
from occ_app.models.base import now


class Socket:
    """What a server gives an application to send with."""

    def __init__(self):
        self.sent = []

    async def __call__(self, message):
        self.sent.append(message)


class Deaf(Socket):
    """Of a browser that reads nothing: whatever is sent waits for ever."""

    async def __call__(self, message):
        await asyncio.Event().wait()


class Gone(Socket):
    """Of a browser that has left."""

    async def __call__(self, message):
        raise OSError


@pytest.fixture
def begun(stored):
    """A function that begins a session of somebody new and says its ref."""

    def begin(make):
        token = sessions.begin(make.db, make.contact(make.account()), user_agent="", address="")
        return sessions.find(make.db, token)

    return lambda: stored(begin)


def opened(live, ref, socket=None):
    connection = Connection(Actor(session_ref=ref, language="es"), socket or Socket())
    assert live.add(connection)
    return connection


def is_closed(connection):
    """Whether the page was told to leave first and its socket closed then."""
    kinds = [message["type"] for message in connection.send.sent]
    return kinds == ["websocket.send", "websocket.close"] and connection.send.sent[1]["code"] == SESSION_ENDED


def change(stored, ref, **values):
    def write(make):
        session = make.db.exec(select(SignInSession).where(SignInSession.ref == ref)).one()
        for name, value in values.items():
            setattr(session, name, value)

    stored(write)


@pytest.mark.parametrize(
    "values",
    [
        {"ended_at": now()},
        {"expires_at": now() - timedelta(seconds=1)},
        {"last_seen_at": now() - timedelta(days=1)},
    ],
)
def test_a_sweep_closes_the_sockets_of_ended_sessions_and_no_others(begun, stored, values):
    live, ended, other = LiveSockets(), begun(), begun()
    closing = [opened(live, ended), opened(live, ended), opened(live, "never-begun")]
    staying = opened(live, other)
    change(stored, ended, **values)
    asyncio.run(live.sweep())
    assert all(is_closed(connection) and connection.is_over for connection in closing)
    assert staying.send.sent == []


def test_the_farewell_is_a_redirect_as_the_framework_sends_it(begun):
    connection = opened(LiveSockets(), begun())
    asyncio.run(connection.end())
    name, update = json.loads(connection.send.sent[0]["text"].removeprefix("42/_event,"))
    assert (name, update["delta"]) == ("event", {})
    assert update["events"][0]["name"] == "_redirect"
    assert update["events"][0]["payload"]["path"] == "/es/signed-out"


def test_a_deaf_browser_or_one_that_left_does_not_hold_up_a_sweep(begun, stored):
    live, ref = LiveSockets(), begun()
    deaf, gone, usual = opened(live, ref, Deaf()), opened(live, ref, Gone()), opened(live, ref)
    change(stored, ref, ended_at=now())
    asyncio.run(live.sweep())
    assert is_closed(usual)
    assert deaf.is_over
    assert gone.is_over


def test_whoever_has_no_rights_left_is_out_within_five_seconds():
    assert SWEEP_SECONDS + PATIENCE_SECONDS < 5


def test_using_a_page_prolongs_its_session_and_having_it_open_does_not(begun, stored):
    live, used, idle = LiveSockets(), begun(), begun()
    long_ago = now() - timedelta(minutes=30)
    opened(live, used)
    opened(live, idle).used = False
    for ref in (used, idle):
        change(stored, ref, last_seen_at=long_ago)
    asyncio.run(live.sweep())
    seen = dict(
        stored(lambda make: list(make.db.exec(select(SignInSession.ref, SignInSession.last_seen_at))))
    )
    assert seen[used] > long_ago
    assert seen[idle] == long_ago


def test_use_counts_for_one_sweep(begun):
    live = LiveSockets()
    connection = opened(live, begun())
    asyncio.run(live.sweep())
    assert connection.used is False


def test_a_session_has_so_many_sockets(begun):
    live = LiveSockets()
    sockets = [opened(live, "ref") for _ in range(MOST_SOCKETS)]
    one_more = Connection(Actor(session_ref="ref"), Socket())
    assert not live.add(one_more)
    live.remove(sockets[0])
    assert live.add(one_more)


def test_a_closed_socket_is_forgotten():
    live = LiveSockets()
    connection = opened(live, "ref")
    live.remove(connection)
    live.remove(connection)
    assert live.by_session == {}


def test_a_sweep_that_fails_is_not_the_last(monkeypatch):
    live, sweeps = LiveSockets(), []

    async def sweep():
        sweeps.append(1)
        if len(sweeps) == 2:
            raise asyncio.CancelledError
        raise RuntimeError("the database is away")

    monkeypatch.setattr(live, "sweep", sweep)
    monkeypatch.setattr("occ_app.access.live.SWEEP_SECONDS", 0)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(live.keep_sweeping())
    assert len(sweeps) == 2


def test_a_page_opened_under_other_rights_is_loaded_anew_or_leaves(stored):
    def begin(make):
        acme = make.account()
        people = [make.contact(acme) for _ in range(3)]
        tokens = [sessions.begin(make.db, person, user_agent="", address="") for person in people]
        return people, [sessions.resume(make.db, sessions.find(make.db, token)) for token in tokens]

    people, actors = stored(begin)
    live = LiveSockets()
    kept, changed, out = (Connection(actor, Socket()) for actor in actors)
    for connection in (kept, changed, out):
        live.add(connection)

    def change_rights(make):
        for person in people[1:]:
            rights.changed(make.db, person.pk)
        make.end_rights(people[2])

    stored(change_rights)
    asyncio.run(live.sweep())
    asyncio.run(live.sweep())
    assert kept.send.sent == []
    assert is_closed(out)
    assert [message.get("code") for message in changed.send.sent] == [None, RIGHTS_CHANGED]
    assert (
        json.loads(changed.send.sent[0]["text"].partition(",")[2])[1]["events"][0]["payload"]["path"] == ANEW
    )
