"""The gate of the event socket: only for live sessions, bound to them, without their cookie, at a bearable rate."""

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from occ_app.access.actors import Actor
from occ_app.access.arrivals import address, signed_in
from occ_app.access.live import Connection, LiveSockets
from occ_app.settings import Settings

SOCKET = "/_event"
TOO_FAST = 4408
PASSED_HEADERS = frozenset(
    {b"host", b"origin", b"connection", b"upgrade", b"user-agent"}
    | {f"sec-websocket-{part}".encode() for part in ("key", "version", "protocol", "extensions")}
)
"""What the framework may keep of the handshake; it stores all it gets, so it gets no cookie."""

log = structlog.get_logger(__name__)


@dataclass
class TokenBucket:
    """Allows `burst` events at once and `per_second` lasting."""

    per_second: float
    burst: float
    left: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self) -> bool:
        """Whether one more event is allowed now."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        self.left -= 1
        return self.left >= 0


@dataclass
class SocketGate:
    """Stands between a websocket and the framework."""

    app: ASGIApp
    settings: Settings
    live: LiveSockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open the socket for a live session and an own origin; else close it unopened."""
        headers = Headers(scope=scope)
        scope["occ.address"] = address(scope, self.settings)
        origin = headers.get("origin")
        actor = await run_in_threadpool(signed_in, scope)
        if (
            scope["path"].rstrip("/") != SOCKET
            or actor is None
            or (origin and origin not in self.settings.origins)
        ):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        connection = Connection(actor.session_ref, actor.language, send)
        self.live.add(connection)
        try:
            await self.app(self._bound(scope, actor), self._limited(receive, connection), send)
        finally:
            self.live.remove(connection)

    def _bound(self, scope: Scope, actor: Actor) -> Scope:
        """The scope the framework sees: a state key worthless to others, no cookie, a session reference."""
        query = [
            (name, self._state_key(actor, value) if name == "token" else value)
            for name, value in parse_qsl(scope["query_string"].decode("latin-1"))
        ]
        kept = [(k, v) for k, v in scope["headers"] if k in PASSED_HEADERS]
        reference = f"{actor.session_ref}.{actor.account_id or 0}".encode()
        return {
            **scope,
            "query_string": urlencode(query).encode(),
            "headers": [*kept, (b"authorization", reference)],
        }

    def _state_key(self, actor: Actor, token: str) -> str:
        secret = self.settings.secret_key.get_secret_value().encode()
        text = f"{actor.session_ref}:{actor.account_id}:{token}".encode()
        return hmac.new(secret, text, hashlib.sha256).hexdigest()

    def _limited(self, receive: Receive, connection: Connection) -> Receive:
        bucket = TokenBucket(self.settings.events_per_second, self.settings.event_burst)

        async def counted() -> Message:
            message = await receive()
            # "4…" is a socket.io message; the rest is the transport's own ping and pong.
            if message["type"] == "websocket.receive" and (message.get("text") or "4").startswith("4"):
                connection.used = True
                if not bucket.take():
                    log.warning("too many events", session=connection.session_ref)
                    await connection.send({"type": "websocket.close", "code": TOO_FAST})
                    return {"type": "websocket.disconnect", "code": TOO_FAST}
            return message

        return counted
