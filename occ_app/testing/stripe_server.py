"""The local Stripe server for tests, and what only Stripe's own side could do: see all, break, be the browser."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from occ_app.demo import stripe_server
from occ_app.integrations.payments.asking import client
from occ_app.integrations.payments.calls import Gateway
from occ_app.integrations.payments.faults import Failure
from occ_app.integrations.payments.shapes import (
    Intent,
    IntentStatus,
    RefundSeen,
    RefundStatus,
    read_dispute,
    read_failure,
    read_intent,
    read_refund,
)
from occ_app.money import Money, total
from occ_app.settings import get_settings
from occ_app.testing.server import free_port

VISA = "4242424242424242"
MASTERCARD = "5555555555554444"
DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
EXPIRED = "4000000000000069"
WRONG_CVC = "4000000000000127"
SAVED_THEN_DECLINED = "4000000000000341"
ASKS_ON_SESSION = "4000002500003155"
"""3-D Secure on session; off session only where it was never set up by its holder."""
ASKS_ALWAYS = "4000002760003184"
DISPUTED = "4000000000000259"
"""Charged, and then disputed by its bank."""
ASKS_THEN_DECLINED = "4000008400001629"

ALL = 100_000
SIGNED_IN = (stripe_server.SECRET_KEY, "")


@dataclass(frozen=True)
class LocalStripe:
    """A running server and what it knows."""

    url: str

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self.url.rpartition(":")[2])

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a portal that takes cards here."""
        return stripe_server.environment(self.port)

    @property
    def gateway(self) -> Gateway:
        """The portal's own way in."""
        return Gateway(client(stripe_server.SECRET_KEY, self.url))

    def reset(self) -> None:
        """Forget everything: planned faults, and whom to report to."""
        for path in ("data", "faults"):
            _http().delete(f"{self.url}/_config/{path}").raise_for_status()
        self.report_to(self.url, events=[])

    def report_to(
        self, url: str, secret: str = stripe_server.WEBHOOK_SECRET, events: list[str] | None = None
    ) -> None:
        """Send webhooks there from now on, a second after what they tell; all kinds, unless some are named."""
        told = {"url": url, "secret": secret, "events": events}
        _http().post(f"{self.url}/_config/webhooks/test", json=told).raise_for_status()

    def fail(self, path: str, *, when: str = "after", times: int = 2, method: str = "POST") -> None:
        """Let requests fail: `before` anything is done, or `after`, when only the answer gets lost.

        The library tries an unanswered one again by itself, so two are one failed call.
        """
        planned = [{"method": method, "path": path, "when": when}] * times
        _http().post(f"{self.url}/_config/faults", json=planned).raise_for_status()

    def answer_again(self) -> None:
        """No more planned faults."""
        _http().delete(f"{self.url}/_config/faults").raise_for_status()

    def refund(self, intent_id: str, minor: int) -> None:
        """What the supplier gives back in Stripe's own pages, of which the portal knows nothing."""
        self._post("refunds", {"payment_intent": intent_id, "amount": str(minor)})

    def dispute(self, intent_id: str) -> str:
        """What the payer's bank may do any day; what the dispute is called."""
        answer = _http().post(f"{self.url}/_config/disputes", json={"payment_intent": intent_id})
        return str(answer.raise_for_status().json()["id"])

    def win(self, dispute_id: str) -> None:
        """What the bank decides for the supplier, after evidence given in Stripe's own pages."""
        self._post(f"disputes/{dispute_id}", {"evidence[uncategorized_text]": "winning_evidence"})

    def lose(self, dispute_id: str) -> None:
        """What the supplier accepts in Stripe's own pages: the bank keeps the money."""
        self._post(f"disputes/{dispute_id}/close", {})

    def refundable(self, intent_id: str) -> int:
        """How much of an attempt was taken and can be given back; nothing where its bank wants it, or has it."""
        if any(
            one.intent_id == intent_id and one.status is not RefundStatus.CANCELED for one in self.disputes()
        ):
            return 0
        back = sum(one.amount.minor for one in self.refunds() if one.intent_id == intent_id)
        return self.gateway.intent(intent_id).received.minor - back

    def customer(self, name: str = "Acme") -> str:
        """A customer without cards."""
        return str(self._post("customers", {"name": name})["id"])

    def card(self, customer_id: str, number: str = VISA, expires: tuple[int, int] = (12, 2034)) -> str:
        """A card saved without a browser; its dates may lie in the past."""
        return stripe_server.save_card(self.url, customer_id, number, expires)

    def replace_card(self, card_id: str, last4: str, expires: tuple[int, int]) -> None:
        """What the holder's bank may do any day: send another card."""
        card = {"last4": last4, "exp_month": expires[0], "exp_year": expires[1]}
        told = {"payment_method": card_id, "card": card}
        _http().post(f"{self.url}/_config/cards", json=told).raise_for_status()

    def confirm_card(self, setup_id: str, client_secret: str, number: str = VISA) -> Failure | None:
        """What Stripe.js does with a new card, the bank's questions answered; why it was declined, if it was."""
        card = {"number": number, "exp_month": "12", "exp_year": "34", "cvc": "123"}
        told = {"payment_method_data": {"type": "card", "card": card}}
        done = self._as_browser(f"setup_intents/{setup_id}/confirm", {"client_secret": client_secret, **told})
        if done.get("status") == "requires_action":
            done = self._as_browser(f"setup_intents/{setup_id}/confirm", {"client_secret": client_secret})
        return read_failure(done.get("error"))

    def authenticate(self, intent_id: str, client_secret: str, *, succeeds: bool = True) -> None:
        """What the payer does at the bank: complete the authentication, or fail it."""
        path = f"payment_intents/{intent_id}/_authenticate?success={str(succeeds).lower()}"
        self._as_browser(path, {"client_secret": client_secret})

    def intents(self, customer_id: str = "", payment_ref: str = "") -> list[Intent]:
        """Every attempt, of one customer or for one payment."""
        found = [read_intent(thing) for thing in self._all("payment_intents")]
        return [
            intent
            for intent in found
            if customer_id in ("", intent.customer_id) and payment_ref in ("", intent.payment_ref)
        ]

    def refunds(self) -> list[RefundSeen]:
        """Everything given back."""
        return [read_refund(thing) for thing in self._all("refunds")]

    def disputes(self) -> list[RefundSeen]:
        """Everything a bank wants back, or has got."""
        return [seen for thing in self._all("disputes") if (seen := read_dispute(thing))]

    def taken(self, customer_id: str = "", payment_ref: str = "") -> dict[str, Money]:
        """What was charged less what was given or taken back, per currency; nothing where nothing was charged."""
        intents = [
            intent
            for intent in self.intents(customer_id, payment_ref)
            if intent.status is IntentStatus.SUCCEEDED
        ]
        ids = {intent.id for intent in intents}
        lost = [one for one in self.disputes() if one.status is RefundStatus.SUCCEEDED]
        back = [-one.amount for one in (*self.refunds(), *lost) if one.intent_id in ids]
        return total([intent.received for intent in intents] + back)

    def _all(self, kind: str) -> list[dict[str, Any]]:
        answer = _http().get(f"{self.url}/v1/{kind}", params={"limit": ALL}, auth=SIGNED_IN)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        return found

    def _post(self, path: str, told: dict[str, str]) -> dict[str, Any]:
        answer = _http().post(f"{self.url}/v1/{path}", data=told, auth=SIGNED_IN)
        said: dict[str, Any] = answer.raise_for_status().json()
        return said

    def _as_browser(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        """A declined card is an answer too."""
        told = {"key": stripe_server.PUBLISHABLE_KEY, **told}
        said: dict[str, Any] = _http().post(f"{self.url}/v1/{path}", json=told).json()
        return said


@cache
def _http() -> httpx.Client:
    """One for all calls: making one takes longer than any call. No connection is kept for later."""
    return httpx.Client(verify=False, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@contextmanager
def running(
    port: int | None = None,
    webhook_url: str = "",
    webhook_secret: str = stripe_server.WEBHOOK_SECRET,
    folder: Path | None = None,
) -> Iterator[LocalStripe]:
    """A server of the test's own; it needs no network."""
    with stripe_server.running(
        port or free_port(), webhook_url=webhook_url, webhook_secret=webhook_secret, folder=folder
    ) as url:
        yield LocalStripe(url)


@contextmanager
def taking_cards(server: LocalStripe) -> Iterator[LocalStripe]:
    """Point this process's settings at the server for the length of the block."""
    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    get_settings.cache_clear()
    try:
        yield server
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        get_settings.cache_clear()


def signed(
    told: dict[str, Any], secret: str = stripe_server.WEBHOOK_SECRET, *, age: int = 0
) -> tuple[bytes, str]:
    """The body and the `Stripe-Signature` of a webhook, as Stripe would send it; `age` is in seconds."""
    body = json.dumps(told, indent=2).encode()
    moment = int(time.time()) - age
    made = hmac.new(secret.encode(), b"%d.%s" % (moment, body), hashlib.sha256).hexdigest()
    return body, f"t={moment},v1={made}"
