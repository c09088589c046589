"""Addresses of pages, with what is asked of them."""

from typing import Any
from urllib.parse import urlencode

from occ_app.i18n import language


def address(path: str, **asked: Any) -> str:
    """A page of the spoken language; what is empty or 0 is not asked."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/{language()}{path}" + (f"?{query}" if query else "")
