"""The portal served for tests as production serves it: a process of its own, the prebuilt front end, one database."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from occ_app.settings import ROOT

PORTS = range(20_000, 32_000)
"""Below those that Linux gives to outgoing connections, which may take one before its server listens there."""

BUILT = ROOT / ".web" / "build" / "client" / "404.html"
PATIENCE_SECONDS = 60
COMMAND = "from occ_app.commands.serve import listen; listen(port={port}, host='127.0.0.1')"


@dataclass(frozen=True)
class Server:
    """A served portal: where it is, whose records it shows, what it has said, and its process."""

    url: str
    database_url: str
    log: Path
    process_id: int = 0

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text()


@contextmanager
def serving(database_url: str, log: Path, *, first: str = "pass", **environment: str) -> Iterator[Server]:
    """The portal on a free port for the length of the block; `environment` is added to this process's.

    `first` is Python that the new process runs before it serves.
    """
    _wait_until(BUILT.exists, "the front end is not built: run `occ build`")
    port = free_port()
    url = f"http://localhost:{port}"
    settings = {"OCC_ENV": "test", "OCC_BASE_URL": url, "DATABASE_URL": database_url, **environment}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{first}\n{COMMAND.format(port=port)}"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until(lambda: process.poll() is not None or _answers(url), "the portal does not answer")
        if process.poll() is not None:
            raise RuntimeError(f"the portal did not start:\n{log.read_text()[-4000:]}")
        yield Server(url, database_url, log, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False


def _wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def free_port() -> int:
    """A port nobody listens on; another each time, so that tests side by side keep out of each other's way."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
