"""A company that pays by card, and payments of it that failed."""

from dataclasses import dataclass

import pytest

from occ_app.access.actors import Actor, system
from occ_app.models import Account, Invoice, PaymentOrder, SavedCard
from occ_app.services import paying
from occ_app.testing.factories import Make


@dataclass
class Company:
    """Acme, Ana who pays for it, and its good card."""

    make: Make
    account: Account
    ana: Actor
    card: SavedCard

    def failed(self, *invoices: Invoice, card: SavedCard | None = None, **values: object) -> PaymentOrder:
        """A payment of these in full that failed."""
        amounts = [(invoice, invoice.due_minor) for invoice in invoices]
        order = self.make.sent(self.account, card or self.card, *amounts, **values)
        return paying.failed(self.make.db, system(), order.pk, "insufficient_funds")


@pytest.fixture
def acme(make: Make) -> Company:
    account = make.account("Acme")
    return Company(make, account, make.actor(make.contact(account)), make.card(account))
