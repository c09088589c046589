"""The signature cases are those of stripe-python's own tests; the objects are Stripe's published examples."""

import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from occ_app.integrations.payments import KINDS, Forged, Malformed, parse
from occ_app.integrations.payments.webhooks import LARGEST, TOLERANCE_SECONDS
from occ_app.money import Money
from occ_app.testing.stripe_server import signed

SECRET = "whsec_test_secret"
EXAMPLES = json.loads((Path(__file__).parent / "fixtures3.json").read_text())
OBJECTS = {"charge.dispute": "dispute"}


def event(kind="payment_intent.succeeded", **happened_to):
    group = kind.rpartition(".")[0]
    thing = EXAMPLES[OBJECTS.get(group, group)] | happened_to
    return EXAMPLES["event"] | {"type": kind, "data": {"object": thing}}


BODY = json.dumps(event(), indent=2).encode()


def header(*, body=BODY, secret=SECRET, moment=None, scheme="v1", signature=None):
    moment = int(time.time()) if moment is None else moment
    made = hmac.new(secret.encode(), b"%d.%s" % (moment, body), hashlib.sha256).hexdigest()
    return f"t={moment},{scheme}={signature or made}"


# Who sent it


def test_a_signed_event_is_read():
    assert parse(BODY, header(), [SECRET]).kind == "payment_intent.succeeded"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "i'm not even a real signature header",
        header(scheme="v0"),
        header(signature="bad_signature"),
        header(secret="whsec_another"),
        header(moment=int(time.time()) - TOLERANCE_SECONDS - 15),
        header(body=BODY + b" "),
        "t=,v1=",
        "t=99999999999999999999,v1=a",
        f"{header()},v1".replace("v1=", "v1="),
    ],
    ids=["none", "nonsense", "scheme", "signature", "secret", "old", "body", "empty", "far", "torn"],
)
def test_what_stripe_did_not_sign_lately_is_forged(wrong):
    with pytest.raises(Forged):
        parse(BODY, wrong, [SECRET])


def test_one_right_signature_among_several_is_enough():
    assert parse(BODY, f"{header()},v1=bad_signature", [SECRET])


def test_a_signature_a_little_old_is_right():
    assert parse(BODY, header(moment=int(time.time()) - TOLERANCE_SECONDS + 30), [SECRET])


def test_two_secrets_are_good_while_one_replaces_the_other():
    assert parse(BODY, header(), ["whsec_new", SECRET])
    with pytest.raises(Forged):
        parse(BODY, header(), [])


def test_the_test_helper_signs_as_stripe_does():
    body, signature = signed(event(), SECRET)
    assert parse(body, signature, [SECRET])
    body, signature = signed(event(), SECRET, age=TOLERANCE_SECONDS + 15)
    with pytest.raises(Forged):
        parse(body, signature, [SECRET])


# What it says


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"object": "v2.core.event", "id": "evt_1", "type": "v1.billing.meter.error_report_triggered"}',
        json.dumps(event() | {"id": "42"}).encode(),
        json.dumps(event() | {"id": "evt_" + "x" * 300}).encode(),
        json.dumps(event() | {"data": {}}).encode(),
        json.dumps(event() | {"created": "yesterday"}).encode(),
        json.dumps(event() | {"created": 10**30}).encode(),
        b"[" * 100_000,
    ],
    ids=["torn", "list", "null", "empty", "v2", "id", "long", "data", "time", "never", "deep"],
)
def test_what_is_no_event_is_malformed_even_when_signed(body):
    with pytest.raises(Malformed):
        parse(body, header(body=body), [SECRET])


def test_what_is_too_large_or_no_text_is_not_even_checked():
    for body in (b" " * (LARGEST + 1), b"\xff\xfe"):
        with pytest.raises(Malformed):
            parse(body, header(body=body), [SECRET])


@pytest.mark.parametrize("kind", KINDS)
def test_stripes_own_examples_of_every_kind_are_read(kind):
    told = event(kind, metadata={"payment": "p1", "refund": "r1"}, customer="cus_1")
    body = json.dumps(told).encode()
    read = parse(body, header(body=body), [SECRET])
    thing = told["data"]["object"]
    assert (read.id, read.kind, read.created_at.timestamp()) == (told["id"], kind, told["created"])
    assert (read.object_kind, read.object_id) == (thing["object"], thing["id"])
    assert (read.payment_ref, read.refund_ref, read.customer_id) == ("p1", "r1", "cus_1")
    expected = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent") or ""
    assert read.intent_id == expected
    assert not read.is_live


def test_an_intent_is_known_by_its_id_also_where_it_was_sent_whole():
    body = json.dumps(event("refund.updated", payment_intent=EXAMPLES["payment_intent"])).encode()
    assert parse(body, header(body=body), [SECRET]).intent_id == EXAMPLES["payment_intent"]["id"]


def test_what_the_local_server_sends_is_signed_and_read(stripe):
    came = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            came.append(parse(body, self.headers["stripe-signature"], ["whsec_local"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Endpoint) as endpoint:
        endpoint.timeout = 10
        customer = stripe.customer()
        stripe.report_to(f"http://127.0.0.1:{endpoint.server_port}/", events=["payment_intent.succeeded"])
        intent = stripe.gateway.create_intent("p1", customer, stripe.card(customer), Money(1250, "EUR"))
        stripe.gateway.confirm(intent.id, "p1")
        while intent.id not in [event.intent_id for event in came]:  # a test before may still be told of
            before = len(came)
            endpoint.handle_request()
            assert len(came) > before, "nothing came"
    assert (came[-1].kind, came[-1].payment_ref) == ("payment_intent.succeeded", "p1")
