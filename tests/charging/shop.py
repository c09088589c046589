"""A company that pays by card at a local Stripe server, and what can go wrong between the two."""

import csv
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import select, update

from occ_app import charging, db
from occ_app.access.actors import Actor, system
from occ_app.charging import cards as card_charging
from occ_app.charging import hearing, payments, refunding, sweeping
from occ_app.models import (
    AT_PROVIDER,
    Account,
    Invoice,
    Payment,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    Person,
    Refund,
    RefundState,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import cards, imports, ledger, paying
from occ_app.services.cards import NewCard
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY, Make
from occ_app.testing.stripe_server import VISA, LocalStripe

MODULES = (payments, refunding, sweeping, hearing, card_charging)
LATER = timedelta(minutes=2)
NUMBERS = count(1)


class Killed(BaseException):
    """The process ends here: no handler of ours sees it."""


@dataclass
class Fate:
    """Counts the steps of charging, each transaction and each call twice, and ends the process at one of them."""

    left: int | None = None
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed


class Watched:
    """The gateway, with a step before and after each call."""

    def __init__(self, real: object, fate: Fate) -> None:
        self._real, self._fate = real, fate

    def __getattr__(self, name: str):
        def call(*args, **kwargs):
            self._fate.step()
            answer = getattr(self._real, name)(*args, **kwargs)
            self._fate.step()
            return answer

        return call


def watch(monkeypatch: pytest.MonkeyPatch) -> Fate:
    """Put a fate between charging and everything it does."""
    fate = Fate()

    @contextmanager
    def transaction(*, reads_only: bool = False):
        fate.step()
        with db.transaction(reads_only=reads_only) as opened:
            yield opened
        fate.step()

    real = payments.gateway
    for module in MODULES:
        monkeypatch.setattr(module, "transaction", transaction)
        if hasattr(module, "gateway"):
            monkeypatch.setattr(module, "gateway", lambda: Watched(real(), fate))
    return fate


@dataclass
class Shop:
    """Acme, its finance contact and cards, in a database of its own; every use case commits for real."""

    stripe: LocalStripe
    account_id: int
    person_id: int
    customer: str

    def make(self, work):
        """Run `work(make)` in one transaction."""
        with db.transaction() as opened:
            return work(Make(opened, NUMBERS))

    def account(self, make: Make) -> Account:
        return make.db.get_one(Account, self.account_id)

    def account_number(self) -> str:
        return self.make(lambda make: self.account(make).number)

    def actor(self, make: Make) -> Actor:
        return make.actor(make.db.get_one(Person, self.person_id))

    def bill(self, minor: int, **values: object) -> str:
        """A new invoice; its number."""
        number = f"INV-{next(NUMBERS):06}"
        self.make(lambda make: make.invoice(self.account(make), minor, number=number, **values))
        return number

    def card(self, number: str = VISA) -> int:
        """A card of the company’s at the server; its key."""
        method = self.stripe.card(self.customer, number)
        new = NewCard(method, "visa", number[-4:], 12, 2034)
        return self.make(lambda make: cards.add(make.db, self.actor(make), new).pk)

    def draft(self, *invoices: str) -> str:
        """A draft of these; its number."""
        return self.make(lambda make: paying.begin(make.db, self.actor(make), Choice(numbers=invoices))[0])

    def send(self, number: str, card_id: int | None = None) -> int:
        """Send it, with this card; its key. Whoever sends it signed in before: a new session holds on to its company."""
        actor = self.make(self.actor)

        def sent(make: Make) -> int:
            if card_id:
                paying.choose(make.db, actor, number, method=PaymentMethod.CARD, card_id=card_id)
            shown = paying.sheet(make.db, actor, number).to_pay.minor
            return paying.send(make.db, actor, number, shown).pk

        return self.make(sent)

    def take_back(self, order_id: int) -> None:
        """Whoever pays does not want to any more; the card company was not told yet."""
        number, actor = self.order(order_id).number, self.make(self.actor)
        self.make(lambda make: paying.cancel(make.db, actor, number))

    def announce(self, number: str) -> int:
        """Send a draft as a bank transfer; its key."""

        def announced(make: Make) -> int:
            actor = self.actor(make)
            paying.choose(make.db, actor, number, method=PaymentMethod.BANK_TRANSFER)
            shown = paying.sheet(make.db, actor, number).to_pay.minor
            return paying.send(make.db, actor, number, shown).pk

        return self.make(announced)

    def pays(self, order_id: int) -> str:
        """The number of the first invoice that a payment is for."""

        def first(make: Make) -> str:
            lines = (
                select(Invoice.number)
                .join(PaymentLine, PaymentLine.invoice_id == Invoice.id)
                .filter_by(payment_order_id=order_id)
            )
            return make.db.exec(lines.order_by(PaymentLine.id)).first() or ""

        return self.make(first)

    def erp_row(self, minor: int, **named: str) -> dict[str, str]:
        """A payment as a file of the ERP's tells of it."""
        told = {"number": f"ERP-{next(NUMBERS)}", "account": self.account_number(), "currency": "EUR"}
        return told | {"amount": f"{minor / 100:.2f}", "received_on": str(TODAY)} | named

    def bring_in(self, row: dict[str, str]) -> None:
        """Import a file of this one row."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            csv.DictWriter(file, row).writeheader()
            csv.DictWriter(file, row).writerow(row)
            file.flush()
            self.make(lambda make: imports.run(make.db, system(), Path(file.name), "payments"))

    def choose(self, number: str, card_id: int) -> None:
        """Pay a draft with this card."""

        def chosen(make: Make) -> None:
            paying.choose(make.db, self.actor(make), number, method=PaymentMethod.CARD, card_id=card_id)

        self.make(chosen)

    def numbered(self, number: str) -> PaymentOrder:
        return self.make(lambda make: make.db.exec(select(PaymentOrder).filter_by(number=number)).one())

    def order(self, order_id: int) -> PaymentOrder:
        return self.make(lambda make: make.db.get_one(PaymentOrder, order_id))

    def invoice(self, number: str) -> Invoice:
        return self.make(lambda make: make.db.exec(select(Invoice).filter_by(number=number)).one())

    def later(self) -> None:
        """Time enough passes for the sweep to look after everything that is open."""

        def age(make: Make) -> None:
            orders = update(PaymentOrder).where(PaymentOrder.state.in_(AT_PROVIDER))  # type: ignore[attr-defined]
            make.db.exec(orders.values(submitted_at=now() - LATER, looked_at=None))
            make.db.exec(update(Refund).values(made_at=now() - LATER))

        self.make(age)

    def posted(self) -> dict[str, Money]:
        """What the ledger says was taken by card less what was given back, per currency."""

        def sums(make: Make) -> dict[str, Money]:
            found: dict[str, Money] = {}
            for payment in make.db.exec(select(Payment).filter_by(account_id=self.account_id)):
                if not payment.provider_id:
                    continue
                before = found.get(payment.currency, Money(0, payment.currency))
                found[payment.currency] = before + Money(
                    payment.amount_minor - payment.refunded_minor, payment.currency
                )
            return {code: amount for code, amount in found.items() if amount}

        return self.make(sums)

    def taken(self) -> dict[str, Money]:
        """What the server says."""
        return {code: amount for code, amount in self.stripe.taken(self.customer).items() if amount}

    def problems(self) -> list[object]:
        return self.make(lambda make: ledger.check(make.db, system()))

    def settle(self) -> None:
        """Until nothing is open any more: what the worker does within minutes."""
        for _round in range(6):
            self.later()
            charging.sweep()
            sweeping.catch_up()
            charging.hear()
            if not self.is_open():
                return
        raise AssertionError(f"still open: {self.is_open()}")

    def is_open(self) -> list[object]:
        def found(make: Make) -> list[object]:
            asked = select(PaymentOrder).where(PaymentOrder.state.in_(("submitting", "processing")))  # type: ignore[attr-defined]
            return [*make.db.exec(asked), *make.db.exec(select(Refund).filter_by(state=RefundState.NEW))]

        return self.make(found)


def opened(stripe: LocalStripe, currency: str = "EUR", name: str = "Acme") -> Shop:
    """A shop in the database of this process’s settings."""

    def begin(make: Make) -> tuple[int, int]:
        account = make.account(name, currency=currency)
        return account.pk, make.contact(
            account, name="Paz Prado", email=f"paz{next(NUMBERS)}@acme.example"
        ).pk

    with db.transaction() as session:
        account_id, person_id = begin(Make(session, NUMBERS))
    shop = Shop(stripe, account_id, person_id, stripe.customer())

    def known(make: Make) -> None:
        actor = shop.actor(make)
        cards.note_holder(make.db, actor, cards.holder(make.db, actor), shop.customer)

    shop.make(known)
    return shop
