"""Live sockets of this process, by session: so that an ended session ends them, within seconds."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field

import structlog
from starlette.types import Send

from occ_app import db
from occ_app.access import sessions

SWEEP_SECONDS = 2.0
"""How often a process looks for sessions that ended elsewhere."""

SESSION_ENDED = 4401
FAREWELL_SECONDS = 0.3
"""Time for the page to leave before its socket closes."""

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Connection:
    """One open socket and the session it belongs to."""

    session_ref: str
    language: str
    send: Send
    used: bool = True
    """Whether the person did something since the last sweep (prolongs the session)."""

    async def close(self, code: int = SESSION_ENDED) -> None:
        """Tell the page to leave, then close the socket."""
        try:
            await self.send({"type": "websocket.send", "text": _farewell(self.language)})
            await asyncio.sleep(FAREWELL_SECONDS)
            await self.send({"type": "websocket.close", "code": code})
        except (RuntimeError, OSError):
            log.info("socket was already closed")


@dataclass
class LiveSockets:
    """Every open socket of the process."""

    by_session: dict[str, set[Connection]] = field(default_factory=lambda: defaultdict(set))

    def add(self, connection: Connection) -> None:
        """Remember an accepted socket."""
        self.by_session[connection.session_ref].add(connection)

    def remove(self, connection: Connection) -> None:
        """Forget a closed one."""
        mine = self.by_session[connection.session_ref]
        mine.discard(connection)
        if not mine:
            self.by_session.pop(connection.session_ref, None)

    async def end(self, session_ref: str) -> None:
        """Close every socket of a session."""
        await asyncio.gather(
            *(connection.close() for connection in list(self.by_session.get(session_ref, ())))
        )

    async def sweep(self) -> None:
        """Close the sockets of sessions that have ended, here or in another process."""
        if not self.by_session:
            return
        refs = set(self.by_session)
        used = {ref for ref, mine in self.by_session.items() if any(connection.used for connection in mine)}
        for connection in (c for mine in self.by_session.values() for c in mine):
            connection.used = False
        alive = await asyncio.to_thread(_still_live, refs, used)
        await asyncio.gather(*(self.end(ref) for ref in refs - alive))

    async def keep_sweeping(self) -> None:
        """The lifespan task of each process."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                log.exception("sweep of sessions failed")


def _still_live(refs: set[str], used: set[str]) -> set[str]:
    with db.transaction(reads_only=True) as session:
        alive = sessions.live(session, refs)
        stale = {ref for ref in alive & used if sessions.is_stale(session, ref)}
    if stale:
        with db.transaction() as session:
            for ref in stale:
                sessions.touch(session, ref)
    return alive


def _farewell(language: str) -> str:
    """A socket.io message, as the framework would send it: go to the signed-out page."""
    payload = {"path": f"/{language}/signed-out", "external": False, "popup": False, "replace": True}
    update = {"delta": {}, "events": [{"name": "_redirect", "payload": payload}]}
    return "42/_event," + json.dumps(["event", update])
