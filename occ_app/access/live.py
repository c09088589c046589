"""Live sockets of this process, by session: so that an ended session ends them, within seconds."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field

import structlog
from starlette.types import Send

from occ_app import db
from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.errors import SignedOut

SWEEP_SECONDS = 2.0
"""How often a process looks for sessions that ended elsewhere."""

SESSION_ENDED = 4401
RIGHTS_CHANGED = 4409
ANEW = "#anew"
"""Where a page is sent that shall load itself anew: `portal.js` does it."""

FAREWELL_SECONDS = 1.0
"""Time for the page to leave before its socket closes."""

PATIENCE_SECONDS = 1.5
"""How long closing waits for a browser that reads nothing: it must not keep others' sockets open."""

MOST_SOCKETS = 50
"""Sockets of one session in one process: more tabs than people keep, fewer than would hurt."""

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Connection:
    """One open socket."""

    actor: Actor
    """Who opened it; what they may do is asked anew with every event."""
    send: Send
    used: bool = True
    """Whether the person did something since the last sweep (prolongs the session)."""
    is_over: bool = False
    """From here on nothing that the browser says is heard."""

    @property
    def session_ref(self) -> str:
        """The session it belongs to."""
        return self.actor.session_ref

    async def end(self) -> None:
        """Tell the page to leave, then close its socket."""
        await self._part(f"/{self.actor.language}/signed-out", SESSION_ENDED)

    async def renew(self) -> None:
        """Tell the page to load itself anew, since it shows what other rights showed; then close its socket."""
        await self._part(ANEW, RIGHTS_CHANGED)

    async def _part(self, path: str, code: int) -> None:
        self.is_over = True
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.send({"type": "websocket.send", "text": _farewell(path)})
                await asyncio.sleep(FAREWELL_SECONDS)
                await self.send({"type": "websocket.close", "code": code})
        except (RuntimeError, OSError):
            log.info("socket was already closed")

    async def cut(self, code: int, reason: str) -> None:
        """Close the socket of a browser that does what pages do not."""
        self.is_over = True
        log.warning("socket cut", reason=reason, session=self.session_ref)
        await self.send({"type": "websocket.close", "code": code})


@dataclass
class LiveSockets:
    """Every open socket of the process."""

    by_session: dict[str, set[Connection]] = field(default_factory=lambda: defaultdict(set))

    def add(self, connection: Connection) -> bool:
        """Remember a socket; not if its session has all it may have."""
        mine = self.by_session[connection.session_ref]
        if len(mine) >= MOST_SOCKETS:
            return False
        mine.add(connection)
        return True

    def remove(self, connection: Connection) -> None:
        """Forget a closed one."""
        mine = self.by_session[connection.session_ref]
        mine.discard(connection)
        if not mine:
            self.by_session.pop(connection.session_ref, None)

    async def end(self, session_ref: str) -> None:
        """Close every socket of a session."""
        await asyncio.gather(*(connection.end() for connection in list(self.by_session.get(session_ref, ()))))

    async def sweep(self) -> None:
        """Close the sockets of sessions that have ended, and of other rights, here or in another process."""
        if not self.by_session:
            return
        refs = set(self.by_session)
        used = {ref for ref, mine in self.by_session.items() if any(connection.used for connection in mine)}
        for connection in (c for mine in self.by_session.values() for c in mine):
            connection.used = False
        alive, viewing = await asyncio.to_thread(_still_live, refs, used)
        here = [c for ref in alive for c in self.by_session.get(ref, ()) if not c.is_over]
        homeless, changed = await asyncio.to_thread(_of_other_rights, here)
        await asyncio.gather(
            *(self.end(ref) for ref in refs - alive),
            *(connection.end() for connection in {*homeless, *self._past(viewing)}),
            *(connection.renew() for connection in changed),
        )

    def _past(self, viewing: set[tuple[str, int | None]]) -> list[Connection]:
        """Sockets of staff who look at a company no longer."""
        return [
            connection
            for mine in self.by_session.values()
            for connection in mine
            if connection.actor.viewing_until
            and (connection.session_ref, connection.actor.account_id) not in viewing
        ]

    async def keep_sweeping(self) -> None:
        """The lifespan task of each process."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                log.exception("sweep of sessions failed")


def _still_live(refs: set[str], used: set[str]) -> tuple[set[str], set[tuple[str, int | None]]]:
    with db.transaction(reads_only=True) as session:
        alive = sessions.live(session, refs)
        stale = sessions.stale(session, alive & used)
        viewing = sessions.viewing(session, alive)
    if stale:
        with db.transaction() as session:
            sessions.touch(session, stale)
    return alive, viewing


def _of_other_rights(here: list[Connection]) -> tuple[list[Connection], list[Connection]]:
    """The sockets opened under rights that have changed since: those with no right left there, and the others."""
    homeless, changed = [], []
    with db.transaction(reads_only=True) as session:
        rights = sessions.rights_of(session, {connection.session_ref for connection in here})
        for connection in here:
            if rights.get(connection.session_ref) == connection.actor.rights_as_of:
                continue
            try:
                sessions.resume(session, connection.session_ref, connection.actor.account_id)
                changed.append(connection)
            except SignedOut:
                homeless.append(connection)
    return homeless, changed


def _farewell(path: str) -> str:
    """A socket.io message, as the framework would send it: go there."""
    payload = {"path": path, "external": False, "popup": False, "replace": True}
    update = {"delta": {}, "events": [{"name": "_redirect", "payload": payload}]}
    return "42/_event," + json.dumps(["event", update])
