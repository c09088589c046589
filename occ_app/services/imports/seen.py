"""What earlier rows of the same file said, kept on disk so that a large file needs no more memory."""

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Said(NamedTuple):
    """Something the file says: what of (a number, say), a digest of the values, and where."""

    key: str
    digest: int
    line: int


class Seen:
    """Keys already said in this file. A private temporary SQLite file, gone with the process."""

    def __init__(self) -> None:
        self._said = sqlite3.connect("")
        self._said.execute(
            "CREATE TABLE said (key TEXT PRIMARY KEY, digest INTEGER, line INTEGER) WITHOUT ROWID"
        )

    def before(self, keys: Iterable[str]) -> dict[str, Said]:
        """What was said of these keys in earlier chunks."""
        query = "SELECT key, digest, line FROM said WHERE key IN (SELECT value FROM json_each(?))"
        found = self._said.execute(query, (json.dumps(list(keys)),))
        return {row[0]: Said(*row) for row in found}

    def note(self, said: Iterable[Said]) -> None:
        """Remember these; what was said first stays."""
        self._said.executemany("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", said)

    def close(self) -> None:
        """Drop the temporary file."""
        self._said.close()
