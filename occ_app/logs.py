"""Logs: one event a line, with the id of its request, and nothing in it that opens a door or pays.

The web gate binds the id of a request as a context variable; every event said meanwhile carries it.
`structlog.get_logger()` and the standard library's loggers (uvicorn, Reflex, SQLAlchemy) end in the
same place, so what is scrubbed is scrubbed for all.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from occ_app.settings import Environment, Settings

HIDDEN = "[hidden]"
QUIET = ("alembic", "httpx", "httpcore", "urllib3", "stripe", "engineio", "socketio", "uvicorn", "websockets")
"""Libraries that tell more than is useful, or tell what they were sent: only their warnings count."""

SILENT = "uvicorn.access"
"""Would log whole addresses, query included; the web gate logs every request without it."""

SECRET_NAME = re.compile(
    r"authorization|cookie|token|secret|passw|api[-_]?key|occ_session|session_ref|card|signature"
    r"|^(code|otp|pan|cvc|cvv|pin)$|_(code|otp|pan)$",
    re.IGNORECASE,
)
HARMLESS_NAMES = {"status_code", "error_code", "currency_code", "exit_code", "country_code"}

_NAMES = (
    r"(?:set-)?cookie|(?:proxy-)?authorization|(?:__Host-)?occ_session|session_ref"
    r"|[\w-]*token|[\w-]*secret|password|api[-_]?key|code|código|otp|pan|cvc|cvv|pin|card[-_ ]?number|signature"
)
_REPLACED = [
    # A header, a query value, a field of a repr or of JSON: the name stays, its value goes. A cookie or
    # authorization header goes to the end of its line or quote, since it holds several values.
    (
        re.compile(
            r"(?<![\w-])((?:set-)?cookie|(?:proxy-)?authorization)(['\"]?\s*[:=,]\s*b?['\"]?)[^'\"\r\n]+",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
    (
        re.compile(
            rf"(?<![\w-])({_NAMES})(\\*['\"]?\s*[:=]\s*b?\\*['\"]?|['\"],\s*b?['\"])(?!\[hidden\])[^\s'\"\\&;,)}}\]]+",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"(?<!\w)(code|código|otp|pin)(\W{1,3}(?:is |es )?)\d{4,10}(?!\w)", re.I), rf"\1\2{HIDDEN}"),
    (re.compile(r"(?<!\w)(bearer|basic)\s+[\w.~+/=-]{8,}", re.I), rf"\1 {HIDDEN}"),
    # Keys of the payment service, JSON web tokens, and any long word of mixed case and digits.
    (re.compile(r"(?<!\w)(?:sk|rk|pk|whsec)_\w{8,}"), HIDDEN),
    (re.compile(r"(?<!\w)eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), HIDDEN),
    (re.compile(r"(?<![\w/-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,}(?![\w/-])"), HIDDEN),
    # Card numbers: 13 to 19 digits in one run or in the groups printed on a card.
    (re.compile(r"(?<![\w.])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5})(?!\w)"), HIDDEN),
    (re.compile(r"(?<![\w.])\d{13,19}(?!\w)"), HIDDEN),
]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log of this process to `stream` (standard error): JSON, or plain lines for people."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=shared, processors=_ending(settings)))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.INFO)
    _gather_loggers()


def _ending(settings: Settings) -> list[Processor]:
    """What happens to each event last: whatever came in by then, `scrub` sees it."""
    for_people = settings.env in (Environment.DEVELOPMENT, Environment.DEMO)
    return [
        ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        scrub,
        structlog.dev.ConsoleRenderer(colors=False) if for_people else structlog.processors.JSONRenderer(),
    ]


def _gather_loggers() -> None:
    """Take away the handlers that libraries gave themselves; their events come up to the root."""
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], name != SILENT
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def scrub(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event without tokens, cookies, codes and card numbers, however deep they lie."""
    return {key: _scrubbed(key, value) for key, value in event.items()}


def _scrubbed(name: str, value: Any) -> Any:
    if name.lower() not in HARMLESS_NAMES and SECRET_NAME.search(name):
        return HIDDEN
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return HIDDEN if scrub_text(str(value)) == HIDDEN else value
    if isinstance(value, Mapping):
        return {str(key): _scrubbed(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed("", inner) for inner in _named_pairs(value)]
    return scrub_text(value if isinstance(value, str) else repr(value))


def _named_pairs(values: Any) -> list[Any]:
    """A list, where a pair like ASGI's (b'cookie', b'…') counts as a name with its value."""
    items = list(values)
    if len(items) == 2 and all(isinstance(item, str | bytes) for item in items):
        first, second = (item.decode("latin-1") if isinstance(item, bytes) else item for item in items)
        return [first, HIDDEN if SECRET_NAME.search(first) else second]
    return items


def scrub_text(text: str) -> str:
    """The text with the values of secrets replaced, their names kept."""
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    return text
