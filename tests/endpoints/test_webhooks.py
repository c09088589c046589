from itertools import count

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from occ_app import db
from occ_app.demo import stripe_server
from occ_app.endpoints import webhooks
from occ_app.integrations.payments import LARGEST
from occ_app.models import WebhookEvent, WebhookRefusal
from occ_app.testing.stripe_server import signed

NUMBERS = count(1)


@pytest.fixture
def door(database_url, stripe):
    return TestClient(Starlette(routes=webhooks.routes))


def told(**values):
    thing = {"id": "pi_1", "object": "payment_intent", "amount": 1, "currency": "eur"}
    event = {"object": "event", "type": "payment_intent.succeeded", "created": 1_700_000_000}
    return {"id": f"evt_{next(NUMBERS)}", "data": {"object": thing}, **event, **values}


def post(door, event, *, secret=stripe_server.WEBHOOK_SECRET, age=0):
    body, signature = signed(event, secret, age=age)
    return door.post("/webhooks/stripe", content=body, headers={"Stripe-Signature": signature})


def kept(table):
    with db.transaction(reads_only=True) as session:
        return session.exec(select(table).order_by(table.id)).all()


def test_a_signed_event_is_kept_to_be_worked_on(door):
    event = told()
    assert post(door, event).status_code == 200
    (one,) = kept(WebhookEvent)
    assert (one.event_id, one.kind, one.object_id) == (event["id"], "payment_intent.succeeded", "pi_1")
    assert kept(WebhookRefusal) == []


def test_an_event_that_comes_again_is_answered_and_noted_and_kept_once(door):
    event = told()
    assert [post(door, event).status_code for _again in range(3)] == [200, 200, 200]
    assert len(kept(WebhookEvent)) == 1
    assert [one.reason for one in kept(WebhookRefusal)] == ["repeated"] * 2


@pytest.mark.parametrize(
    ("how", "reason"), [({"secret": "whsec_guessed"}, "forged"), ({"age": 600}, "forged")]
)
def test_what_is_forged_or_was_recorded_and_sent_again_is_refused_and_noted(door, how, reason):
    assert post(door, told(), **how).status_code == 400
    assert [one.reason for one in kept(WebhookRefusal)] == [reason]
    assert kept(WebhookEvent) == []


def test_a_body_changed_on_its_way_is_refused(door):
    body, signature = signed(told())
    changed = body.replace(b"pi_1", b"pi_2")
    answer = door.post("/webhooks/stripe", content=changed, headers={"Stripe-Signature": signature})
    assert answer.status_code == 400


def test_without_a_signature_or_without_sense_nothing_is_taken(door):
    assert door.post("/webhooks/stripe", content=b"{}").status_code == 400
    assert post(door, {"object": "event", "type": "nothing"}).status_code == 400
    assert sorted(one.reason for one in kept(WebhookRefusal)) == ["forged", "malformed"]


def test_what_is_too_large_is_not_read_to_its_end(door):
    answer = door.post("/webhooks/stripe", content=b"x" * (LARGEST + 1), headers={"Stripe-Signature": "t=1"})
    assert answer.status_code == 413
    assert [one.reason for one in kept(WebhookRefusal)] == ["oversized"]


def test_where_no_cards_are_taken_there_is_no_such_door(database_url):
    assert TestClient(Starlette(routes=webhooks.routes)).post("/webhooks/stripe").status_code == 404
