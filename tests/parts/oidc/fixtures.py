"""The strict provider as fixtures; a conftest that wants them imports both."""

import pytest

from occ_app.integrations.identity import discovery
from tests.parts.oidc.strict import StrictProvider


@pytest.fixture(scope="session")
def strict():
    """One process for every test; each finds it honest."""
    provider = StrictProvider()
    yield provider
    provider.stop()


@pytest.fixture
def op(strict):
    yield strict
    strict.lie()
    discovery._keys.found.clear()  # it may have been started anew, with others
