"""A document of the demo while it is made: its lines, what they add up to, and how it was settled."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from occ_app.demo.companies import Agreement, Customer
from occ_app.models.payments import PaymentMethod
from occ_app.money import Money, rounded


@dataclass(frozen=True)
class Item:
    """A line: amounts in major units, the tax rate in percent."""

    text: str
    part: str
    quantity: Decimal
    price: Decimal
    rate: Decimal
    start: date | None = None
    end: date | None = None

    def net(self, currency: str) -> int:
        """Minor units before tax."""
        return rounded(self.quantity * self.price, currency).minor


@dataclass(frozen=True)
class Receipt:
    """Money for a bill; not settled while it is on its way."""

    minor: int
    received: date
    settled: date | None
    method: PaymentMethod


@dataclass(eq=False)
class Bill:
    """An invoice, or a credit note where it names the bill it `corrects`."""

    customer: Customer
    agreement: Agreement
    issued: date
    items: list[Item]
    due: date | None
    corrects: "Bill | None" = None
    number: str = ""
    disputed: int = 0
    receipts: list[Receipt] = field(default_factory=list)
    credits: list[tuple["Bill", int, date]] = field(default_factory=list)
    """Credit notes put to this bill: which, how much, when."""
    used: int = 0
    """How much of this credit note was put to bills (positive)."""

    @property
    def currency(self) -> str:
        """The order's, which is usually the company's."""
        return self.agreement.currency or self.customer.currency

    @property
    def purchase_order(self) -> str:
        """The customer's purchase order of the year."""
        return f"PO-{self.issued.year}-{self.agreement.purchase:04}"

    @property
    def net(self) -> int:
        """Sum of the lines."""
        return sum(item.net(self.currency) for item in self.items)

    @property
    def taxes(self) -> dict[Decimal, tuple[int, int]]:
        """Base and tax by rate, each rate rounded once, half up."""
        bases: dict[Decimal, int] = {}
        for item in self.items:
            bases[item.rate] = bases.get(item.rate, 0) + item.net(self.currency)
        return {rate: (base, self._tax(base, rate)) for rate, base in bases.items()}

    def _tax(self, base: int, rate: Decimal) -> int:
        return rounded(Money(base, self.currency).amount * rate / 100, self.currency).minor

    @property
    def tax(self) -> int:
        """Sum of the taxes."""
        return sum(tax for _base, tax in self.taxes.values())

    @property
    def total(self) -> int:
        """What the customer owes for it; negative on a credit note."""
        return self.net + self.tax

    @property
    def credited(self) -> int:
        """What credit notes took off (on a credit note: what was used of it, negative)."""
        return -self.used if self.corrects else sum(minor for _note, minor, _on in self.credits)

    @property
    def paid(self) -> int:
        """Settled money."""
        return sum(receipt.minor for receipt in self.receipts if receipt.settled)

    @property
    def pending(self) -> int:
        """Money on its way."""
        return sum(receipt.minor for receipt in self.receipts if not receipt.settled)

    @property
    def open_minor(self) -> int:
        """What is still to pay or to use."""
        return self.total - self.credited - self.paid
