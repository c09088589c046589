"""A strict provider, and visits to it."""

import pytest

from occ_app.integrations import identity
from tests.parts.oidc.fixtures import op, strict
from tests.parts.oidc.strict import BASE, Person

__all__ = ["op", "strict"]

BACK = f"{BASE}/auth/sso/1/callback"


@pytest.fixture
def visit(op):
    """A function that signs somebody in at the provider: the visit as begun, and the answer that came back."""

    def go(who="ana"):
        start = identity.begin(op.as_known, BACK)
        return start, Person().log_in(start.url, who)

    return go
