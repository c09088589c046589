"""A piece of work as it is declared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

USUAL = "usual"


@dataclass(frozen=True)
class Work:
    """What is done, how often, and how staff are told of it."""

    name: str
    """Never changed: the row of the database is found by it."""
    title: str
    """For staff, marked with `lazy`."""
    every: timedelta
    function: Callable[[], int | str | None]
    """Opens its own transactions. What it returns is the result: how many (in the words of `says`), a text, or nothing."""
    says: tuple[str, str] | None = None
    """The words for how many, marked with `plural`; nothing is said of none."""
    thread: str = USUAL
    """Work of one thread waits for each other: what must not wait has a thread of another name."""
    is_shared: bool = False
    """Each worker does it, at the same time: only for work that claims what it works on, row by row."""
