"""What a visit to an identity provider leaves in the browser until it comes back."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from time import time

from starlette.requests import Request
from starlette.responses import Response

from occ_app.access import cookies, vault
from occ_app.settings import get_settings

LIVES = 600
"""Seconds that a visit to the provider may take."""


@dataclass(frozen=True)
class Flow:
    """A visit on its way: what must come back, and where it leads. Bound to the browser by its cookie."""

    realm: int
    state: str
    nonce: str
    verifier: str
    goal: str
    language: str
    until: float = 0.0


def keep(answer: Response, flow: Flow) -> None:
    """Give the browser its visit to hold, encrypted; another tab's has another name."""
    written = asdict(flow) | {"until": time() + LIVES}
    answer.set_cookie(
        _name(flow.state), vault.lock(json.dumps(written)), max_age=LIVES, **cookies.attributes()
    )


def kept(request: Request, realm: int, state: str) -> Flow | None:
    """The visit this browser began with this state in this realm, if it still holds it."""
    try:
        flow = Flow(**json.loads(vault.unlock(request.cookies.get(_name(state), ""))))
    except (ValueError, TypeError):
        return None
    return flow if (flow.realm, flow.state) == (realm, state) and time() < flow.until else None


def drop(answer: Response, state: str) -> None:
    """The visit is over, however it ended."""
    answer.delete_cookie(_name(state), **cookies.attributes())


def _name(state: str) -> str:
    prefix = "__Host-" if get_settings().is_https else ""
    return f"{prefix}occ_sso_{sha256(state.encode()).hexdigest()[:16]}"
