"""Messages that no page of ours sends."""

import json

import pytest

from occ_app.testing.socket_client import HYDRATE
from tests.security.conftest import ANA, BURST, JOHN

SAY = "42/_event,"


def environ(token, ref):
    """What the framework would believe of a handshake."""
    header = {"_placeholder": True, "num": 0}, {"_placeholder": True, "num": 1}
    return {"QUERY_STRING": f"token={token}", "asgi.scope": {"headers": [header], "client": ["192.0.2.9", 1]}}


STRANGE = [
    "",
    "4",
    "42",
    "49",
    "9",
    "b",
    "0",
    "1",
    "2probe",
    "5",
    "40",
    "40/other,",
    "40/_event,[]",
    "40/_event,{",
    '40/_event,{"event": 7}',
    '40/_event,{"event": {"name": ["x"]}}',
    "42[]",
    SAY,
    SAY + "[]",
    SAY + "{}",
    SAY + "7",
    SAY + '["event"]',
    SAY + '["event", "text"]',
    SAY + '["event", []]',
    SAY + '["event", {"name": null}]',
    SAY + '["event", {"name": "x", "payload": []}]',
    SAY + '["event", {"name": "x", "router_data": {"headers": {"authorization": "x.1"}}}]',
    SAY + '["event", {"name": "x", "router_data": {"pathname": 7}}]',
    SAY + '["event", {"name": "x", "router_data": {"asPath": "//evil.example/["}}]',
    SAY + '["event", {"name": "x", "router_data": {"asPath": "/en/invoices/%00"}}]',
    SAY + '["event", {"name": "x", "router_data": {"query": {"a": [1]}}}]',
    SAY + '["event", {"name": "x", "payload": {"text": NaN}}]',
    SAY + '["event", {"name": "x", "payload": {"text": 1e999}}]',
    SAY + '["event", {"name": "x", "payload": {"text": "\\ud800"}}]',
    SAY + '["event", {"name": "x", "payload": {"text": "\\u0000"}}]',
    SAY + '["event", {"name": "x", "payload": {"text": ' + "9" * 5000 + "}}]",
    SAY + '["event", {"name": "x", "payload": {"text": ' + "[" * 30_000 + "]" * 30_000 + "}}]",
    SAY + '["connect", {"QUERY_STRING": "token=x"}]',
    SAY + '["disconnect", "x"]',
    SAY + '["ping"]',
    SAY + '["client_error", "x"]',
    SAY + "[" + '"event"' * 3,
    '42/_event,17["event", {}]',
    '451-/_event,["event", {"_placeholder": true, "num": 0}]',
    '4599999999-/_event,["event", {}]',
    "43/_event,1[]",
    "44/_event,{}",
    b"\x04\x00",
    b"",
]


@pytest.mark.parametrize("message", STRANGE, ids=lambda message: repr(message)[:50])
def test_a_message_that_no_page_sends_closes_the_socket_and_nothing_else(portal, message):
    with portal.socket(portal.session(ANA)) as client:
        client.join()
        client.say(message)
        client.until(lambda: client.close_code is not None)
        assert client.close_code == 4400


def test_a_page_is_opened_once_a_socket(portal):
    with portal.page(portal.session(ANA)) as page:
        page.say("40/_event,")
        page.until(lambda: page.close_code is not None)
        assert page.close_code == 4400


def test_a_client_cannot_pretend_another_handshake(portal):
    ana, john = portal.session(ANA), portal.session(JOHN)
    forged = ["connect", environ("x", portal.ref(john))]
    with portal.socket(ana) as client:
        client.say("40/_event,")
        client.say("452-/_event," + json.dumps(forged))
        client.say(b"authorization")
        client.say(f"{portal.ref(john)}.3".encode())
        client.say(SAY + json.dumps(["event", client.event(HYDRATE)]))
        client.until(lambda: client.close_code is not None)
        assert client.state == {}


def test_an_event_before_the_page_is_opened_is_not_heard(portal):
    with portal.socket(portal.session(ANA)) as client:
        client.send(HYDRATE)
        assert not client.until(lambda: client.state, seconds=0.3)


def test_a_message_over_a_megabyte_closes_the_socket(portal):
    with portal.page(portal.session(ANA)) as page:
        page.send(HYDRATE, vars={"x": "y" * 1_100_000})
        page.until(lambda: page.close_code is not None)
        assert page.close_code == 1009
    assert portal.is_well()


def test_a_flood_ends_the_socket_and_others_are_served_on(portal):
    flooding = portal.session(ANA)
    with portal.page(flooding) as page, portal.page(portal.session(JOHN)) as other:
        for _ in range(BURST + 50):
            page.send(HYDRATE)
        page.until(lambda: page.close_code is not None)
        assert page.close_code == 4408
        other.state.clear()
        other.send(HYDRATE)
        assert other.until(lambda: other.of("frame_state").get("company") == "Globex Industries")


def test_pings_are_counted_too(portal):
    with portal.page(portal.session(ANA)) as page:
        for _ in range(BURST + 50):
            page.say("3")
        page.until(lambda: page.close_code is not None)
        assert page.close_code == 4408


def test_a_flood_over_many_sockets_of_a_session_is_one_flood(portal):
    session = portal.session(ANA)
    with portal.socket(session) as first, portal.socket(session) as second:
        for _ in range(BURST * 2 // 3):
            first.say("3")
            second.say("3")
        for client in (first, second):
            client.until(lambda c=client: c.close_code is not None, seconds=1)
        assert 4408 in (first.close_code, second.close_code)
