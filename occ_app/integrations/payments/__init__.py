"""Stripe: cards, payments, refunds and events, and nothing of the portal's rules.

What is asked, and how it stays exactly once: `docs/payments-by-card.md`.
"""

from occ_app.integrations.payments.amounts import from_stripe, to_stripe
from occ_app.integrations.payments.calls import Gateway, gateway
from occ_app.integrations.payments.faults import (
    Declined,
    Failure,
    Forged,
    Malformed,
    PaymentFault,
    Refused,
    Unreachable,
)
from occ_app.integrations.payments.shapes import (
    Card,
    CardStart,
    Event,
    Intent,
    IntentStatus,
    RefundSeen,
    RefundStatus,
)
from occ_app.integrations.payments.webhooks import KINDS, LARGEST, parse
from occ_app.integrations.payments.words import GENERIC, SENTENCES, may_succeed_later, sentence

__all__ = [
    "GENERIC",
    "KINDS",
    "LARGEST",
    "SENTENCES",
    "Card",
    "CardStart",
    "Declined",
    "Event",
    "Failure",
    "Forged",
    "Gateway",
    "Intent",
    "IntentStatus",
    "Malformed",
    "PaymentFault",
    "RefundSeen",
    "RefundStatus",
    "Refused",
    "Unreachable",
    "from_stripe",
    "gateway",
    "may_succeed_later",
    "parse",
    "sentence",
    "to_stripe",
]
