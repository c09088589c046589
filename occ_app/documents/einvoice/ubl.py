"""A bill as UBL 2.1: `Invoice` or `CreditNote`, its elements in the order of the schema."""

from decimal import Decimal

from occ_app.documents.einvoice.model import (
    CREDIT_TRANSFER,
    NORM,
    UNIT,
    Bill,
    Breakdown,
    Line,
    Party,
    Period,
    Tax,
    Vat,
)
from occ_app.documents.einvoice.xml import Node, day, number

OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": f"{OASIS}CommonAggregateComponents-2", "cbc": f"{OASIS}CommonBasicComponents-2"}
SALES_ORDER_ONLY = "NA"
"""UBL wants a purchase order's number beside a sales order's."""


def ubl(bill: Bill) -> bytes:
    """The document as an XML file."""
    return _Writer(bill).document()


class _Writer:
    """Writes one bill; amounts carry its currency and decimals."""

    def __init__(self, bill: Bill) -> None:
        self.bill = bill
        self.kind = "CreditNote" if bill.is_credit_note else "Invoice"
        self.root = Node.root(self.kind, NAMES, default=f"{OASIS}{self.kind}-2")

    def document(self) -> bytes:
        self._head()
        self._references()
        self._party("cac:AccountingSupplierParty", self.bill.seller)
        self._party("cac:AccountingCustomerParty", self.bill.buyer)
        self._payment()
        self._taxes()
        self._totals()
        for line in self.bill.lines:
            self._line(line)
        return self.root.document()

    def _head(self) -> None:
        root, bill = self.root, self.bill
        root.add("cbc:CustomizationID", NORM)
        root.add("cbc:ID", bill.number)
        root.add("cbc:IssueDate", day(bill.issued))
        root.add("cbc:DueDate", "" if bill.is_credit_note else day(bill.due))
        root.add(f"cbc:{self.kind}TypeCode", bill.code)
        root.add("cbc:DocumentCurrencyCode", bill.currency)

    def _references(self) -> None:
        root, bill = self.root, self.bill
        self._period(root, bill.period)
        if bill.purchase_order or bill.sales_order:
            order = root.under("cac:OrderReference")
            order.add("cbc:ID", bill.purchase_order or SALES_ORDER_ONLY)
            order.add("cbc:SalesOrderID", bill.sales_order)
        root.add("cac:ContractDocumentReference/cbc:ID", bill.contract)

    def _party(self, role: str, party: Party) -> None:
        node = self.root.under(f"{role}/cac:Party")
        address = node.under("cac:PostalAddress")
        street, more, further = (*party.street, "", "", "")[:3]
        address.add("cbc:StreetName", street)
        address.add("cbc:AdditionalStreetName", more)
        address.add("cbc:CityName", party.city)
        address.add("cbc:PostalZone", party.postal_code)
        address.add("cac:AddressLine/cbc:Line", further)
        address.add("cac:Country/cbc:IdentificationCode", party.country)
        if party.vat_id:
            scheme = node.under("cac:PartyTaxScheme")
            scheme.add("cbc:CompanyID", party.vat_id)
            scheme.add("cac:TaxScheme/cbc:ID", "VAT")
        legal = node.under("cac:PartyLegalEntity")
        legal.add("cbc:RegistrationName", party.name)
        legal.add("cbc:CompanyID", party.registration)
        node.add("cac:Contact/cbc:ElectronicMail", party.email)

    def _payment(self) -> None:
        if transfer := self.bill.transfer:
            means = self.root.under("cac:PaymentMeans")
            means.add("cbc:PaymentMeansCode", CREDIT_TRANSFER)
            means.add("cbc:PaymentID", transfer.reference)
            account = means.under("cac:PayeeFinancialAccount")
            account.add("cbc:ID", transfer.iban)
            account.add("cbc:Name", transfer.beneficiary)
            account.add("cac:FinancialInstitutionBranch/cbc:ID", transfer.bic)
        self.root.add("cac:PaymentTerms/cbc:Note", self.bill.terms)

    def _taxes(self) -> None:
        total = self.root.under("cac:TaxTotal")
        self._amount(total, "cbc:TaxAmount", self.bill.tax)
        for part in self.bill.breakdown:
            self._breakdown(total.under("cac:TaxSubtotal"), part)

    def _breakdown(self, node: Node, part: Breakdown) -> None:
        self._amount(node, "cbc:TaxableAmount", part.base)
        self._amount(node, "cbc:TaxAmount", part.amount)
        self._category(node.under("cac:TaxCategory"), part.tax, with_reason=True)

    def _category(self, node: Node, tax: Tax, *, with_reason: bool = False) -> None:
        node.add("cbc:ID", tax.category.value)
        if tax.category is not Vat.OUTSIDE:
            node.add("cbc:Percent", number(tax.rate))
        if with_reason:
            node.add("cbc:TaxExemptionReasonCode", tax.reason_code)
            node.add("cbc:TaxExemptionReason", tax.reason)
        node.add("cac:TaxScheme/cbc:ID", "VAT")

    def _totals(self) -> None:
        totals, bill = self.root.under("cac:LegalMonetaryTotal"), self.bill
        self._amount(totals, "cbc:LineExtensionAmount", bill.net)
        self._amount(totals, "cbc:TaxExclusiveAmount", bill.net)
        self._amount(totals, "cbc:TaxInclusiveAmount", bill.gross)
        if bill.rounding:
            self._amount(totals, "cbc:PayableRoundingAmount", bill.rounding)
        self._amount(totals, "cbc:PayableAmount", bill.payable)

    def _line(self, line: Line) -> None:
        node = self.root.under(f"cac:{self.kind}Line")
        node.add("cbc:ID", line.id)
        quantity = "CreditedQuantity" if self.bill.is_credit_note else "InvoicedQuantity"
        node.add(f"cbc:{quantity}", number(line.quantity), unitCode=UNIT)
        self._amount(node, "cbc:LineExtensionAmount", line.net)
        self._period(node, line.period)
        self._difference(node, line)
        item = node.under("cac:Item")
        item.add("cbc:Name", line.name)
        item.add("cac:SellersItemIdentification/cbc:ID", line.part_number)
        self._category(item.under("cac:ClassifiedTaxCategory"), line.tax)
        node.add("cac:Price/cbc:PriceAmount", number(line.price), currencyID=self.bill.currency)

    def _difference(self, node: Node, line: Line) -> None:
        """An allowance or charge that leads from quantity × price to the line's net amount."""
        if amount := line.allowance or line.charge:
            change = node.under("cac:AllowanceCharge")
            change.add("cbc:ChargeIndicator", "true" if line.charge else "false")
            change.add("cbc:AllowanceChargeReason", "Charge" if line.charge else "Discount")
            self._amount(change, "cbc:Amount", amount)

    def _period(self, node: Node, period: Period | None) -> None:
        if period:
            inside = node.under("cac:InvoicePeriod")
            inside.add("cbc:StartDate", day(period.start))
            inside.add("cbc:EndDate", day(period.end))

    def _amount(self, node: Node, tag: str, amount: Decimal) -> None:
        node.add(tag, f"{amount:.{self.bill.digits}f}", currencyID=self.bill.currency)
