"""A company with people of every sort, and a worker that can be told to run."""

from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, select

from occ_app.access.actors import Actor, system
from occ_app.models import ContactRole, OutboxAttachment, OutboxMail
from occ_app.services import mailings
from occ_app.testing.factories import Make


@dataclass
class Office:
    """Acme: `ana` sends; `people` by name."""

    make: Make
    db: Session
    people: dict = field(default_factory=dict)

    def __post_init__(self):
        self.account = self.make.account("Acme", language="en", time_zone="Europe/Madrid")
        self.order = self.make.order(self.account, number="ORD-1")
        self.hire("ana", ContactRole.FINANCE, name="Ana Ruiz", language="es")
        self.hire("elena", ContactRole.EXECUTIVE, name="Elena Marín")
        self.hire("tomas", ContactRole.TECHNICAL, name="Tomás Vidal", order=self.order)
        for number, total in (("INV-1", 12_345), ("INV-2", 5_000)):
            self.make.invoice(self.account, total, number=number, order=self.order)
        self.make.invoice(self.account, 700, number="INV-3", currency="JPY")
        self.make.invoice(self.make.account("Globex"), number="INV-9")

    def hire(self, key, *roles, **values):
        self.people[key] = self.make.contact(self.account, *roles, email=f"{key}@acme.example", **values)

    def actor(self, name="ana") -> Actor:
        return self.make.actor(self.people[name])

    def work(self):
        """One run of the worker; what it made."""
        run = mailings.claim(self.db, system())
        if run is None:
            return None
        made = mailings.make(self.db, system(), run)
        mailings.settle(self.db, system(), run, made)
        return made

    def letters(self):
        return {mail.to: mail for mail in self.db.exec(select(OutboxMail).order_by(OutboxMail.id))}

    def files(self, mail):
        query = select(OutboxAttachment).where(OutboxAttachment.bundle == mail.bundle)
        return {file.name.rpartition(".")[2]: file for file in self.db.exec(query)} if mail.bundle else {}


@pytest.fixture
def office(make, db):
    return Office(make, db)


@pytest.fixture
def clock(monkeypatch):
    """A function that says what time it is for mailings."""

    def set_to(moment):
        for module in ("requests", "runs"):
            monkeypatch.setattr(f"occ_app.services.mailings.{module}.now", lambda: moment)

    return set_to
