"""Records for tests, complete and believable unless the test says otherwise."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system
from occ_app.models import (
    AccessRight,
    Account,
    Allocation,
    BasketItem,
    CompanyRole,
    Contact,
    ContactRole,
    Document,
    Invoice,
    InvoiceLine,
    InvoiceType,
    Order,
    OrderContact,
    Payment,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Person,
    RightSource,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.services import ledger
from occ_app.services.paying.numbers import reference
from occ_app.services.search import text_of

TODAY = date.today()  # noqa: DTZ011 - companies of tests live in UTC, as the machine does
Stored = TypeVar("Stored", bound=SQLModel)


@dataclass
class Make:
    """`make = Make(db)`; every method stores what it returns."""

    db: Session
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def account(self, name: str = "Acme", *, currency: str = "EUR", **values: Any) -> Account:
        """A customer company."""
        usual = {"number": f"C{next(self.numbers)}"}
        return self._store(Account(name=name, currency=currency, **(usual | values)))

    def person(self, email: str = "", **values: Any) -> Person:
        """Somebody with an address, in no company yet."""
        return self._store(Person(email=email or f"person{next(self.numbers)}@test.example", **values))

    def order(self, account: Account, *, number: str = "", **values: Any) -> Order:
        """An order of the company."""
        values = {"currency": account.currency, "placed_on": TODAY - timedelta(days=90), **values}
        return self._store(
            Order(account_id=account.pk, number=number or f"ORD-{next(self.numbers)}", **values)
        )

    def contact(
        self,
        account: Account,
        *roles: ContactRole,
        order: Order | None = None,
        is_admin: bool = False,
        **who: Any,
    ) -> Person:
        """A person whom an order of the company names with these contact types."""
        person = self.person(**who)
        self.named(account, person, *(roles or (ContactRole.FINANCE,)), order=order)
        if is_admin:
            self.right(account, person, CompanyRole.ADMIN)
        return person

    def named(
        self, account: Account, person: Person, *roles: ContactRole, order: Order | None = None
    ) -> None:
        """An order of the company names somebody with these contact types, which gives them the rights."""
        on = order or self.order(account)
        for role in roles or (ContactRole.FINANCE,):
            who: dict[str, Any] = {"account_id": account.pk, "person_id": person.pk}
            self._store(OrderContact(order_id=on.pk, role=role, **who))
            self.right(account, person, CompanyRole(role), order_id=on.pk)

    def right(self, account: Account, person: Person, role: CompanyRole, **values: Any) -> None:
        """Somebody has a role in the company, if they did not yet."""
        who: dict[str, Any] = {"account_id": account.pk, "person_id": person.pk}
        if not self.db.exec(select(Contact).filter_by(**who)).first():
            self._store(Contact(**who))
        if not self.db.exec(select(AccessRight).filter_by(role=role, ended_at=None, **who)).first():
            self._store(AccessRight(role=role, **({"source": RightSource.ORDER} | who | values)))

    def end_rights(self, person: Person) -> None:
        """Whatever they were, they are no more."""
        for right in self.db.exec(select(AccessRight).filter_by(person_id=person.pk, ended_at=None)):
            right.ended_at = now()
        self.db.flush()

    def actor(self, person: Person) -> Actor:
        """The person, signed in."""
        token = sessions.begin(self.db, person, user_agent="test", address="127.0.0.1")
        return sessions.resume(self.db, sessions.find(self.db, token) or "")

    def invoice(
        self,
        account: Account,
        total_minor: int = 12_100,
        *,
        due_in: int = 10,
        order: Order | None = None,
        number: str = "",
        lines: tuple[str, ...] = ("Cloud platform",),
        **values: Any,
    ) -> Invoice:
        """An open invoice due `due_in` days from today (negative: past), with one line per text."""
        number = number or f"INV-{next(self.numbers):06}"
        is_credit = values.get("document") is Document.CREDIT_NOTE
        due_on = None if is_credit else TODAY + timedelta(days=due_in)
        issued_on = TODAY + timedelta(days=due_in - 30)
        falls_on = due_on or issued_on
        searched = [number, values.get("po_number", ""), order.number if order else "", *lines]
        usual: dict[str, Any] = {
            "type": InvoiceType.SUBSCRIPTION,
            "currency": account.currency,
            "net_minor": total_minor,
            "issued_on": issued_on,
            "search_text": text_of(searched),
        }
        invoice = self._store(
            Invoice(
                account_id=account.pk,
                order_id=order.pk if order else None,
                number=number,
                total_minor=total_minor,
                due_on=due_on,
                falls_on=falls_on,
                **vars(ledger.figures(total=total_minor, falls_on=falls_on)),
                **(usual | values),
            )
        )
        self._describe(invoice, lines)
        return invoice

    def _describe(self, invoice: Invoice, texts: tuple[str, ...]) -> None:
        """A line per text; the first bears the whole amount."""
        for position, text in enumerate(texts, 1):
            self._store(
                InvoiceLine(
                    account_id=invoice.account_id,
                    invoice_id=invoice.pk,
                    position=position,
                    description=text,
                    unit_price=invoice.total.amount,
                    quantity=Decimal(1),
                    net_minor=invoice.total_minor if position == 1 else 0,
                )
            )

    def credit_note(self, account: Account, total_minor: int = -1_000, **values: Any) -> Invoice:
        """An unused credit note; `total_minor` is negative."""
        return self.invoice(account, total_minor, document=Document.CREDIT_NOTE, **values)

    def payment(self, invoice: Invoice, minor: int, *, settled: bool = True, **values: Any) -> Payment:
        """A payment given wholly to one invoice, whose figures follow."""
        payment = self._store(
            Payment(
                account_id=invoice.account_id,
                number=values.pop("number", f"PAY-{next(self.numbers)}"),
                currency=invoice.currency,
                amount_minor=minor,
                received_on=TODAY,
                settled_on=TODAY if settled else None,
                **values,
            )
        )
        self._allocate(invoice, minor, payment_id=payment.pk)
        return payment

    def credit(self, credit_note: Invoice, invoice: Invoice, minor: int) -> Allocation:
        """Use part of a credit note on an invoice; both figures follow."""
        return self._allocate(invoice, minor, credit_note_id=credit_note.pk)

    def card(self, account: Account, **values: Any) -> SavedCard:
        """A card of the company that is good for years; the first is its usual one."""
        is_first = not self.db.exec(
            select(SavedCard).filter_by(account_id=account.pk, removed_at=None)
        ).first()
        usual: dict[str, Any] = {
            "provider_id": f"pm_{next(self.numbers)}",
            "brand": "visa",
            "last4": "4242",
            "exp_month": 12,
            "exp_year": TODAY.year + 4,
            "is_default": is_first,
        }
        return self._store(SavedCard(account_id=account.pk, **(usual | values)))

    def sent(
        self, account: Account, card: SavedCard | None, *amounts: tuple[Invoice, int], **values: Any
    ) -> PaymentOrder:
        """A payment of these amounts that was sent: to the card company, or announced where there is no card."""
        number = values.pop("number", f"P{next(self.numbers):09}")
        usual: dict[str, Any] = {
            "reference": reference(number),
            "amount_minor": sum(minor for _invoice, minor in amounts),
            "state": PaymentState.SUBMITTING if card else PaymentState.ANNOUNCED,
            "method": PaymentMethod.CARD if card else PaymentMethod.BANK_TRANSFER,
            "currency": account.currency,
            "submitted_at": now(),
            "sent_at": now(),
            "expires_at": None if card else now() + timedelta(days=14),
        }
        order = self._store(
            PaymentOrder(
                account_id=account.pk,
                number=number,
                basket=number,
                card_id=card.pk if card else None,
                **(usual | values),
            )
        )
        for invoice, minor in amounts:
            owned: dict[str, Any] = {
                "account_id": account.pk,
                "payment_order_id": order.pk,
                "invoice_id": invoice.pk,
            }
            self._store(BasketItem(**owned, amount_minor=minor))
            self._store(PaymentLine(**owned, amount_minor=minor))
        ledger.restate(self.db, system(), {invoice.pk for invoice, _minor in amounts})
        return order

    def _allocate(self, invoice: Invoice, minor: int, **source: Any) -> Allocation:
        allocation = self._store(
            Allocation(
                account_id=invoice.account_id,
                invoice_id=invoice.pk,
                amount_minor=minor,
                allocated_on=TODAY,
                **source,
            )
        )
        changed = {invoice.pk} | ({source["credit_note_id"]} if "credit_note_id" in source else set())
        ledger.restate(self.db, system(), changed)
        return allocation

    def _store(self, record: Stored) -> Stored:
        self.db.add(record)
        self.db.flush()
        return record
