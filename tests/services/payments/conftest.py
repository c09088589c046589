"""The company that pays, as in the tests of paying."""

from tests.services.paying.conftest import ana  # noqa: F401
