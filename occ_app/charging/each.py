"""Doing the same for many payments, of which one that goes wrong holds up none of the others."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog

log = structlog.get_logger(__name__)


def each(
    step: Callable[[int], Any], keys: Iterable[int], *, is_over: Callable[[], bool] = lambda: False
) -> tuple[list[Any], list[Exception]]:
    """Do it for each key, until `is_over`: what the steps said, and what went wrong, which is logged."""
    said: list[Any] = []
    failures: list[Exception] = []
    for key in keys:
        if is_over():
            break
        try:
            said.append(step(key))
        except Exception as error:
            log.exception("background payment failed", step=step.__name__, key=key)
            failures.append(error)
    return said, failures
