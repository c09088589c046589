"""A company with an administrator, a finance contact and a technical contact; and who acts as them."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from occ_app.models import AccessRight, Contact, ContactRole, OutboxMail, Person
from occ_app.services.sign_in import Visit

NORA_ADDRESS = "nora@acme.example"
VISIT = Visit(address="192.0.2.7", user_agent="test")


@dataclass
class Company:
    """The company and its people, with what tests ask of them."""

    make: Any
    account: Any
    marta: Person
    ana: Person
    tomas: Person

    def acting(self, person):
        """The person, signed in now."""
        return self.make.actor(person)

    def contact(self, person):
        """Their place."""
        query = select(Contact).where(Contact.account_id == self.account.pk, Contact.person_id == person.pk)
        return self.make.db.exec(query).one()

    def roles(self, person):
        """What they are by their live rights."""
        live = select(AccessRight.role).where(
            AccessRight.account_id == self.account.pk,
            AccessRight.person_id == person.pk,
            col(AccessRight.ended_at).is_(None),
        )
        return {role.value for role in self.make.db.exec(live)}

    def mails(self, to):
        """What was written to an address, the oldest first."""
        query = select(OutboxMail).where(OutboxMail.to == to).order_by(col(OutboxMail.id))
        return list(self.make.db.exec(query))

    def token(self, to):
        """That of the last invitation mailed to an address."""
        return re.search(r"token=([\w-]+)", self.mails(to)[-1].text).group(1)


@pytest.fixture
def acme(make):
    """Acme: Marta administers, Ana is finance, Tomás technical."""
    account = make.account("Acme", language="es")
    order = make.order(account, number="4500-123")
    return Company(
        make,
        account,
        make.contact(account, order=order, is_admin=True, name="Marta Soler", email="marta@acme.example"),
        make.contact(account, order=order, name="Ana Ruiz", email="ana@acme.example"),
        make.contact(
            account, ContactRole.TECHNICAL, order=order, name="Tomás Vidal", email="tomas@acme.example"
        ),
    )
