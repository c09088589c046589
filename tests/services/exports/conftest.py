"""A company with people and documents, committed, and a worker that can be told to run."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app import worker
from occ_app.i18n import speaking
from occ_app.models import ContactRole, Export
from occ_app.services import exports, inbox
from occ_app.settings import get_settings
from occ_app.testing.factories import Make


@dataclass
class Office:
    """Acme: Ana sees everything, Tomás the documents of his order; John is of Globex."""

    folder: Path
    people: dict = field(default_factory=dict)
    numbers: count = field(default_factory=lambda: count(1))

    def found(self):
        self.run(self._found)

    def _found(self, make):
        acme, globex = make.account("Acme", language="en"), make.account("Globex")
        own, other = make.order(acme), make.order(acme)
        roles = ContactRole.FINANCE, ContactRole.TECHNICAL
        self.people["ana"] = make.contact(acme, roles[0], order=other, email="ana@acme.example")
        self.people["tomas"] = make.contact(acme, roles[1], order=own, email="tomas@acme.example")
        self.people["john"] = make.contact(globex, email="john@globex.example")
        for number, order in (("INV-1", own), ("INV-2", other), ("INV-3", other)):
            make.invoice(acme, 12_345, number=number, order=order)
        make.invoice(acme, 700, number="INV-4", currency="JPY")
        make.invoice(globex, number="INV-9")

    def run(self, work):
        """`work(make)` in a transaction of its own."""
        with database.transaction() as db:
            return work(Make(db, self.numbers))

    def as_person(self, name, service, *args, language="en"):
        """What a service answers somebody."""
        with speaking(language):
            return self.run(lambda make: service(make.db, make.actor(self.people[name]), *args))

    def ask(self, query="", kind="zip", name="ana", **options):
        """A file asked for; its key."""
        return self.as_person(name, exports.request, query, kind, **options).key

    def work(self):
        """One round of the worker."""
        return worker.make_files(Event())

    def row(self, key):
        """The file as stored."""
        return self.run(lambda make: make.db.exec(select(Export).where(Export.key == key)).one())

    def fetch(self, key, name="ana"):
        """The finished file."""
        return self.as_person(name, exports.file_of, key)

    def told(self, name="ana"):
        """What stands in somebody's inbox."""
        return self.as_person(name, inbox.listing)

    def stored(self):
        """The files in the folder."""
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def office(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("OCC_FILES_DIR", str(tmp_path / "files"))
    get_settings.cache_clear()
    opened = Office(tmp_path / "files")
    opened.found()
    yield opened
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def clock(monkeypatch):
    """A function that says what time it is for files."""

    def set_to(moment):
        for module in ("requests", "runs", "letters", "upkeep"):
            monkeypatch.setattr(f"occ_app.services.exports.{module}.now", lambda: moment)

    return set_to
