"""The session cookie: its name, reading, setting and clearing. Endpoints write it, the web gate reads it."""

from collections.abc import Mapping
from typing import Literal, TypedDict

from starlette.responses import Response

from occ_app.settings import get_settings


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


def attributes() -> Attributes:
    """What every cookie of ours carries: no script reads it, no other site sends it along but by a link."""
    return {"path": "/", "secure": get_settings().is_https, "httponly": True, "samesite": "lax"}
