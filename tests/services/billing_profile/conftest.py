"""A company with an administrator and a finance contact; what was recorded and mailed."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import select

from occ_app.models import ContactRole, OutboxMail, Person
from occ_app.testing.trail import trail

GOOD = {
    "legal_name": "Acme Iberia, S.A.",
    "attention": "Cuentas a pagar",
    "email": "Facturas@acme.example",
    "phone": "+34 911 234 567",
    "street": "Calle de Alcalá 210",
    "street_2": "",
    "city": "Madrid",
    "region": "Madrid",
    "postal_code": "28028",
    "country": "ES",
}


@dataclass
class Company:
    """Acme, its people, and what tests ask of them."""

    make: Any
    account: Any
    marta: Person
    ana: Person
    tomas: Person
    good: Any = None

    def acting(self, person=None):
        """The person, signed in now; Ana if nobody is named."""
        return self.make.actor(person or self.ana)

    def deeds(self):
        """What was recorded, the oldest first."""
        return trail(self.make.db)

    def mails(self, to=None):
        """What was written (to an address), the oldest first."""
        mails = self.make.db.exec(select(OutboxMail).order_by(OutboxMail.id))
        return [mail for mail in mails if to in (None, mail.to)]


@pytest.fixture
def acme(make):
    account = make.account("Acme", language="es", country="ES", city="Madrid", tax_id="A28415073")
    return Company(
        make,
        account,
        make.contact(account, ContactRole.EXECUTIVE, is_admin=True, name="Marta", email="marta@acme.example"),
        make.contact(account, name="Ana Ruiz", email="ana@acme.example", language="en"),
        make.contact(account, ContactRole.TECHNICAL, name="Tomás", email="tomas@acme.example"),
        dict(GOOD),
    )
