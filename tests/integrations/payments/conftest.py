"""The portal's way to the local Stripe server, and a customer there."""

import pytest

from occ_app.integrations import payments
from occ_app.money import Money
from occ_app.testing import stripe_server

EUROS = Money(1250, "EUR")


@pytest.fixture
def gateway(stripe):
    """The portal's way to the local server."""
    return payments.gateway()


@pytest.fixture
def customer(stripe):
    """A customer without cards."""
    return stripe.customer()


@pytest.fixture
def pay(gateway, stripe, customer):
    """A function that makes an attempt with a card of a number, and confirms it."""

    def go(ref, number=stripe_server.VISA, amount=EUROS):
        intent = gateway.create_intent(ref, customer, stripe.card(customer, number), amount)
        return gateway.confirm(intent.id, ref)

    return go
