"""The web gate: an ASGI wrapper in front of everything. Nothing private passes without a live session.

It also refuses forms sent from other sites and sets the security headers; `socket_gate` does the sockets.
"""

import re
import time
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import uuid4

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from occ_app.access.actors import Actor, visitor
from occ_app.access.arrivals import address, signed_in
from occ_app.access.frames import is_path
from occ_app.access.headers import security_headers
from occ_app.access.live import LiveSockets
from occ_app.access.permissions import Role
from occ_app.access.socket_gate import Knows, Refused, SocketGate
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from occ_app.settings import Settings

STATIC = re.compile(r"/(favicon\.(svg|ico)|icons\.svg|[a-z-]+\.(css|js)|assets/.+|fonts/.+)")
"""The built front end: the same for everybody, so nobody is asked who they are."""

PUBLIC = re.compile(r"/(health|auth/.+|(es|en)/(sign-in|signed-out))/?")
"""What else passes without a session: nothing of it carries a customer's data."""

PROVING = re.compile(r"/(es|en)/second-factor/?")
"""What else a session passes to that still owes its second factor."""

MACHINE_PATHS = ("/webhooks/", "/api/")
"""Doors for programs: no cookie, so no forged form either; they check their own keys."""

log = structlog.get_logger(__name__)


@dataclass
class WebGate:
    """Wraps the whole portal.

    `knows` tells events that have a handler; `refused` is told of what was sent from elsewhere, or by no page.
    """

    app: ASGIApp
    settings: Settings
    live: LiveSockets
    knows: Knows
    refused: Refused = lambda _actor, _what, _why: None

    def __post_init__(self) -> None:
        self.sockets = SocketGate(self.app, self.settings, self.live, self.knows, refused=self.refused)
        self.headers = security_headers(self.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or socket in, or answer it here."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])
        scope["occ.address"] = address(scope, self.settings)
        started, answered = time.perf_counter(), self._with_headers(scope, send)
        response = await self._refusal(scope)
        await (response or self.app)(scope, receive, answered)
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            ms=round((time.perf_counter() - started) * 1e3, 1),
        )

    async def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may not pass; None lets it through."""
        headers, path = Headers(scope=scope), scope["path"]
        if not is_path(path) or path.startswith("/_") or path == "/ping":
            return PlainTextResponse("Not found", 404)
        if not self._is_own_form(scope, headers):
            stranger = replace(
                visitor(), address=scope["occ.address"], user_agent=headers.get("user-agent", "")
            )
            await run_in_threadpool(self.refused, stranger, path, "other site")
            return PlainTextResponse("This form was sent from another site.", 403)
        if path.startswith(MACHINE_PATHS) or STATIC.fullmatch(path):
            return None
        actor = await run_in_threadpool(signed_in, scope)
        if actor is not None:
            scope["occ.session_ref"], scope["occ.actor"] = actor.session_ref, actor
        language = actor.language if actor else _accepted_language(headers)
        if path == "/":
            return RedirectResponse(f"/{language}/{'overview' if actor else 'sign-in'}", 303)
        return None if PUBLIC.fullmatch(path) else self._to_do_first(actor, scope, language)

    def _to_do_first(self, actor: Actor | None, scope: Scope, language: str) -> Response | None:
        if actor is None:
            return self._first("sign-in", "Sign in first.", scope, language)
        if Role.UNPROVEN in actor.roles and not PROVING.fullmatch(scope["path"]):
            return self._first("second-factor", "Show your second factor first.", scope, language)
        return None

    def _first(self, page: str, sentence: str, scope: Scope, language: str) -> Response:
        """To the page that has to come before, and back from there; a file is refused."""
        headers = Headers(scope=scope)
        if "text/html" not in headers.get("accept", "") and not scope["path"].startswith(("/es/", "/en/")):
            return PlainTextResponse(sentence, 401)
        wanted = scope["path"] + (
            f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        )
        first = scope["path"].split("/")[1]
        return RedirectResponse(
            f"/{first if first in LANGUAGES else language}/{page}?next={quote(wanted)}", 303
        )

    def _is_own_form(self, scope: Scope, headers: Headers) -> bool:
        """Cross-origin protection of unsafe methods: browsers say where a request comes from.

        The rule of Go's net/http CrossOriginProtection; programs send neither header and hold no cookie jar
        that another site could make use of.
        """
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"].startswith(MACHINE_PATHS):
            return True
        origin = headers.get("origin")
        if origin is not None:
            return origin in self.settings.origins
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if not STATIC.fullmatch(scope["path"]):
                    headers.setdefault("cache-control", "private, no-store")
            await send(message)

        return send_with_headers


def _accepted_language(headers: Headers) -> str:
    """The first of our languages that the browser accepts."""
    for part in headers.get("accept-language", "").lower().split(","):
        code = part.strip()[:2]
        if code in LANGUAGES:
            return code
    return DEFAULT_LANGUAGE
