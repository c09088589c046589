"""Every call to Stripe. All of them wait for an answer: callers run them in threads, outside transactions.

Each raises `Declined`, `Unreachable` or `Refused`, and nothing else. Only fields that the real server and the
local one both take are sent.
"""

import hashlib
from datetime import datetime
from functools import lru_cache

import stripe

from occ_app.integrations.payments.amounts import to_stripe
from occ_app.integrations.payments.asking import asking, client
from occ_app.integrations.payments.faults import Refused
from occ_app.integrations.payments.shapes import (
    Card,
    CardStart,
    Event,
    Intent,
    IntentStatus,
    RefundSeen,
    read_card,
    read_dispute,
    read_event,
    read_intent,
    read_refund,
)
from occ_app.money import Money
from occ_app.settings import get_settings

PAGE = 100
"""Entries of one answer; the most Stripe gives."""


def gateway() -> "Gateway":
    """The one of this process's settings; `Refused` where no cards are taken."""
    settings = get_settings()
    if not settings.takes_cards:
        raise Refused("not_set_up")
    return _gateway(settings.stripe_secret_key.get_secret_value(), settings.stripe_api_base)


@lru_cache(maxsize=8)
def _gateway(key: str, base: str) -> "Gateway":
    return Gateway(client(key, base))


class Gateway:
    """A company's customer, its cards, and what is taken from them and given back."""

    def __init__(self, stripe_client: stripe.StripeClient) -> None:
        self._api = stripe_client.v1

    # Customers and cards

    def create_customer(self, name: str, email: str, account_ref: str) -> str:
        """The id of a new customer; the same one for the same three, however often it is asked for."""
        asked = hashlib.sha256(f"{name}\n{email}".encode()).hexdigest()[:16]
        with asking():
            made = self._api.customers.create(
                {"name": name, "email": email, "metadata": {"account": account_ref}},
                {"idempotency_key": f"{account_ref}:customer:{asked}"},
            )
        return made.id

    def begin_card(self, customer_id: str) -> CardStart:
        """Where the browser sends a new card to."""
        with asking():
            made = self._api.setup_intents.create(
                {"customer": customer_id, "usage": "off_session", "allowed_payment_method_types": ["card"]}
            )
        return CardStart(made.id, made.client_secret or "")

    def finish_card(self, setup_id: str, customer_id: str) -> Card:
        """The card that the browser confirmed, saved for its customer; `Refused` for anybody else's."""
        with asking():
            setup = self._api.setup_intents.retrieve(setup_id).to_dict()
        if setup.get("customer") != customer_id:
            raise Refused("another_customer")
        if setup.get("status") != IntentStatus.SUCCEEDED:
            raise Refused("setup_intent_unexpected_state")
        card = self.card(str(setup.get("payment_method")))
        if not card.customer_id:
            with asking():
                kept = self._api.payment_methods.attach(card.id, {"customer": customer_id})
                return _card(kept)
        if card.customer_id != customer_id:
            raise Refused("another_customer")
        return card

    def card(self, method_id: str) -> Card:
        """A card as it is now; without a customer where it was removed."""
        with asking():
            return _card(self._api.payment_methods.retrieve(method_id))

    def cards(self, customer_id: str) -> list[Card]:
        """A customer's saved cards."""
        with asking():
            found = self._api.payment_methods.list({"customer": customer_id, "type": "card", "limit": PAGE})
            return [_card(method) for method in found.auto_paging_iter()]

    def remove_card(self, method_id: str) -> None:
        """Forget a card; one that is gone already is as well."""
        try:
            with asking():
                self._api.payment_methods.detach(method_id)
        except Refused:
            if self._is_kept(method_id):
                raise

    def _is_kept(self, method_id: str) -> bool:
        try:
            return bool(self.card(method_id).customer_id)
        except Refused as fault:
            return fault.code != "resource_missing"

    # Payments

    def create_intent(self, ref: str, customer_id: str, method_id: str, amount: Money) -> Intent:
        """An attempt, not yet confirmed: nothing is taken before `confirm`. Store its id first."""
        with asking():
            made = self._api.payment_intents.create(
                {
                    "amount": to_stripe(amount),
                    "currency": amount.currency.lower(),
                    "customer": customer_id,
                    "payment_method": method_id,
                    "allowed_payment_method_types": ["card"],
                    "metadata": {"payment": ref},
                },
                {"idempotency_key": f"{ref}:create"},
            )
            return _intent(made)

    def confirm(self, intent_id: str, ref: str, *, off_session: bool = False) -> Intent:
        """Take the money: succeeded, or `requires_action` where the bank wants its customer to confirm.

        `off_session` where nobody is there to answer the bank: `Declined` with `authentication_required` then.
        """
        with asking():
            done = self._api.payment_intents.confirm(
                intent_id, {"off_session": True} if off_session else {}, {"idempotency_key": f"{ref}:confirm"}
            )
            return _intent(done)

    def intent(self, intent_id: str) -> Intent:
        """An attempt as it is now."""
        with asking():
            return _intent(self._api.payment_intents.retrieve(intent_id))

    def client_secret(self, intent_id: str) -> str:
        """What the browser of the payer needs to confirm with the bank; never stored."""
        with asking():
            return self._api.payment_intents.retrieve(intent_id).client_secret or ""

    def cancel(self, intent_id: str) -> Intent:
        """Give an attempt up; `Refused` where it succeeded, or was cancelled, meanwhile."""
        with asking():
            return _intent(self._api.payment_intents.cancel(intent_id))

    # Refunds and events

    def refund(self, ref: str, intent_id: str, amount: Money) -> RefundSeen:
        """Give money back, all or a part of it."""
        with asking():
            made = self._api.refunds.create(
                {"payment_intent": intent_id, "amount": to_stripe(amount), "metadata": {"refund": ref}},
                {"idempotency_key": f"{ref}:refund"},
            )
            return _refund(made)

    def refunds(self, intent_id: str) -> list[RefundSeen]:
        """What was given back of one attempt."""
        with asking():
            found = self._api.refunds.list({"payment_intent": intent_id, "limit": PAGE})
            return [_refund(refund) for refund in found.auto_paging_iter()]

    def disputes(self, intent_id: str) -> list[RefundSeen]:
        """What the payer's bank took back of one attempt, or wants to."""
        with asking():
            found = self._api.disputes.list({"payment_intent": intent_id, "limit": PAGE})
            seen = [read_dispute(dispute.to_dict()) for dispute in found.auto_paging_iter()]
        return [one for one in seen if one]

    def events(self, kind: str, since: datetime) -> list[Event]:
        """What happened since then, oldest first."""
        with asking():
            found = self._api.events.list(
                {"type": kind, "created": {"gte": int(since.timestamp())}, "limit": PAGE}
            )
            events = [read_event(event.to_dict()) for event in found.auto_paging_iter()]
        return sorted(events, key=lambda event: event.created_at)


def _intent(said: stripe.PaymentIntent) -> Intent:
    return read_intent(said.to_dict())


def _card(said: stripe.PaymentMethod) -> Card:
    return read_card(said.to_dict())


def _refund(said: stripe.Refund) -> RefundSeen:
    return read_refund(said.to_dict())
