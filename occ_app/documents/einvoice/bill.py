"""A document of the portal as EN 16931 reads it; what the norm cannot say is refused in a sentence."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from occ_app import money
from occ_app.documents.einvoice import parties, vat
from occ_app.documents.einvoice.model import (
    CREDIT_NOTE_CODE,
    INVOICE_CODE,
    Bill,
    Breakdown,
    Line,
    Party,
    Period,
    Transfer,
    Vat,
)
from occ_app.documents.einvoice.xml import clean
from occ_app.documents.invoice_pdf import Billed
from occ_app.documents.words import TYPES
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import Account, Invoice, InvoiceLine
from occ_app.money import Money
from occ_app.settings import get_settings

MOST_DIGITS = 2
"""Decimals the norm allows in an amount."""


def bill(detail: Billed, account: Account) -> Bill:
    """The document as it was issued; Invalid, in the language spoken here, where the norm lacks something."""
    invoice, order = detail.invoice, detail.order
    _check(detail)
    scale = _Scale(invoice)
    trade = vat.trade(parties.seller(), parties.buyer(account), invoice.type, detail.lines, detail.taxes)
    lines = tuple(_line(line, trade, detail, scale) for line in detail.lines)
    breakdown = vat.breakdown(lines, _billed(detail, scale), scale.digits)
    net, tax = sum((line.net for line in lines), Decimal(0)), _sum(breakdown)
    seller, buyer = _named(trade, breakdown)
    periods = [line.period for line in lines if line.period]
    return Bill(
        number=clean(invoice.number),
        code=CREDIT_NOTE_CODE if invoice.is_credit_note else INVOICE_CODE,
        issued=invoice.issued_on,
        due=invoice.due_on,
        terms=_terms(detail),
        currency=invoice.currency,
        digits=scale.digits,
        seller=seller,
        buyer=buyer,
        lines=lines,
        breakdown=breakdown,
        net=net,
        tax=tax,
        rounding=_rounding(scale.of(invoice.total_minor) - net - tax, scale, len(lines)),
        payable=scale.of(invoice.total_minor),
        transfer=None if invoice.is_credit_note else _transfer(invoice),
        purchase_order=clean(invoice.po_number or (order.po_number if order else "")),
        sales_order=clean(order.number) if order else "",
        contract=clean(order.contract_number) if order else "",
        period=Period(min(p.start for p in periods), max(p.end for p in periods)) if periods else None,
    )


class _Scale:
    """Minor units as the norm writes them: positive on credit notes, at most two decimals."""

    def __init__(self, invoice: Invoice) -> None:
        self.currency = invoice.currency
        self.sign = -1 if invoice.is_credit_note else 1
        self.digits = min(money.digits(invoice.currency), MOST_DIGITS)

    def of(self, minor: int) -> Decimal:
        amount = Money(self.sign * minor, self.currency).amount
        if amount != round(amount, self.digits):
            raise Invalid(
                _(
                    "This e-invoice cannot be made: the European norm allows two decimals, and amounts"
                    " in {currency} have three here.",
                    currency=self.currency,
                )
            )
        return round(amount, self.digits)

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-self.digits), rounding=ROUND_HALF_UP)


def _check(detail: Billed) -> None:
    if not detail.lines:
        raise Invalid(_("This e-invoice cannot be made: the document has no lines."))
    if sum(line.net_minor for line in detail.lines) != detail.invoice.net_minor:
        raise Invalid(
            _("This e-invoice cannot be made: the lines do not add up to the document’s net amount.")
        )


def _line(line: InvoiceLine, trade: vat.Trade, detail: Billed, scale: _Scale) -> Line:
    quantity, price, net = line.quantity * scale.sign, line.unit_price, scale.of(line.net_minor)
    if net and not quantity * price:
        quantity, price = Decimal(1), net
    if price < 0:
        quantity, price = -quantity, -price
    short = scale.rounded(quantity * price) - net
    return Line(
        id=str(line.position),
        name=clean(line.description) or clean(line.part_number) or _(TYPES[detail.invoice.type]),
        quantity=quantity,
        price=price,
        net=net,
        tax=trade.tax(vat.rate_of(line, detail.lines, detail.taxes)),
        part_number=clean(line.part_number),
        period=_period(line.period_start, line.period_end),
        allowance=max(short, Decimal(0)),
        charge=max(-short, Decimal(0)),
    )


def _period(start: date | None, end: date | None) -> Period | None:
    """What has one end only is that day; what ends before it begins is none."""
    first, last = start or end, end or start
    return Period(first, last) if first and last and first <= last else None


def _billed(detail: Billed, scale: _Scale) -> dict[Decimal, Decimal]:
    """The tax of the document's own summary, by rate."""
    sums: dict[Decimal, Decimal] = {}
    for tax in detail.taxes:
        sums[tax.rate] = sums.get(tax.rate, Decimal(0)) + scale.of(tax.tax_minor)
    return sums


def _sum(breakdown: Sequence[Breakdown]) -> Decimal:
    return sum((part.amount for part in breakdown), Decimal(0))


def _rounding(rest: Decimal, scale: _Scale, lines: int) -> Decimal:
    """What the total has beyond net and VAT: a rounding of at most one unit, or a minor unit a line."""
    most = max(Decimal(1), lines * Decimal(1).scaleb(-scale.digits))
    if abs(rest) > most:
        raise Invalid(_("This e-invoice cannot be made: its taxes do not add up to what was billed."))
    return rest


def _named(trade: vat.Trade, breakdown: Sequence[Breakdown]) -> tuple[Party, Party]:
    """Seller and buyer, without VAT ids where nothing is subject to VAT (BR-O-02)."""
    if any(part.tax.category is Vat.OUTSIDE for part in breakdown):
        return parties.unidentified(trade.seller), parties.unidentified(trade.buyer)
    return trade.seller, trade.buyer


def _terms(detail: Billed) -> str:
    """As on paper."""
    invoice, order = detail.invoice, detail.order
    if invoice.due_on is None:
        return _("This credit note lowers what you owe: there is nothing to pay.")
    days = order.terms_days if order else (invoice.due_on - invoice.issued_on).days
    return ngettext("{count} day", "{count} days", days)


def _transfer(invoice: Invoice) -> Transfer:
    settings = get_settings()
    return Transfer(
        iban="".join(settings.bank_iban.split()),
        bic="".join(settings.bank_bic.split()),
        beneficiary=clean(settings.bank_beneficiary),
        reference=clean(invoice.reference or invoice.number),
    )
