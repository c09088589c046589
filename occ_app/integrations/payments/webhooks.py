"""Stripe's webhooks: who sent it, and what it is about. The payload itself is never kept."""

import json
from collections.abc import Sequence

import stripe

from occ_app.integrations.payments.faults import Forged, Malformed
from occ_app.integrations.payments.shapes import Event, read_event

TOLERANCE_SECONDS = 300
"""How old a signature may be; Stripe signs each try anew."""

LARGEST = 256 * 1024
"""Bytes; Stripe's events are a few thousand."""

KINDS = (
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "setup_intent.succeeded",
    "payment_method.automatically_updated",
    "payment_method.detached",
)
"""What to subscribe the endpoint to."""


def parse(body: bytes, signature: str, secrets: Sequence[str]) -> Event:
    """The event in a signed body; `Forged` or `Malformed` where it is not one."""
    if len(body) > LARGEST:
        raise Malformed("too large")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Malformed("no text") from None
    if not any(_is_signed(text, signature, secret) for secret in secrets):
        raise Forged("the signature is missing, wrong or old")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
    if not isinstance(told, dict):
        raise Malformed("no event")
    return read_event(told)


def _is_signed(text: str, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
    except stripe.SignatureVerificationError:
        return False
    return True
