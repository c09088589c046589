"""A portal that takes cards at a local Stripe server."""

from collections.abc import Iterator

import pytest

from occ_app.testing import databases, stripe_server
from occ_app.testing.stripe_server import LocalStripe
from tests.charging.shop import Fate, Shop, opened, watch


@pytest.fixture(scope="session")
def local_stripe() -> Iterator[LocalStripe]:
    """One server for all tests here."""
    with stripe_server.running() as server:
        yield server


@pytest.fixture
def stripe(local_stripe: LocalStripe) -> Iterator[LocalStripe]:
    """The same, empty, with this process's settings pointing at it."""
    local_stripe.reset()
    with stripe_server.taking_cards(local_stripe):
        yield local_stripe


@pytest.fixture
def fate(monkeypatch: pytest.MonkeyPatch) -> Fate:
    """Of all charging in this test."""
    return watch(monkeypatch)


@pytest.fixture(params=databases.KINDS)
def shop(request: pytest.FixtureRequest, stripe: LocalStripe) -> Iterator[Shop]:
    """On SQLite and PostgreSQL in turn."""
    with databases.using(databases.fresh(request.param)), stripe_server.taking_cards(stripe):
        yield opened(stripe)
