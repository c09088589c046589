"""A company whose invoices pay themselves, and a clock that stands where a test puts it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor, system
from occ_app.models import Account, AutopayCharge, AutopayRule, OutboxMail, PaymentOrder, SavedCard
from occ_app.services import autopay
from occ_app.testing.factories import Make

CLOCKS = (
    "occ_app.models.accounts.now",
    "occ_app.access.actors.now",
    "occ_app.services.paying.sending.now",
    "occ_app.services.paying.planned.now",
    "occ_app.services.autopay.paying.now",
    "occ_app.services.autopay.announcing.now",
)


@dataclass
class Company:
    """Acme with Ana, who manages its autopay, and a card."""

    make: Make
    account: Account
    ana: Actor
    card: SavedCard

    def start(self, **form: Any) -> AutopayRule:
        """A rule for all of its invoices in euros, unless the test says otherwise."""
        usual = {
            "currency": "EUR",
            "card": str(self.card.pk),
            "days_before": "0",
            "notice_days": "3",
            "skips_disputed": "on",
        }
        return autopay.start(self.make.db, self.ana, usual | form)

    def announce(self, rule: AutopayRule) -> int:
        """What the worker does every few minutes."""
        return autopay.announce(self.make.db, system(), rule.pk)

    def pay(self) -> list[PaymentOrder]:
        """What the worker does with what is due; the payments it sent."""
        db = self.make.db
        sent = [autopay.charge_due(db, system(), charge) for charge in autopay.due(db, system())]
        return [db.get_one(PaymentOrder, pk) for pk in sent if pk]

    def charges(self) -> list[AutopayCharge]:
        """All there are, the oldest first."""
        return list(self.make.db.exec(select(AutopayCharge).order_by(AutopayCharge.id)))

    def mails(self) -> list[OutboxMail]:
        """Notices, the oldest first."""
        query = select(OutboxMail).where(OutboxMail.kind == "autopay_notice")
        return list(self.make.db.exec(query.order_by(OutboxMail.id)))


@pytest.fixture
def acme(make: Make) -> Company:
    account = make.account("Acme")
    ana = make.actor(make.contact(account, name="Ana Ruiz", email="ana@acme.example"))
    make.invoice(account, 1_000, due_in=300)
    return Company(make, account, ana, make.card(account))


@pytest.fixture
def at(monkeypatch):
    """`at(moment)`: it is then, for everything that asks which day it is."""

    def put(moment: datetime) -> None:
        for clock in CLOCKS:
            monkeypatch.setattr(clock, lambda: moment)

    return put
