"""What can be wrong with a file, and with a row of it."""

from typing import NamedTuple, Protocol

from occ_app.errors import PortalError


class Unusable(PortalError):
    """The file or the mapping cannot be used at all: nothing is changed. The sentence says what to do."""


class Rejected(Exception):
    """One record cannot be taken in; `column` is the field at fault, empty if it is the whole row."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Fault(NamedTuple):
    """What is wrong in one row."""

    column: str
    reason: str


class Reject(NamedTuple):
    """A row that was not taken in, as it stands in `FILE.rejects.csv`; `line` counts from 1."""

    line: int
    column: str
    reason: str


class Rejects(Protocol):
    """Where rejected rows are listed: a list, or a file."""

    def append(self, reject: Reject, /) -> None:
        """Note one of them."""
