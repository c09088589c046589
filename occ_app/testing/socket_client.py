"""A raw client of the event socket, for tests: it may say and pretend whatever it likes, as an attacker may."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from occ_app.access import cookies

ROOT_STATE = "reflex___state____state"
HYDRATE = f"{ROOT_STATE}.hydrate_and_load"
QUIET_SECONDS = 30.0
"""How long to wait for what should come; much, since machines are slow at times."""


def sign_in(url: str, email: str) -> str:
    """The cookie's token of a new session of this person of a demo."""
    answer = httpx.post(f"{url}/auth/demo", data={"email": email})
    return answer.cookies.get(cookies.name()) or ""


@dataclass
class SocketClient:
    """An open socket; `state` is what its deltas add up to."""

    socket: ClientConnection
    page: str
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    close_code: int | None = None

    def join(self, *, load: bool = True) -> "SocketClient":
        """Open the page, as its first frame does, and wait until it is filled."""
        self.say("40/_event," + json.dumps({"event": self.event(HYDRATE)} if load else {}))
        self.until(lambda: self.is_filled if load else True)
        return self

    @property
    def is_filled(self) -> bool:
        """Whether the page's own handlers are done."""
        return bool(self.state.get(ROOT_STATE, {}).get("is_hydrated_rx_state_"))

    def event(self, name: str, /, **payload: Any) -> dict[str, Any]:
        """An event of the page."""
        place = {"pathname": self.page.partition("?")[0], "asPath": self.page}
        return {"name": name, "payload": payload, "router_data": place}

    def send(self, name: str, /, **payload: Any) -> None:
        """Say an event."""
        self.say("42/_event," + json.dumps(["event", self.event(name, **payload)]))

    def say(self, message: str | bytes) -> None:
        """Say anything at all; what comes after the socket was closed goes nowhere."""
        with suppress(ConnectionClosed):
            self.socket.send(message)

    def hear(self, seconds: float = QUIET_SECONDS) -> str | None:
        """The next message, taken in; None when nothing comes or the socket is closed (see `close_code`)."""
        try:
            message = str(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd else 1006
            return None
        if message == "2":
            self.say("3")
        elif message.startswith('42/_event,["event"'):
            update = json.loads(message.partition(",")[2])[1]
            for name, values in (update.get("delta") or {}).items():
                self.state.setdefault(name, {}).update(values)
            self.events += update.get("events") or []
        return message

    def until(self, condition: Any, seconds: float = QUIET_SECONDS) -> bool:
        """Listen until the condition holds; False when what should come does not."""
        while not condition():
            if self.hear(seconds) is None:
                return bool(condition())
        return True

    def of(self, state: str) -> dict[str, Any]:
        """The vars of the state class of this name, without Reflex's endings."""
        ending = f"____{state}"
        named = (values for name, values in self.state.items() if name.endswith(ending))
        return {key.removesuffix("_rx_state_"): value for values in named for key, value in values.items()}


@contextmanager
def open_socket(
    url: str, session: str = "", *, page: str = "/en/overview", token: str | None = None, **headers: str
) -> Iterator[SocketClient]:
    """A socket with this session's cookie and tab token; `headers` as keywords (`origin`, `authorization`)."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if session:
        sent.setdefault("cookie", f"{cookies.name()}={session}")
    query = f"?token={uuid4() if token is None else token}&EIO=4&transport=websocket"
    address = url.replace("http", "ws", 1).replace("localhost", "127.0.0.1") + f"/_event/{query}"
    with connect(address, additional_headers=sent, compression=None, max_size=None) as socket:
        client = SocketClient(socket, page)
        client.hear()
        yield client
