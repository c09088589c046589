"""A portal that takes cards at a local Stripe server."""

from collections.abc import Iterator

import pytest

from occ_app.testing import databases, stripe_server
from occ_app.testing.stripe_server import LocalStripe
from tests.charging.shop import Fate, Shop, opened, watch


@pytest.fixture
def fate(monkeypatch: pytest.MonkeyPatch) -> Fate:
    """Of all charging in this test."""
    return watch(monkeypatch)


@pytest.fixture(params=databases.KINDS)
def shop(request: pytest.FixtureRequest, stripe: LocalStripe) -> Iterator[Shop]:
    """On SQLite and PostgreSQL in turn."""
    with databases.temporary(request.param), stripe_server.taking_cards(stripe):
        yield opened(stripe)
