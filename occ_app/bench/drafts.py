"""Believable documents, drafted as rows: two years, ten terms, two currencies, most of them paid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlmodel import SQLModel

from occ_app.models import (
    Account,
    Allocation,
    Document,
    Invoice,
    InvoiceLine,
    InvoiceType,
    Order,
    Payment,
    PaymentMethod,
)
from occ_app.models.base import now
from occ_app.services import ledger
from occ_app.services.search import text_of

Row = dict[str, Any]
Rows = dict[type[SQLModel], list[Row]]

DAYS = 730
TERMS = (*(30,) * 6, 14, 45, 60, 90)
LATE_SHARE, OPEN_SHARE, LATEST = 0.16, 0.45, 90
"""Of what fell due in the last `LATEST` days and of what is not due yet: how much is unpaid. 2 % each of all."""
CREDIT_SHARE, UNUSED_SHARE = 0.02, 0.05
"""Credit notes of all documents, and how many of them nobody has used yet."""
TYPES = (*(InvoiceType.SUBSCRIPTION,) * 4, *(InvoiceType.USAGE,) * 4, *InvoiceType)
ORDER_EVERY, RARE_EVERY = 200, 1_000
"""Documents of one order; how rarely one bills what few others do."""
PLACES = ("north", "south", "east", "west", "central", "islands", "harbour")
THINGS = (
    "Cloud platform", "Object storage", "Database service", "Support premium", "Virtual machines",
    "Load balancer", "Backup vault", "Migration workshop", "Training seats", "Edge router", "Message queue",
    "Analytics licence", "Identity service", "Suscripción anual", "Dedicated link",
)  # fmt: skip


@dataclass
class Drafts:
    """Drafts rows with ids of their own, counted on from the `last` of each table."""

    today: date
    last: dict[type[SQLModel], int]
    made_at: datetime = field(default_factory=now)
    chance: Random = field(default_factory=lambda: Random(20_261_122))  # noqa: S311 - no secret

    def account(self, invoices: int) -> tuple[Row, int]:
        """A company, and how many documents it is to get."""
        number = self._next(Account)
        row = Account(
            number=f"B{number:06}", name=f"Company {number}", currency="EUR", created_at=self.made_at
        )
        return row.model_dump() | {"id": number}, invoices

    def billing(self, account: Row, documents: int) -> Iterator[Rows]:
        """The company's rows, a document at a time."""
        yield {Account: [account]}
        order: Row = {}
        credit: Row = {}
        for at in range(documents):
            if at % ORDER_EVERY == 0:
                order, credit = self._order(account["id"]), {}
                yield {Order: [order]}
            issued_on = self.today - timedelta(days=DAYS - 1 - at * DAYS // documents)
            may_credit = (at + 1) % ORDER_EVERY > 0 and at + 1 < documents and not credit
            if may_credit and self.chance.random() < CREDIT_SHARE:
                rows, credit = self._credit_note(order, issued_on)
            else:
                rows, credit = self._invoice(order, issued_on, credit), {}
            yield rows

    def _order(self, account_id: int) -> Row:
        number = self._next(Order)
        order = Order(
            id=number,
            account_id=account_id,
            number=f"ORD-{number:06}",
            contract_number=f"K-{number // 10:05}",
            currency="USD" if self.chance.random() < 0.15 else "EUR",
            placed_on=self.today - timedelta(days=DAYS),
        )
        return order.model_dump()

    def _credit_note(self, order: Row, issued_on: date) -> tuple[Rows, Row]:
        """A small one, and itself again if the next invoice is to use it up."""
        total = -self.chance.randint(1_000, 5_000)
        used = 0 if self.chance.random() < UNUSED_SHARE else total
        rows = self._document(order, total, issued_on, None, credited=used)
        return rows, rows[Invoice][0] if used else {}

    def _invoice(self, order: Row, issued_on: date, credit: Row) -> Rows:
        total = self.chance.randint(5_000, 900_000)
        due_on = issued_on + timedelta(days=self.chance.choice(TERMS))
        credited = -credit.get("total_minor", 0)
        paid = 0 if self._is_unpaid(due_on) else total - credited
        rows = self._document(order, total, issued_on, due_on, credited=credited, paid=paid)
        invoice = rows[Invoice][0]
        if credited:
            rows[Allocation].append(self._allocation(invoice, credited, credit_note_id=credit["id"]))
        if paid:
            rows[Payment].append(self._payment(invoice, paid))
            rows[Allocation].append(self._allocation(invoice, paid, payment_id=rows[Payment][0]["id"]))
        return rows

    def _is_unpaid(self, due_on: date) -> bool:
        if due_on >= self.today:
            return self.chance.random() < OPEN_SHARE
        return (self.today - due_on).days <= LATEST and self.chance.random() < LATE_SHARE

    def _document(
        self, order: Row, total: int, issued_on: date, due_on: date | None, *, credited: int, paid: int = 0
    ) -> Rows:
        number, account_id = self._next(Invoice), order["account_id"]
        lines = self._lines(account_id, number, total)
        texts = (f"INV-{number:07}", f"PO-{number // 7:06}", order["number"], order["contract_number"])
        falls_on = due_on or issued_on
        figures = vars(ledger.figures(total=total, falls_on=falls_on, credited=credited, paid=paid))
        invoice = {
            "id": number,
            "account_id": account_id,
            "order_id": order["id"],
            "number": texts[0],
            "document": (Document.INVOICE if due_on else Document.CREDIT_NOTE).value,
            "type": self.chance.choice(TYPES).value,
            "po_number": texts[1],
            "reference": "",
            "currency": order["currency"],
            "issued_on": issued_on,
            "due_on": due_on,
            "falls_on": falls_on,
            "net_minor": total,
            "tax_minor": 0,
            "total_minor": total,
            "disputed_minor": 0,
            "search_text": text_of([*texts, *(line["description"] for line in lines)]),
            **figures,
            "phase": figures["phase"].value,
        }
        return {Invoice: [invoice], InvoiceLine: lines, Payment: [], Allocation: []}

    def _lines(self, account_id: int, invoice_id: int, total: int) -> list[Row]:
        """One to three, the first of them bearing the amount."""
        things = self.chance.sample(THINGS, self.chance.randint(1, 3))
        if invoice_id % RARE_EVERY == 0:
            things[0] = f"Quantum annealer {invoice_id}"
        return [
            {
                "id": self._next(InvoiceLine),
                "account_id": account_id,
                "invoice_id": invoice_id,
                "position": position,
                "description": f"{thing}, {self.chance.choice(PLACES)}",
                "part_number": "",
                "quantity": Decimal(1),
                "unit_price": Decimal(total if position == 1 else 0) / 100,
                "tax_rate": Decimal(0),
                "net_minor": total if position == 1 else 0,
            }
            for position, thing in enumerate(things, 1)
        ]

    def _payment(self, invoice: Row, minor: int) -> Row:
        number = self._next(Payment)
        day = min(invoice["falls_on"], self.today)
        return {
            "id": number,
            "account_id": invoice["account_id"],
            "number": f"PAY-{number:07}",
            "method": PaymentMethod.BANK_TRANSFER.value,
            "reference": invoice["number"],
            "currency": invoice["currency"],
            "amount_minor": minor,
            "received_on": day,
            "settled_on": day,
        }

    def _allocation(self, invoice: Row, minor: int, **source: int) -> Row:
        return {
            "id": self._next(Allocation),
            "account_id": invoice["account_id"],
            "invoice_id": invoice["id"],
            "payment_id": None,
            "credit_note_id": None,
            "amount_minor": minor,
            "allocated_on": self.today,
            "created_at": self.made_at,
        } | source

    def _next(self, model: type[SQLModel]) -> int:
        self.last[model] += 1
        return self.last[model]
