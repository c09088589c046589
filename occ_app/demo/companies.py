"""The demo's customers: who they are, whom their orders name, what they buy and how they pay."""

from dataclasses import dataclass
from decimal import Decimal

from occ_app.models import ContactRole, InvoiceType
from occ_app.models.payments import PaymentMethod

FINANCE, TECHNICAL, EXECUTIVE = ContactRole.FINANCE, ContactRole.TECHNICAL, ContactRole.EXECUTIVE
T = InvoiceType


@dataclass(frozen=True)
class Named:
    """A contact of a company. `orders` are those that name them; empty means every order."""

    email: str
    name: str
    roles: tuple[ContactRole, ...]
    is_admin: bool = False
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """An order and what is billed under it, every so many months (0: only what `Told` tells)."""

    order: str
    contract: str
    purchase: int
    """The serial of the purchase order, which the customer renews every January."""
    type: InvoiceType
    every: int
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER
    currency: str = ""
    """Where it is not the company's."""
    size: str = "1"
    by_site: bool = False
    is_on_demand: bool = False
    """Small and often: these bills make up the number of `Customer.documents`."""
    placed_ago: int = 760

    @property
    def is_paid_at_once(self) -> bool:
        """Debited or charged, so never left open."""
        return self.method in (PaymentMethod.DIRECT_DEBIT, PaymentMethod.CARD)


@dataclass(frozen=True)
class Told:
    """A bill told line by line, `age` days old: lines are (part, quantity, unit price)."""

    order: str
    age: int
    lines: tuple[tuple[str, str, str], ...]
    paid: str = ""
    """An amount, or `all`."""
    is_submitted: bool = False
    disputed: str = ""


@dataclass(frozen=True)
class Customer:
    """A company of the demo."""

    number: str
    name: str
    currency: str
    country: str
    language: str
    time_zone: str
    tax_id: str
    street: str
    city: str
    postal_code: str
    people: tuple[Named, ...]
    agreements: tuple[Agreement, ...]
    size: Decimal = Decimal(1)
    lateness: tuple[int, int] = (-4, 9)
    """Days around the due date when it usually pays."""
    unpaid: tuple[int, ...] = ()
    """How many days late its unpaid invoices are, about."""
    open_credits: bool = False
    """Whether it holds an unused and a partly used credit note."""
    told: tuple[Told, ...] = ()
    documents: int = 0
    """How many invoices and credit notes in all; 0 where it does not matter."""

    def agreement(self, order: str) -> Agreement:
        """The agreement of an order of this company."""
        return next(agreement for agreement in self.agreements if agreement.order == order)


def usual(
    serial: int, *types: InvoiceType, method: PaymentMethod = PaymentMethod.BANK_TRANSFER
) -> tuple[Agreement, ...]:
    """One order for each of these types, at the usual rhythm, numbered from `serial` on."""
    return tuple(
        Agreement(
            order=f"PD-{serial + 37 * step}",
            contract=f"CT-{serial // 4 + 113 * step}" if kind in RECURRING else "",
            purchase=serial % 400 + 11 * step,
            type=kind,
            every=RHYTHM[kind],
            method=method,
        )
        for step, kind in enumerate(types)
    )


RHYTHM = {
    T.SUBSCRIPTION: 1,
    T.USAGE: 1,
    T.SERVICE: 1,
    T.CONSULTING: 2,
    T.SUPPORT: 3,
    T.EDUCATION: 5,
    T.HARDWARE: 6,
    T.LICENSE: 12,
}
"""Months between two bills."""

RECURRING = (T.SUBSCRIPTION, T.USAGE, T.SERVICE, T.SUPPORT, T.LICENSE)
"""What is bought under a contract; the rest under an order alone."""
