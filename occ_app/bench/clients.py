"""Signed-in people's sockets, each going through the list click by click; run in a process of their own."""

import asyncio
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from occ_app.access import cookies
from occ_app.testing.socket_client import HYDRATE, ROOT_STATE

ON_LOAD = f"{ROOT_STATE}.reflex___state____on_load_internal_state.on_load_internal"
FILLED = '"is_hydrated_rx_state_":true'
NEXT = re.compile(r'"next_href_rx_state_":"([^"]*)"')
LIST = "/en/invoices"
NEXT_PAGE = ""
"""The address that the pager says."""

WALK = (
    ("next page", NEXT_PAGE),
    ("next page", NEXT_PAGE),
    ("tab", f"{LIST}?status=open"),
    ("sort", f"{LIST}?status=open&sort=-total"),
    ("next page", NEXT_PAGE),
    ("search", f"{LIST}?q=inv-0000050"),
    ("first page", LIST),
)
"""What each of them clicks, over and over, and the address it leads to."""

Taken = list[tuple[str, float]]
"""Each click and its milliseconds."""


@dataclass
class Client:
    """One socket. It looks at the answers as text only: what it needs of them is little."""

    socket: ClientConnection
    next_page: str = LIST
    steps: Iterator[tuple[str, str]] = field(default_factory=lambda: cycle(WALK))

    async def join(self) -> None:
        """Open the list, as a page does that was loaded."""
        await self.socket.recv()
        await self.socket.send("40/_event," + json.dumps({"event": _event(HYDRATE, LIST)}))
        await self._until_filled()

    async def click(self) -> tuple[str, float]:
        """The next step of the walk."""
        what, address = next(self.steps)
        address = address or self.next_page
        began = time.perf_counter()
        await self.socket.send("42/_event," + json.dumps(["event", _event(ON_LOAD, address)]))
        await self._until_filled()
        return what, (time.perf_counter() - began) * 1000

    async def _until_filled(self) -> None:
        while True:
            message = str(await self.socket.recv())
            if message == "2":
                await self.socket.send("3")
            if found := NEXT.search(message):
                self.next_page = found[1] or LIST
            if FILLED in message:
                return


def _event(name: str, address: str) -> dict[str, object]:
    path = address.partition("?")[0]
    return {"name": name, "payload": {}, "router_data": {"pathname": path, "asPath": address}}


def walked(url: str, tokens: Sequence[str], seconds: float) -> tuple[Taken, float]:
    """What so many people at once clicked, and the seconds that took."""
    return asyncio.run(_walked(url, tokens, seconds))


async def _walked(url: str, tokens: Sequence[str], seconds: float) -> tuple[Taken, float]:
    taken: Taken = []
    async with AsyncExitStack() as stack:
        clients = await joined(url, tokens, stack)
        began = time.perf_counter()
        await asyncio.gather(*(_walk(client, began + seconds, taken) for client in clients))
    return taken, time.perf_counter() - began


async def joined(url: str, tokens: Sequence[str], stack: AsyncExitStack) -> list[Client]:
    """A client a token, with the list open; one after the other, as people come."""
    clients = []
    for token in tokens:
        address = f"{url.replace('http', 'ws', 1)}/_event/?token={uuid4()}&EIO=4&transport=websocket"
        headers = {"cookie": f"{cookies.name()}={token}"}
        clients.append(Client(await stack.enter_async_context(connect(address, additional_headers=headers))))
        await clients[-1].join()
    return clients


async def _walk(client: Client, until: float, taken: Taken) -> None:
    while time.perf_counter() < until:
        taken.append(await client.click())
