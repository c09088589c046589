"""What a browser may say on the event socket: the few frames that our own pages send, in their own form.

The libraries behind take much more. A message named `connect`, for one, would be believed, with headers of the
sender's making; a broken one would end in their logs as a traceback. So whatever is not known here goes no further.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote

LARGEST = 128 * 1024
DEEPEST = 20
LONGEST_PATH = 4096
LONGEST_NUMBER = 30

Event = Mapping[str, Any]

JOIN, LEAVE, SAY = "40/_event,", "41/_event,", "42/_event,"
PULSES = ("2", "3")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_CONTROL = re.compile("[\0-\x1f\x7f]")


class Kind(Enum):
    """What a frame is for."""

    PULSE = auto()
    JOIN = auto()
    SAY = auto()
    LEAVE = auto()
    STRANGE = auto()
    """No page of ours sends it."""


@dataclass(frozen=True)
class Frame:
    """One message of a socket, and the event it carries, if any."""

    kind: Kind
    event: Event | None = None


STRANGE = Frame(Kind.STRANGE)


def read(text: str | None) -> Frame:
    """The frame in a text message; strange for any other message."""
    if text is None or len(text) > LARGEST:
        return STRANGE
    if text in PULSES:
        return Frame(Kind.PULSE)
    if text == LEAVE:
        return Frame(Kind.LEAVE)
    try:
        if text.startswith(JOIN):
            return _join(_parsed(text[len(JOIN) :] or "{}"))
        return _said(_parsed(text[len(SAY) :])) if text.startswith(SAY + "[") else STRANGE
    except (ValueError, RecursionError):
        return STRANGE


def _join(said: Any) -> Frame:
    """The first frame of a page; its first event rides in it."""
    if not isinstance(said, dict) or not isinstance(said.get("state_schema"), str | None):
        return STRANGE
    if said.keys() - {"event", "state_schema"} or not _is_event(said.get("event", {"name": ""})):
        return STRANGE
    return Frame(Kind.JOIN, said.get("event"))


def _said(said: list[Any]) -> Frame:
    match said:
        case ["event", event] if _is_event(event):
            return Frame(Kind.SAY, event)
        case ["client_error", dict()]:
            return Frame(Kind.SAY)
    return STRANGE


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and isinstance(event.get("name"), str)
        and isinstance(event.get("payload", {}), dict)
        and _is_place(event.get("router_data", {}))
    )


def _is_place(place: Any) -> bool:
    """Whether this is where a page can be: its path, its whole address and the parts of its query."""
    if not isinstance(place, dict) or place.keys() - {"pathname", "asPath", "query"}:
        return False
    query = place.get("query", {})
    return (
        is_path(place.get("pathname", "/"))
        and is_path(place.get("asPath", "/"))
        and isinstance(query, dict)
        and all(value is None or isinstance(value, str) for value in query.values())
    )


def is_path(path: object) -> bool:
    """Whether this is the path of an address here: no host, nothing unprintable in it, percent-encoded or not."""
    return (
        isinstance(path, str)
        and path.startswith("/")
        and not path.startswith("//")
        and len(path) <= LONGEST_PATH
        and not _CONTROL.search(unquote(path))
    )


def _parsed(text: str) -> Any:
    """JSON as browsers write it; ValueError for numbers and texts that break whoever keeps them."""
    value = json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=_refused)
    _check(value, DEEPEST)
    return value


def _check(value: Any, levels: int) -> None:
    if isinstance(value, str) and _UNWRITABLE.search(value):
        raise ValueError("a text that cannot be written")
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    if isinstance(inner, list):
        if not levels:
            raise ValueError("too deep")
        for part in inner:
            _check(part, levels - 1)


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _refused(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits)


def _refused(_text: str) -> Any:
    raise ValueError("not a number that can be kept")
