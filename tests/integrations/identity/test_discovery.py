import json
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from occ_app.integrations import identity
from occ_app.integrations.identity import Provider, ProviderFault
from occ_app.testing.server import free_port


def wrong(provider):
    with pytest.raises(ProviderFault) as fault:
        identity.examine(provider)
    return fault.value


@pytest.fixture
def told():
    """A provider that says of itself whatever the test writes into a dictionary: by path, a body or (status, headers, body)."""
    answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path, (404, {}, ""))
            status, headers, body = answer if isinstance(answer, tuple) else (200, {}, json.dumps(answer))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    issuer = f"http://127.0.0.1:{server.server_port}"
    doors = {"authorization_endpoint": "a", "token_endpoint": "t", "jwks_uri": "keys"}
    usual = {"issuer": issuer, "response_types_supported": ["code"]}
    usual |= {name: f"{issuer}/{path}" for name, path in doors.items()}
    yield Provider(issuer, "portal", "secret"), answers, usual
    server.shutdown()
    server.server_close()


DOCUMENT = "/.well-known/openid-configuration"


def test_a_good_provider_has_nothing_wrong(op):
    identity.examine(op.as_known)
    found = identity.discover(op.as_known)
    assert found.names_itself
    assert found.takes_secret_in_body
    assert "RS256" in found.algorithms
    assert not {"none", "HS256"} & set(found.algorithms)


def test_a_wrong_secret_or_client_is_told_before_anybody_tries(op):
    assert wrong(replace(op.as_known, secret="wrong")).reason == "client"
    assert wrong(replace(op.as_known, client_id="wrong")).reason == "client"


@pytest.mark.parametrize(
    ("change", "reason", "said"),
    [
        ({"issuer": "https://other.example"}, "issuer", "https://other.example"),
        ({"token_endpoint": None}, "unfit", "token_endpoint"),
        ({"token_endpoint": 7}, "unfit", "token_endpoint"),
        ({"token_endpoint": "ftp://x"}, "address", "ftp://x"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "address", "javascript"),
        ({"response_types_supported": ["id_token"]}, "unfit", "response_types_supported: code"),
        ({"code_challenge_methods_supported": ["plain"]}, "unfit", "S256"),
        ({"jwks_uri": ""}, "unfit", "jwks_uri"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(told, change, reason, said):
    provider, answers, usual = told
    answers[DOCUMENT] = usual | change
    fault = wrong(provider)
    assert fault.reason == reason
    assert said in str(fault)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, ""), "status"),
        ((200, {}, "<html>"), "unreadable"),
        ((200, {}, "[]"), "unreadable"),
        ((302, {"location": "http://127.0.0.1:1/secret"}, ""), "redirected"),
        ((200, {}, " " * 600_000 + "{}"), "unreachable"),
    ],
)
def test_an_answer_that_is_no_providers_is_refused(told, answer, reason):
    provider, answers, _usual = told
    answers[DOCUMENT] = answer
    assert wrong(provider).reason == reason


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{"kty": "?"}]}, {"keys": "x"}])
def test_keys_that_are_none_are_missing(told, keys):
    provider, answers, usual = told
    answers |= {DOCUMENT: usual, "/keys": keys}
    assert wrong(provider).reason == "unfit"


def test_nobody_at_the_address_is_said():
    assert wrong(Provider(f"http://127.0.0.1:{free_port()}", "p", "s")).reason == "unreachable"


def test_what_was_found_is_remembered_for_a_while(told):
    provider, answers, usual = told
    answers[DOCUMENT] = usual
    first = identity.discover(provider)
    answers.clear()
    assert identity.discover(provider) == first
    with pytest.raises(ProviderFault):
        identity.discover(provider, anew=True)
