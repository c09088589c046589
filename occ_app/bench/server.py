"""One serving process under clicks: how soon it answers, how many it bears, what a signed-in socket costs."""

import asyncio
import os
import signal
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

from occ_app.bench import clients
from occ_app.bench.drafts import Row
from occ_app.bench.served import portal, signed_in
from occ_app.bench.timing import PROCESSES, in_new_process, p95, status_kb
from occ_app.testing.server import Server

CLIENTS = (20, 200)
ROUNDS, SECONDS, ALONE_SECONDS = 3, 5.0, 4.0
SOCKETS = 200
TICKS = os.sysconf("SC_CLK_TCK")


def measured(database_url: str, account_id: int, about: Row) -> Iterator[Row]:
    """Rows of `bench.json`, each beginning with `about`; the settings point at the same database."""
    tokens = signed_in(account_id, max(CLIENTS))
    with portal(database_url) as server:
        in_new_process(clients.walked, server.url, tokens[:1], 1.0)
        yield from (about | row for row in _alone(server, tokens[0]))
        for count in CLIENTS:
            yield about | _together(server, tokens[:count])


def memory(database_url: str, account_id: int, about: Row) -> Iterator[Row]:
    """What the process holds for each socket with the list open, once everything else is warm."""
    tokens = signed_in(account_id, SOCKETS)
    with portal(database_url) as server:
        in_new_process(clients.walked, server.url, tokens[:20], 1.0)
        before = _held_kb(server)
        more = asyncio.run(_while_open(server, tokens)) - before
        yield about | {"sockets": SOCKETS, "process_kb": before, "kb_a_socket": round(more / SOCKETS, 1)}


def _alone(server: Server, token: str) -> Iterator[Row]:
    """The round trips of one person, a row a kind of click."""
    taken, _ = in_new_process(clients.walked, server.url, [token], ALONE_SECONDS)
    for what in dict(clients.WALK):
        times = sorted(ms for name, ms in taken if name == what)
        yield {"what": what, "clients": 1} | _spread(times)


def _together(server: Server, tokens: Sequence[str]) -> Row:
    """The best of a few rounds: what else the machine does can only slow one down."""
    rounds = [_round(server, tokens) for _ in range(ROUNDS)]
    return max(rounds, key=lambda row: float(row["events_per_s"]))


def _round(server: Server, tokens: Sequence[str]) -> Row:
    cpu = _cpu_seconds(server)
    taken, seconds = in_new_process(clients.walked, server.url, tokens, SECONDS)
    events = len(taken) + len(tokens)  # joining is work too
    rates = {
        "events_per_s": round(len(taken) / seconds),
        "cpu_ms_an_event": round((_cpu_seconds(server) - cpu) * 1000 / events, 2),
    }
    return {"what": "walk", "clients": len(tokens)} | _spread(sorted(ms for _, ms in taken)) | rates


def _spread(times: list[float]) -> Row:
    spread = {"median_ms": statistics.median(times), "p95_ms": p95(times)}
    return {name: round(ms, 1) for name, ms in spread.items()}


def _cpu_seconds(server: Server) -> float:
    said = (PROCESSES / str(server.process_id) / "stat").read_text()
    user, system = said.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def _held_kb(server: Server) -> int:
    os.kill(server.process_id, signal.SIGUSR1)
    time.sleep(1)
    return status_kb("VmRSS", str(server.process_id))


async def _while_open(server: Server, tokens: Sequence[str]) -> int:
    async with AsyncExitStack() as stack:
        await clients.joined(server.url, tokens, stack)
        return await asyncio.to_thread(_held_kb, server)
