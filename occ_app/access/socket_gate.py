"""The gate of the event socket: only for live sessions, bound to them, without their cookie, at a bearable rate."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode
from weakref import WeakValueDictionary

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from occ_app.access import frames
from occ_app.access.actors import Actor
from occ_app.access.arrivals import address, signed_in
from occ_app.access.frames import Event, Kind
from occ_app.access.live import Connection, LiveSockets
from occ_app.access.permissions import Role
from occ_app.settings import Settings

SOCKET = "/_event"
NOT_OURS = 4400
TOO_FAST = 4408
PASSED_HEADERS = frozenset(
    {b"host", b"origin", b"connection", b"upgrade", b"user-agent"}
    | {f"sec-websocket-{part}".encode() for part in ("key", "version", "protocol", "extensions")}
)
"""What the framework may keep of the handshake; it stores all it gets, so it gets no cookie."""

Knows = Callable[[Event], bool]
"""Whether a handler for this event exists and takes its arguments: what `state.guard` can tell."""

Refused = Callable[[Actor, str, str], None]
"""Is told who was refused what, and why."""

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
    knows: Knows
    refused: Refused = lambda _actor, _what, _why: None
    buckets: WeakValueDictionary[str, TokenBucket] = field(default_factory=WeakValueDictionary)
    """One a session, however many sockets it has open."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open the socket for a live session and an own origin; else close it unopened."""
        scope["occ.address"] = address(scope, self.settings)
        connection = await self._arriving(scope, send)
        if connection is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            await self.app(self._bound(scope, connection.actor), self._heard(receive, connection), send)
        finally:
            self.live.remove(connection)

    async def _arriving(self, scope: Scope, send: Send) -> Connection | None:
        """The socket of somebody who may have one (more); None for anybody else."""
        is_own = Headers(scope=scope).get("origin") in (None, *self.settings.origins)
        if not is_own or scope["path"].rstrip("/") != SOCKET:
            return None
        actor = await run_in_threadpool(signed_in, scope)
        if actor is None or Role.UNPROVEN in actor.roles:
            return None
        connection = Connection(actor, send)
        return connection if self.live.add(connection) else None

    def _bound(self, scope: Scope, actor: Actor) -> Scope:
        """The scope the framework sees: a state key worthless to others, no cookie, a session reference."""
        token = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token", "")
        query = {"EIO": "4", "transport": "websocket", "token": self._state_key(actor, token)}
        kept = [(name, value) for name, value in scope["headers"] if name in PASSED_HEADERS]
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

    def _heard(self, receive: Receive, connection: Connection) -> Receive:
        """What the framework hears of the browser: events it knows, not too many of them."""
        bucket = self.buckets.setdefault(
            connection.session_ref, TokenBucket(self.settings.events_per_second, self.settings.event_burst)
        )
        joined = False

        async def heard() -> Message:
            nonlocal joined
            while not connection.is_over:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                frame = frames.read(message.get("text"))
                if not bucket.take():
                    await connection.cut(TOO_FAST, "too many messages")
                elif frame.kind is Kind.STRANGE or (frame.kind is Kind.JOIN and joined):
                    await connection.cut(NOT_OURS, "a message that no page sends")
                elif frame.event is None or self.knows(frame.event):
                    connection.used |= frame.kind is not Kind.PULSE
                    joined |= frame.kind is Kind.JOIN
                    return message
                else:
                    name = frame.event["name"][:120]
                    log.warning("refused an unknown event", event_name=name)
                    await run_in_threadpool(self.refused, connection.actor, name, "unknown event")
            return {"type": "websocket.disconnect", "code": TOO_FAST}

        return heard
