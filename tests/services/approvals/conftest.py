"""Acme: Ana pays, Marta administers and pays, Elena and Max are executives; and a rule where a test wants one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from occ_app.access.actors import Actor
from occ_app.models import (
    ActivityEntry,
    ApprovalRule,
    ContactRole,
    OutboxMail,
    PaymentMethod,
    PaymentOrder,
    Person,
)
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY, Make
from occ_app.testing.trail import trail


@dataclass
class Company:
    """Acme and its people, with what tests ask of them."""

    make: Make
    account: Any
    ana: Person
    marta: Person
    elena: Person
    max: Person
    card: int

    @property
    def db(self) -> Any:
        """Where it is stored."""
        return self.make.db

    def actor(self, person: Person) -> Actor:
        """Somebody, signed in."""
        return self.make.actor(person)

    def rule(self, above_minor: int = 0, **values: Any) -> ApprovalRule:
        """A rule as if it had been made long ago."""
        rule = ApprovalRule(
            **({"account_id": self.account.pk, "currency": "EUR"} | values), above_minor=above_minor
        )
        self.db.add(rule)
        self.db.flush()
        return rule

    def pay(
        self,
        minor: int = 10_000,
        *,
        by: Person | None = None,
        method: str = "card",
        days: int = 0,
        **values: Any,
    ) -> PaymentOrder:
        """Somebody sends a payment for a new invoice; Ana unless another is named."""
        invoice = self.make.invoice(self.account, minor, **values)
        actor = self.actor(by or self.ana)
        number = paying.begin(self.db, actor, Choice(numbers=(invoice.number,)))[0]
        how: dict[str, Any] = {"card_id": self.card} if method == "card" else {}
        day = (TODAY + timedelta(days=days)).isoformat() if days else ""
        paying.choose(self.db, actor, number, method=PaymentMethod(method), day=day, **how)
        return paying.send(self.db, actor, number, paying.sheet(self.db, actor, number).to_pay.minor)

    def mails(self) -> list[str]:
        """To whom the mails about approvals went, in their order."""
        kept = select(OutboxMail.to).where(OutboxMail.kind == "payment_approval")
        return list(self.db.exec(kept.order_by(col(OutboxMail.id))))

    def deeds(self, start: str) -> list[ActivityEntry]:
        """What the trail has of this kind, in its order."""
        return [entry for entry in trail(self.db) if entry.kind.value.startswith(start)]


@pytest.fixture
def acme(make: Make) -> Company:
    """All of them."""
    account = make.account("Acme")
    marta = make.contact(account, ContactRole.FINANCE, is_admin=True, name="Marta Soler")
    return Company(
        make,
        account,
        ana=make.contact(account, name="Ana Ruiz"),
        marta=marta,
        elena=make.contact(account, ContactRole.EXECUTIVE, name="Elena Marín"),
        max=make.contact(account, ContactRole.EXECUTIVE, name="Max Roca"),
        card=make.card(account).pk,
    )
