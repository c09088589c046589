import json

import pytest
from starlette.websockets import WebSocketDisconnect

from occ_app.access import sessions
from occ_app.access.live import MOST_SOCKETS
from occ_app.access.socket_gate import NOT_OURS, TOO_FAST, TokenBucket

JOIN = "40/_event,"


def event(name="x"):
    return '42/_event,["event",' + json.dumps({"name": name, "payload": {}}) + "]"


def handshake(browser, query="token=tab", **headers):
    """What the application sees of a handshake."""
    with browser.websocket_connect(f"/_event/?{query}", headers=headers) as socket:
        return socket.receive_json()


def is_refused(browser, path="/_event", **headers):
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(path, headers=headers):
        pass
    return True


def test_only_a_live_session_gets_a_socket_and_at_one_address_only(gated, session):
    assert is_refused(gated())
    assert is_refused(gated("made-up"))
    assert is_refused(gated(session), "/other")
    assert is_refused(gated(session), "/_event/x")
    assert handshake(gated(session))


def test_the_origin_is_ours_or_not_said(gated, session):
    for origin in (
        "http://evil.example",
        "null",
        "",
        "http://localhost:3000.evil.example",
        "HTTP://LOCALHOST:3000",
    ):
        assert is_refused(gated(session), origin=origin)
    assert handshake(gated(session), origin="http://localhost:3000")


def test_the_application_sees_neither_cookie_nor_token_nor_forged_headers(gated, session, stored):
    seen = handshake(gated(session), authorization="x.1", **{"x-forwarded-for": "192.0.2.9", "x-secret": "y"})
    ref = stored(lambda make: sessions.find(make.db, session))
    assert session not in json.dumps(seen)
    assert seen["headers"].keys() <= {"host", "connection", "upgrade", "user-agent", "authorization"} | {
        f"sec-websocket-{part}" for part in ("key", "version")
    }
    assert seen["headers"]["authorization"] == f"{ref}.1"
    assert seen["query"].keys() == {"EIO", "transport", "token"}
    assert seen["query"]["token"] != "tab"


def test_a_state_key_belongs_to_one_session_and_tab(gated, session, stored):
    other = stored(
        lambda make: sessions.begin(make.db, make.contact(make.account("B")), user_agent="", address="")
    )
    keys = [
        handshake(gated(who), query)["query"]["token"]
        for who in (session, other)
        for query in ("token=a", "token=b", "", "token=a&sid=x&EIO=3")
    ]
    assert len(set(keys)) == 6
    assert keys[0] == keys[3]


def test_a_message_no_page_sends_closes_the_socket(gated, session):
    for said in ("4", '42/_event,["connect",{}]', "x"):
        with gated(session).websocket_connect("/_event") as socket:
            socket.receive_json()
            socket.send_text(said)
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_text()
            assert closed.value.code == NOT_OURS


def test_a_second_opening_closes_the_socket(gated, session):
    with gated(session).websocket_connect("/_event") as socket:
        socket.receive_json()
        socket.send_text(JOIN)
        assert socket.receive_text() == JOIN
        socket.send_text(JOIN)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_an_event_nobody_knows_goes_no_further(gated, session):
    with gated(session, knows=lambda said: said["name"] == "known").websocket_connect("/_event") as socket:
        socket.receive_json()
        socket.send_text(event("unknown"))
        socket.send_text(event("known"))
        assert '"known"' in socket.receive_text()


def test_too_many_messages_close_the_socket(gated, session):
    with gated(session, OCC_EVENT_BURST=3, OCC_EVENTS_PER_SECOND=0.001).websocket_connect(
        "/_event"
    ) as socket:
        socket.receive_json()
        for _ in range(3):
            socket.send_text("3")
            assert socket.receive_text() == "3"
        socket.send_text("3")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == TOO_FAST


def test_a_session_has_so_many_sockets_and_no_more(gated, session, live, stored):
    ref = stored(lambda make: sessions.find(make.db, session))
    with gated(session).websocket_connect("/_event") as socket:
        socket.receive_json()
        first = next(iter(live.by_session[ref]))
        others = [type(first)(first.actor, first.send) for _ in range(MOST_SOCKETS - 1)]
        assert all(live.add(other) for other in others)
        assert is_refused(gated(session))
        live.remove(others[0])
        assert handshake(gated(session))
    for other in others:
        live.remove(other)
    assert not live.by_session


def test_a_bucket_allows_a_burst_and_then_its_rate():
    bucket = TokenBucket(per_second=10, burst=2)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    bucket.at -= 0.25
    assert [bucket.take() for _ in range(2)] == [True, False]


def test_a_bucket_never_holds_more_than_its_burst():
    bucket = TokenBucket(per_second=1000, burst=2)
    bucket.at -= 60
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_who_owes_a_second_factor_gets_no_socket(gated, stored):
    def begin(make):
        person = make.contact(make.account("Globex"), has_factor=True)
        return sessions.begin(make.db, person, user_agent="test", address="192.0.2.1")

    assert is_refused(gated(stored(begin)))
