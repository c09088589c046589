"""The cookies: the session's, and the one of a browser that asks for a code. Endpoints write them.

The web gate reads the session's.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Literal, TypedDict

from starlette.responses import Response

from occ_app.settings import get_settings

BROWSER_SECONDS = 600
_BROWSER = re.compile(r"[\w-]{43}", re.ASCII)


class Attributes(TypedDict):
    """Where a cookie counts."""

    path: str
    secure: bool
    httponly: bool
    samesite: Literal["lax"]


def name() -> str:
    """`__Host-` under TLS: the browser then refuses it from other hosts, paths and plain http."""
    return "__Host-occ_session" if get_settings().is_https else "occ_session"


def token_in(cookies: Mapping[str, str]) -> str:
    """The session token a request carries; empty if none."""
    return cookies.get(name(), "")


def put(response: Response, token: str) -> None:
    """Hand the browser its token, for as long as a session can live."""
    response.set_cookie(name(), token, max_age=get_settings().session_hours * 3600, **attributes())


def clear(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(name(), **attributes())


def browser_in(given: Mapping[str, str]) -> str:
    """What this browser was given when it asked for a code; empty if nothing of ours."""
    value = given.get(_browser_name(), "")
    return value if _BROWSER.fullmatch(value) else ""


def new_browser() -> str:
    """Something to know a browser by that asks for a code."""
    return secrets.token_urlsafe(32)


def put_browser(response: Response, value: str) -> None:
    """Remember the browser for as long as what was mailed is good."""
    response.set_cookie(_browser_name(), value, max_age=BROWSER_SECONDS, **attributes())


def _browser_name() -> str:
    return "__Host-occ_browser" if get_settings().is_https else "occ_browser"


def attributes() -> Attributes:
    """What every cookie of ours carries: no script reads it, no other site sends it along but by a link."""
    return {"path": "/", "secure": get_settings().is_https, "httponly": True, "samesite": "lax"}
