"""Which VAT category a line falls under, told from what the portal knows: rate, parties, type, the tax's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from occ_app.documents.einvoice.model import Breakdown, Line, Party, Tax, Vat
from occ_app.documents.einvoice.parties import EU
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import InvoiceLine, InvoiceTax, InvoiceType

NOT_VAT = ("sales tax", "irpf", "withholding")
REVERSED = ("reverse charge", "inversión del sujeto pasivo", "autoliquidation", "steuerschuldnerschaft")
ISLANDS = {"igic": Vat.CANARY, "ipsi": Vat.CEUTA}


@dataclass(frozen=True)
class Trade:
    """What decides about VAT, besides the rate."""

    seller: Party
    buyer: Party
    type: InvoiceType
    names: tuple[str, ...]
    """Of the taxes in the document's summary, in small letters."""
    is_untaxed: bool
    """No line bears any VAT."""

    def tax(self, rate: Decimal) -> Tax:
        """The category of a line at this rate, with the reason where there is nothing to pay."""
        if rate:
            special = next((vat for word, vat in ISLANDS.items() if any(word in n for n in self.names)), None)
            return Tax(special or Vat.STANDARD, rate)
        return self._untaxed()

    def _untaxed(self) -> Tax:
        within = self.seller.country in EU and self.buyer.country in EU
        crosses = within and self.seller.country != self.buyer.country and bool(self.buyer.vat_id)
        is_goods = self.type is InvoiceType.HARDWARE
        zero = Decimal(0)
        if self.buyer.vat_id and (self._says(REVERSED) or (crosses and not is_goods)):
            return Tax(Vat.REVERSE_CHARGE, zero, "Reverse charge", "VATEX-EU-AE")
        if is_goods and self.seller.country in EU and self.buyer.country not in EU:
            return Tax(Vat.EXPORT, zero, "Export outside the EU", "VATEX-EU-G")
        if self.is_untaxed and not within:
            return Tax(Vat.OUTSIDE, zero, "Not subject to VAT", "VATEX-EU-O")
        reason = "Intra-Community supply" if crosses else "Exempt from VAT"
        return Tax(Vat.EXEMPT, zero, reason)

    def _says(self, words: Sequence[str]) -> bool:
        return any(word in name for word in words for name in self.names)


def trade(
    seller: Party, buyer: Party, kind: InvoiceType, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax]
) -> Trade:
    """What decides about VAT in a document; Invalid where its tax is another one."""
    names = tuple(tax.name.casefold() for tax in taxes)
    for tax in taxes:
        if (tax.tax_minor and any(word in tax.name.casefold() for word in NOT_VAT)) or tax.rate < 0:
            raise Invalid(
                _(
                    "This e-invoice cannot be made: the European norm knows only VAT, not “{tax}”.",
                    tax=tax.name,
                )
            )
    rates = {rate_of(line, lines, taxes) for line in lines}
    if any(rate < 0 for rate in rates):
        raise Invalid(_("This e-invoice cannot be made: a line has a negative tax rate."))
    return Trade(seller, buyer, kind, names, is_untaxed=not any(rates))


def rate_of(line: InvoiceLine, lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax]) -> Decimal:
    """A line's rate in percent; where no line tells one, that of the document's only tax."""
    if len(taxes) == 1 and not any(other.tax_rate for other in lines):
        return taxes[0].rate
    return line.tax_rate


def breakdown(lines: Sequence[Line], billed: dict[Decimal, Decimal], digits: int) -> tuple[Breakdown, ...]:
    """VAT per category and rate: on what the lines add up to, as billed or else as it is computed."""
    bases: dict[Tax, Decimal] = {}
    for line in lines:
        bases[line.tax] = bases.get(line.tax, Decimal(0)) + line.net
    step = Decimal(1).scaleb(-digits)
    return tuple(
        Breakdown(
            tax, base, billed.get(tax.rate, (base * tax.rate / 100).quantize(step)) if tax.rate else step * 0
        )
        for tax, base in bases.items()
    )
