"""How work that takes long hears that its worker should stop."""

from contextvars import ContextVar
from threading import Event

_NEVER = Event()
_told: ContextVar[Event] = ContextVar("stopping", default=_NEVER)


def stopping() -> Event:
    """Set when the worker that does this should stop; never where no worker does."""
    return _told.get()


def listen(stop: Event) -> None:
    """From now on, work in this thread hears of `stop`."""
    _told.set(stop)
