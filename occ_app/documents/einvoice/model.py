"""What EN 16931 knows of an invoice, by its own terms (BT and BG numbers), before any syntax."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NORM = "urn:cen.eu:en16931:2017"
INVOICE_CODE, CREDIT_NOTE_CODE = "380", "381"
UNIT = "C62"
"""“One”: the portal knows quantities, not what they are counted in."""

CREDIT_TRANSFER = "30"


class Vat(StrEnum):
    """VAT categories (UNTDID 5305), as far as a document of the portal can tell them apart."""

    STANDARD = "S"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    OUTSIDE = "O"
    CANARY = "L"
    CEUTA = "M"


@dataclass(frozen=True)
class Party:
    """Seller (BG-4) or buyer (BG-7)."""

    name: str
    country: str
    street: tuple[str, ...] = ()
    """Up to three lines."""
    city: str = ""
    postal_code: str = ""
    vat_id: str = ""
    """With its country's prefix; empty where the party has none, or it may not be named."""
    registration: str = ""
    email: str = ""


@dataclass(frozen=True)
class Tax:
    """A VAT category at a rate, and why no VAT is due where that has to be said."""

    category: Vat
    rate: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Breakdown:
    """VAT of one category and rate (BG-23)."""

    tax: Tax
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Period:
    """First and last day; a bill always has both."""

    start: date
    end: date


@dataclass(frozen=True)
class Line:
    """BG-25. `net` is quantity × price, less `allowance`, plus `charge`."""

    id: str
    name: str
    quantity: Decimal
    price: Decimal
    """Never negative (BR-27): what is taken back has a negative quantity."""
    net: Decimal
    tax: Tax
    part_number: str = ""
    period: Period | None = None
    allowance: Decimal = Decimal(0)
    charge: Decimal = Decimal(0)


@dataclass(frozen=True)
class Transfer:
    """How to pay (BG-16)."""

    iban: str
    bic: str
    beneficiary: str
    reference: str


@dataclass(frozen=True)
class Bill:
    """The document. Amounts are positive on credit notes too: the type code turns them around."""

    number: str
    code: str
    issued: date
    due: date | None
    terms: str
    currency: str
    digits: int
    """Decimals of every amount: the currency's, two at most."""
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    breakdown: tuple[Breakdown, ...]
    net: Decimal
    tax: Decimal
    rounding: Decimal
    payable: Decimal
    transfer: Transfer | None = None
    purchase_order: str = ""
    sales_order: str = ""
    contract: str = ""
    period: Period | None = None

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back."""
        return self.code == CREDIT_NOTE_CODE

    @property
    def gross(self) -> Decimal:
        """With VAT, before rounding (BT-112)."""
        return self.net + self.tax
