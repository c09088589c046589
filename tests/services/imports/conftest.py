"""`feed` imports text (or a file) into `db` and tells what came of it; `bea` pays in the portal."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import Payment, PaymentMethod, PaymentOrder, SavedCard
from occ_app.services import imports, ledger, paying
from occ_app.services.documents import Choice
from occ_app.services.imports import Reject, Report
from occ_app.testing.factories import TODAY, Make

PAYMENT_HEAD = "number,account,currency,amount,received_on,settled_on,reference,invoice\n"
DAY = TODAY.isoformat()


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


@dataclass
class Buyer:
    """A company that pays in the portal, and what the ERP then says of it."""

    make: Make
    feed: object
    account: object = None
    actor: object = None

    def invoice(self, minor=10_000, **values):
        return self.make.invoice(self.account, minor, **values)

    def announce(self, *invoices, method=PaymentMethod.BANK_TRANSFER, card=None) -> PaymentOrder:
        db = self.make.db
        chosen = Choice(numbers=tuple(invoice.number for invoice in invoices))
        number = paying.begin(db, self.actor, chosen)[0]
        paying.choose(db, self.actor, number, method=method, card_id=card)
        return paying.send(db, self.actor, number, paying.sheet(db, self.actor, number).to_pay.minor)

    def by_card(self, *invoices, pays=True) -> PaymentOrder:
        db = self.make.db
        card = SavedCard(
            account_id=self.account.pk, provider_id="pm_1", brand="visa", last4="4242",
            exp_month=12, exp_year=2039, added_by=self.actor.person_id,
        )  # fmt: skip
        db.add(card)
        db.flush()
        order = self.announce(*invoices, method=PaymentMethod.CARD, card=card.pk)
        if pays:
            paying.post(db, system(), order.pk, order.amount, f"pi_{order.number}")
        return order

    def row(self, number, amount, reference="", invoice="", *, account="B1", settled=DAY, currency="EUR"):
        return f"{number},{account},{currency},{amount},{DAY},{settled},{reference},{invoice}\n"

    def import_(self, *rows):
        """Import these rows; the ledger must be right after."""
        fed = self.feed("payments", PAYMENT_HEAD + "".join(rows))
        assert ledger.check(self.make.db, system()) == []
        return fed

    def payment(self, number) -> Payment:
        return self.make.db.exec(select(Payment).where(Payment.number == number)).one()

    def payments(self):
        return self.make.db.exec(select(Payment).order_by(Payment.id)).all()


@pytest.fixture
def bea(make, feed):
    buyer = Buyer(make, feed)
    buyer.account = make.account("Buyer", number="B1")
    buyer.actor = make.actor(make.contact(buyer.account, name="Bea"))
    return buyer
