"""A company whose finance contact pays: with a card, credits and what else a test gives it."""

from dataclasses import dataclass

import pytest

from occ_app.access.actors import Actor, system
from occ_app.models import Account, Invoice, SavedCard
from occ_app.money import Money
from occ_app.services import cards, paying
from occ_app.services.cards import NewCard
from occ_app.services.documents import Choice
from occ_app.testing.factories import Make


@dataclass
class Payer:
    """Ana, who pays for Acme."""

    make: Make
    account: Account
    actor: Actor
    card: SavedCard

    def draft(self, *invoices: Invoice) -> str:
        """A draft for these; its number."""
        return paying.begin(self.make.db, self.actor, Choice(numbers=tuple(i.number for i in invoices)))[0]

    def send(self, number: str):
        """Send it as it stands."""
        shown = paying.sheet(self.make.db, self.actor, number).to_pay.minor
        return paying.send(self.make.db, self.actor, number, shown)

    def pay(self, *invoices: Invoice):
        """The whole way, the card company included."""
        order = self.send(self.draft(*invoices))
        return paying.post(self.make.db, system(), order.pk, order.amount, f"pi_{order.number}")


@pytest.fixture
def ana(make: Make) -> Payer:
    """With a card that is good."""
    account = make.account("Acme")
    actor = make.actor(make.contact(account, name="Ana Ruiz"))
    card = cards.add(make.db, actor, NewCard("pm_1", "visa", "4242", 12, 2039))
    return Payer(make, account, actor, card)


def eur(minor: int) -> Money:
    """So many cents."""
    return Money(minor, "EUR")
