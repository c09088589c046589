"""The server as operators run it: a process of its own, with the built front end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner
from websockets.sync.client import connect

from occ_app.access import cookies, sessions
from occ_app.cli import app
from occ_app.commands import build
from occ_app.db import transaction
from occ_app.settings import get_settings
from occ_app.testing import databases
from occ_app.testing.factories import Make

SECONDS_TO_STOP = 60


@pytest.fixture
def port():
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(port, tmp_path) -> Iterator[tuple[subprocess.Popen, Path]]:
    """`occ serve` on a database of its own, and the file its log goes to."""
    build.build()
    with databases.temporary("sqlite") as url:
        settings = {"OCC_ENV": "test", "DATABASE_URL": url, "OCC_BASE_URL": f"http://localhost:{port}"}
        log = tmp_path / "log"
        with log.open("w") as errors:
            command = [Path(sys.executable).parent / "occ", "serve", "--port", str(port)]
            started = subprocess.Popen(command, env=os.environ | settings, stderr=errors)
        try:
            _wait_for(port, started, log)
            yield started, log
        finally:
            started.kill()
            started.wait()


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/health").close()
        except URLError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def _token() -> str:
    with transaction() as db:
        make = Make(db)
        return sessions.begin(db, make.contact(make.account()), user_agent="", address="")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_though_sockets_are_open(server, port, how):
    process, _log = server
    token = _token()
    cookie = {"Cookie": f"{cookies.name()}={token}"}
    address = f"ws://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token=t"
    with connect(address, additional_headers=cookie, origin=f"http://localhost:{port}") as opened:
        assert "permessage-deflate" in opened.response.headers["Sec-WebSocket-Extensions"]
        process.send_signal(how)
        assert process.wait(timeout=SECONDS_TO_STOP) == 0


def test_its_log_is_json_without_what_the_socket_was_opened_with(server, port):
    process, log = server
    token = _token()
    address = f"ws://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token=the-sockets-own"
    headers = {"Cookie": f"{cookies.name()}={token}"}
    with connect(address, additional_headers=headers, origin=f"http://localhost:{port}"):
        pass
    urlopen(f"http://127.0.0.1:{port}/health?token=in-the-query").close()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)
    said = log.read_text()
    assert [secret for secret in (token, "the-sockets-own", "in-the-query") if secret in said] == []
    assert any(json.loads(line).get("path") == "/health" for line in said.splitlines())


def test_the_answer_does_not_name_the_server(server, port):
    with urlopen(f"http://127.0.0.1:{port}/health") as answer:
        assert "server" not in answer.headers


def test_several_processes_without_redis_are_refused():
    answer = CliRunner().invoke(app, ["serve", "--processes", "2"])
    assert answer.exit_code == 2
    assert answer.stderr.count("\n") == 1
    assert "REDIS_URL" in answer.stderr


def test_a_front_end_of_other_sources_is_refused(monkeypatch):
    monkeypatch.setattr(build, "is_built", lambda: False)
    answer = CliRunner().invoke(app, ["serve"])
    assert (answer.exit_code, "occ build" in answer.stderr) == (2, True)


def test_a_port_in_use_is_refused_in_a_sentence(monkeypatch, port):
    monkeypatch.setattr(build, "is_built", lambda: True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        answer = CliRunner().invoke(app, ["serve", "--port", str(port)])
    assert answer.exit_code == 2
    assert f"Port {port} cannot be used here" in answer.stderr
    get_settings.cache_clear()
