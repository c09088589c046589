import json

import pytest

from occ_app.access.frames import DEEPEST, JOIN, LARGEST, LEAVE, SAY, Frame, Kind, is_path, read

PLACE = {"pathname": "/en/invoices", "asPath": "/en/invoices?q=ñ#top", "query": {"q": "ñ", "rest": None}}
EVENT = {
    "name": "state.load",
    "payload": {"text": "a\nb 🦊", "n": 1.5},
    "router_data": PLACE,
    "event_actions": {},
}


def said(*parts):
    return SAY + json.dumps(parts)


def test_what_pages_send_is_read():
    assert read("2") == read("3") == Frame(Kind.PULSE)
    assert read(LEAVE) == Frame(Kind.LEAVE)
    assert read(JOIN) == Frame(Kind.JOIN)
    assert read(JOIN + json.dumps({"event": EVENT, "state_schema": None})) == Frame(Kind.JOIN, EVENT)
    assert read(said("event", EVENT)) == Frame(Kind.SAY, EVENT)
    assert read(said("event", {"name": "x"})) == Frame(Kind.SAY, {"name": "x"})
    assert read(said("client_error", {"message": "x"})) == Frame(Kind.SAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": 7},
        {"payload": None},
        {"payload": {"a": "\0"}},
        {"payload": {"\ud800": 1}},
        {"router_data": None},
        {"router_data": {"headers": {}}},
        {"router_data": {"pathname": None}},
        {"router_data": {"asPath": "//evil.example"}},
        {"router_data": {"asPath": "/en/%0a"}},
        {"router_data": {"query": {"a": ["b"]}}},
        {"router_data": {"query": "a=b"}},
    ],
    ids=str,
)
def test_an_event_in_another_form_is_strange(changed):
    assert read(said("event", EVENT | changed)).kind is Kind.STRANGE
    assert read(JOIN + json.dumps({"event": EVENT | changed})).kind is Kind.STRANGE


def test_a_message_too_large_or_deep_is_strange():
    assert read(said("event", EVENT | {"payload": {"text": "x" * LARGEST}})).kind is Kind.STRANGE
    deep = json.loads("[" * DEEPEST + "]" * DEEPEST)
    assert read(said("event", EVENT | {"payload": {"text": deep}})).kind is Kind.STRANGE


def test_a_message_that_is_no_text_is_strange():
    assert read(None).kind is Kind.STRANGE


@pytest.mark.parametrize("path", ["/", "/en", "/en/invoices/INV%2F1?q=%20#x", "/ñ", "/en/a:b"])
def test_addresses_of_ours(path):
    assert is_path(path)


@pytest.mark.parametrize("path", ["", "en", "//x", "/\n", "/%00", "/%7f", "/" + "x" * 5_000, None, 7])
def test_addresses_that_are_not(path):
    assert not is_path(path)
