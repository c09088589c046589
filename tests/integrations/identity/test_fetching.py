import socket
from threading import Thread

import pytest
import requests

from occ_app.integrations.identity import ProviderFault, fetching
from occ_app.settings import Environment, get_settings
from occ_app.testing.server import free_port


@pytest.fixture
def production(monkeypatch):
    settings = get_settings().model_copy(update={"env": Environment.PRODUCTION})
    monkeypatch.setattr(fetching, "get_settings", lambda: settings)


def refused(address, *, is_ours=False):
    with pytest.raises(ProviderFault) as fault:
        fetching.get_json(address, is_ours=is_ours)
    return fault.value.reason


@pytest.mark.parametrize(
    "address",
    [
        "",
        "acme.example",
        "file:///etc/passwd",
        "gopher://x",
        "https://",
        "https://ana:secret@acme.example",
        "https://acme.example/\n",
        "https://acme.example/a b",
        "https://acme.example/\0",
        "https://äcme.example",
        "https://[bad",
        "//x",
    ],
)
def test_what_is_no_address_of_a_provider_is_not_asked(address):
    assert refused(address) == "address"


def test_production_asks_under_tls_only(production):
    assert refused("http://login.acme.example") == "address"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"])
def test_production_hangs_up_within_its_own_walls_before_it_says_a_word(production, host):
    family = socket.AF_INET6 if host == "[::1]" else socket.AF_INET
    heard = []
    with socket.socket(family) as listener:
        listener.bind(("::1" if host == "[::1]" else "127.0.0.1", 0))
        listener.listen()
        listener.settimeout(10)

        def listen():
            caller, _ = listener.accept()
            heard.append(caller.recv(1))

        thread = Thread(target=listen)
        thread.start()
        assert refused(f"https://{host}:{listener.getsockname()[1]}") == "private"
        thread.join(10)
    assert heard == [b""]


def test_the_operators_own_provider_may_stand_beside_the_portal(production):
    assert refused(f"https://127.0.0.1:{free_port()}", is_ours=True) == "unreachable"


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_everybodys(address, is_public):
    assert fetching._is_public(address) is is_public


def test_no_proxy_and_no_netrc_of_the_machine_is_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with requests.Session() as session:
        fetching.prepare(session, is_ours=False)
        assert not session.trust_env
        assert session.max_redirects == 0
