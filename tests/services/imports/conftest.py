"""`feed` imports text (or a file) into `db` and tells what came of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from occ_app.access.actors import system
from occ_app.services import imports
from occ_app.services.imports import Reject, Report


@dataclass
class Fed:
    report: Report
    rejects: list[Reject]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        r = self.report
        assert r.rows == r.created + r.updated + r.unchanged + r.rejected
        return r.created, r.updated, r.unchanged, r.rejected

    @property
    def only_reject(self) -> Reject:
        [reject] = self.rejects
        return reject


@dataclass
class Feed:
    db: Any
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def __call__(
        self, kind: str, content: str | bytes | Path, *, name: str = "file.csv", **mapping: Any
    ) -> Fed:
        path = content if isinstance(content, Path) else self.folder / name
        if not isinstance(content, Path):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        rejects: list[Reject] = []
        # Objects kept from before would hide what is stored.
        self.db.expire_all()
        report = imports.run(self.db, system(), path, kind, mapping=mapping, rejects=rejects)
        self.db.expire_all()
        return Fed(report, rejects)


@pytest.fixture
def feed(db, tmp_path):
    return Feed(db, tmp_path)


@pytest.fixture
def acme(feed):
    feed("accounts", "number,name,currency\nA1,Acme,EUR\nA2,Other,USD\n")
