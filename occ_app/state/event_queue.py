"""Reflex's queue of a tab's events, made to bear a tab that leaves a thousand of them behind.

Reflex 0.10.1 skips the events of a closed tab one call inside the other and ends at Python's recursion limit, with
the rest of the queue kept for ever. Here they are dropped in a loop before it looks.
"""

from typing import Any

from reflex_base.event.processor.event_processor import EventProcessor

_dispatch_next = EventProcessor._dispatch_next_for_token  # noqa: SLF001


def bear_floods() -> None:
    """Replace the queue's step; what is private to Reflex is pinned with it."""
    setattr(EventProcessor, "_dispatch_next_for_token", _without_cancelled)  # noqa: B010 - a method, to the type checker


def _without_cancelled(processor: Any, token: str) -> None:
    waiting = processor._token_queues.get(token)  # noqa: SLF001
    while waiting and _is_cancelled(processor, waiting[0][0].ctx.txid):
        waiting.popleft()
    if waiting:
        _dispatch_next(processor, token)
    else:
        processor._token_queues.pop(token, None)  # noqa: SLF001


def _is_cancelled(processor: Any, txid: str) -> bool:
    future = processor._futures.get(txid)  # noqa: SLF001
    return future is None or future.cancelled()
