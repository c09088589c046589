import io
import json
import logging

import pytest
import structlog

from occ_app import logs
from occ_app.settings import Settings

TOKEN = "Zk3v9QwXy7-LrTq0_aBcDeFgHiJkLmNoPqRsTuVwXyZ"


@pytest.fixture
def lines():
    """The events logged so far, read back."""
    before = logging.root.handlers, logging.root.level
    stream = io.StringIO()
    logs.configure(Settings(OCC_ENV="test"), stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.root.handlers, level = before
    logging.root.setLevel(level)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


SECRETS = {
    "a session cookie": ("GET / cookie: theme=dark; occ_session=abc123def456; x=1", "abc123def456"),
    "a secure session cookie": ("set __Host-occ_session=abc123def456; Secure", "abc123def456"),
    "raw headers": ("headers=[(b'host', b'x'), (b'cookie', b'occ_session=abc123def456')]", "abc123def456"),
    "a header of a dict": ("{'Cookie': 'theme=dark; occ_session=abc123def456'}", "abc123def456"),
    "an authorization header": ("Authorization: Bearer abc123def456", "abc123def456"),
    "a bearer alone": ("sent Bearer abc123def456", "abc123def456"),
    "the socket's token": ("GET /_event/?EIO=4&token=0a1b2c3d-44&transport=websocket", "0a1b2c3d-44"),
    "an e-mail link": ("GET /auth/link?token=abcDEF123&next=/es", "abcDEF123"),
    "a bare token": (f"could not find {TOKEN} here", TOKEN),
    "a one-time code in a form": ("email=a@b.example&code=482913", "482913"),
    "a one-time code in a sentence": ("Your code is 482913.", "482913"),
    "a one-time code in Spanish": ("Tu código: 482913", "482913"),
    "a token in JSON": ('{"access_token": "abc123def456", "n": 1}', "abc123def456"),
    "a token in JSON in JSON": ('{\\"refresh_token\\": \\"abc123def456\\"}', "abc123def456"),
    "a payment key": ("stripe sk_test_51Habc123def456 refused", "51Habc123def456"),
    "a web token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIiOiIxIn0"),
    "a card number": ("paid with 4242424242424242 today", "4242424242424242"),
    "a card number in groups": ("4000 0566 5566 5556", "5566"),
    "a card number with dashes": ("4000-0566-5566-5556", "5566"),
    "an American Express number": ("3782 822463 10005", "822463"),
    "a card's check number": ("cvc=987", "987"),
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("how", ["event", "value", "nested", "argument", "exception", "uvicorn", "object"])
def test_no_line_has_a_secret(lines, kind, how):
    text, secret = SECRETS[kind]
    _say(how, text)
    (line,) = lines()
    assert secret not in json.dumps({name: said for name, said in line.items() if name != "timestamp"})


def _say(how, text):
    log = structlog.get_logger("occ")
    if how == "event":
        log.info(text)
    elif how == "value":
        log.info("seen", detail=text)
    elif how == "nested":
        log.info("seen", detail={"inner": [("x", 1), {"deep": text}]})
    elif how == "argument":
        logging.getLogger("reflex.state").error("failed: %s", text)
    elif how == "uvicorn":
        logging.getLogger("uvicorn.error").warning(text)
    elif how == "object":
        log.info("seen", detail=ValueError(text))
    else:
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("it failed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cookie", "theme=dark"),
        ("Authorization", "Digest abc"),
        ("token", "abc"),
        ("session_ref", "0f0f"),
        ("code", 482913),
        ("card_number", "4242"),
        ("client_secret", "abc"),
        ("number", 4242424242424242),
    ],
)
def test_a_field_named_after_a_secret_is_hidden(lines, name, value):
    structlog.get_logger("occ").info("seen", **{name: value})
    assert lines()[0][name] == logs.HIDDEN


def test_raw_headers_keep_their_names_and_lose_their_secrets(lines):
    structlog.get_logger("occ").info("seen", headers=[(b"host", b"localhost"), (b"cookie", b"a=b")])
    assert lines()[0]["headers"] == [["host", "localhost"], ["cookie", logs.HIDDEN]]


def test_what_is_no_secret_stays_readable(lines):
    words = {
        "path": "/es/invoices/INV-2026-000123",
        "status_code": 200,
        "account": 41,
        "seconds": 0.1234567890123456,
        "between": "2026-11-22 2026-12-01",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "module": "occ_app/services/invoices_with_a_rather_long_Name_of_2026.py",
    }
    structlog.get_logger("occ").info("It took 12 rows: the basic plan, code review", **words)
    line = lines()[0]
    assert {key: line[key] for key in words} == words
    assert line["event"] == "It took 12 rows: the basic plan, code review"


def test_every_event_of_a_request_has_its_id(lines):
    structlog.contextvars.bind_contextvars(request="9f1c")
    structlog.get_logger("occ").info("ours")
    logging.getLogger("reflex.state").info("theirs")
    assert [line["request"] for line in lines()] == ["9f1c", "9f1c"]


def test_loggers_that_had_handlers_of_their_own_are_taken_over(lines):
    own = io.StringIO()
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(logging.StreamHandler(own))
    logger.propagate = False
    logs.configure(Settings(OCC_ENV="test"), stream := io.StringIO())
    logger.warning("GET /?token=abc")
    assert own.getvalue() == ""
    assert "[hidden]" in stream.getvalue()


def test_people_get_plain_lines_in_development():
    stream = io.StringIO()
    before = logging.root.handlers
    logs.configure(Settings(OCC_ENV="development"), stream)
    structlog.get_logger("occ").info("hello", who="you")
    logging.root.handlers = before
    assert "hello" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_uvicorn_does_not_log_requests_beside_the_gate(lines):
    logger = logging.getLogger("uvicorn.access")
    logs.configure(Settings(OCC_ENV="test"), io.StringIO())
    assert not logger.hasHandlers()
