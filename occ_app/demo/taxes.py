"""Which tax a customer's bill carries, by country."""

from decimal import Decimal

from occ_app.models import InvoiceType

NONE = Decimal(0)
NEW_YORK = Decimal("8.875")
TAXES = {
    "ES": ("IVA", Decimal(21)),
    "JP": ("Consumption tax", Decimal(10)),
    "US": ("Sales tax", NONE),
    "FI": ("VAT, reverse charge", NONE),
}
"""Name and rate; a country that is not here pays none and is told of none."""


def name_of(country: str) -> str:
    """What the tax summary calls it; empty where there is none."""
    return TAXES.get(country, ("", NONE))[0]


def rate_of(country: str, kind: InvoiceType, part: str) -> Decimal:
    """The percentage for a line: in the United States only goods are taxed."""
    if country == "US":
        return NEW_YORK if kind is InvoiceType.HARDWARE and part != "MC-HIN-001" else NONE
    return TAXES.get(country, ("", NONE))[1]
