import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import Request, urlopen

import httpx
import pytest

from occ_app.demo import stripe_server
from occ_app.integrations.payments import IntentStatus, Refused
from occ_app.money import Money
from occ_app.testing.server import free_port
from occ_app.testing.stripe_server import running

EUROS = Money(1250, "EUR")
PARENT = """
import sys, time
from occ_app.demo import stripe_server
with stripe_server.running({port}) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def pay(server, ref):
    """A payment from a new card of a new customer."""
    customer = server.customer()
    intent = server.gateway.create_intent(ref, customer, server.card(customer), EUROS)
    return server.gateway.confirm(intent.id, ref)


def listens(host, port):
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def own_address():
    """An address of this machine that others can reach; none in a sealed room."""
    found = {place[4][0] for place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return next((address for address in found if not address.startswith("127.")), None)


def test_only_this_machine_is_answered():
    with running() as server:
        assert listens("127.0.0.1", server.port)
        if address := own_address():
            assert not listens(address, server.port)


def test_another_hosts_name_and_a_pages_script_set_nothing_up():
    with running() as server:
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            answer = httpx.delete(f"{server.url}/_config/data", headers=headers)
            assert answer.status_code == 403
        assert (
            httpx.get(
                f"{server.url}{stripe_server.SCRIPT_PATH}", headers={"Host": "evil.example"}
            ).status_code
            == 403
        )


def test_pages_get_the_script_and_may_ask_from_their_origin():
    with running() as server:
        url = f"http://localhost:{server.port}{stripe_server.SCRIPT_PATH}"
        with urlopen(Request(url, headers={"Origin": "http://localhost:3000"})) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
            assert b"confirmCardSetup" in answer.read()


def test_what_was_paid_is_known_after_a_new_start(tmp_path):
    folder = tmp_path / "stripe"
    with running(folder=folder) as server:
        paid = pay(server, "p1")
    with running(folder=folder) as server:
        assert server.gateway.intent(paid.id).status is IntentStatus.SUCCEEDED
        assert server.gateway.confirm(paid.id, "p1").id == paid.id
        assert server.taken() == {"EUR": EUROS}
    assert folder.stat().st_mode & 0o777 == 0o700
    stripe_server.forget(folder)
    with running(folder=folder) as server, pytest.raises(Refused):
        server.gateway.intent(paid.id)


def test_without_a_folder_nothing_is_kept():
    with running() as server:
        paid = pay(server, "p1")
    with running() as server, pytest.raises(Refused):
        server.gateway.intent(paid.id)


def test_a_folder_that_others_can_write_to_is_not_read(tmp_path, monkeypatch):
    folder = tmp_path / "stripe"
    with running(folder=folder):
        pass
    monkeypatch.setattr("pathlib.Path.chmod", lambda _self, _mode: None)
    os.chmod(folder, 0o777)  # noqa: PTH101 - the other one does nothing here
    with pytest.raises(RuntimeError, match="does not answer"), running(folder=folder):
        pass


def test_it_goes_with_its_parent_even_when_that_is_killed():
    port = free_port()
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(port=port)], stdout=subprocess.PIPE)
    assert parent.stdout.readline()
    assert listens("127.0.0.1", port)
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    deadline = time.monotonic() + 10
    while listens("127.0.0.1", port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not listens("127.0.0.1", port)
    parent.stdout.close()


def test_the_portal_never_imports_what_has_another_licence():
    program = "import sys, pkgutil, importlib, occ_app.demo.stripe_server, occ_app.testing.stripe_server; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert not {"localstripe", "aiohttp"} & set(loaded.split())
