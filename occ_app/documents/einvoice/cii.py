"""A bill as UN/CEFACT Cross Industry Invoice: what Factur-X carries, its elements in the order of the schema."""

from datetime import date
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
from occ_app.documents.einvoice.xml import Node, number

UNECE = "urn:un:unece:uncefact:data:"
NAMES = {
    "rsm": f"{UNECE}standard:CrossIndustryInvoice:100",
    "ram": f"{UNECE}standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{UNECE}standard:UnqualifiedDataType:100",
}
DAY_FORMAT = "102"


def cii(bill: Bill) -> bytes:
    """The document as an XML file."""
    return _Writer(bill).document()


class _Writer:
    """Writes one bill."""

    def __init__(self, bill: Bill) -> None:
        self.bill = bill
        self.root = Node.root("rsm:CrossIndustryInvoice", NAMES)

    def document(self) -> bytes:
        bill = self.bill
        self.root.add(
            "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", NORM
        )
        head = self.root.under("rsm:ExchangedDocument")
        head.add("ram:ID", bill.number)
        head.add("ram:TypeCode", bill.code)
        self._day(head, "ram:IssueDateTime", bill.issued)
        trade = self.root.under("rsm:SupplyChainTradeTransaction")
        for line in bill.lines:
            self._line(trade.under("ram:IncludedSupplyChainTradeLineItem"), line)
        self._agreement(trade.under("ram:ApplicableHeaderTradeAgreement"))
        trade.under("ram:ApplicableHeaderTradeDelivery")
        self._settlement(trade.under("ram:ApplicableHeaderTradeSettlement"))
        return self.root.document()

    def _line(self, node: Node, line: Line) -> None:
        node.add("ram:AssociatedDocumentLineDocument/ram:LineID", line.id)
        product = node.under("ram:SpecifiedTradeProduct")
        product.add("ram:SellerAssignedID", line.part_number)
        product.add("ram:Name", line.name)
        node.add(
            "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
            number(line.price),
        )
        node.add("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", number(line.quantity), unitCode=UNIT)
        settlement = node.under("ram:SpecifiedLineTradeSettlement")
        self._tax(settlement.under("ram:ApplicableTradeTax"), line.tax)
        self._period(settlement, line.period)
        self._difference(settlement, line)
        self._amount(
            settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", line.net
        )

    def _difference(self, node: Node, line: Line) -> None:
        """An allowance or charge that leads from quantity × price to the line's net amount."""
        if amount := line.allowance or line.charge:
            change = node.under("ram:SpecifiedTradeAllowanceCharge")
            change.add("ram:ChargeIndicator/udt:Indicator", "true" if line.charge else "false")
            self._amount(change, "ram:ActualAmount", amount)
            change.add("ram:Reason", "Charge" if line.charge else "Discount")

    def _agreement(self, node: Node) -> None:
        self._party(node.under("ram:SellerTradeParty"), self.bill.seller)
        self._party(node.under("ram:BuyerTradeParty"), self.bill.buyer)
        node.add("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID", self.bill.sales_order)
        node.add("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", self.bill.purchase_order)
        node.add("ram:ContractReferencedDocument/ram:IssuerAssignedID", self.bill.contract)

    def _party(self, node: Node, party: Party) -> None:
        node.add("ram:Name", party.name)
        node.add("ram:SpecifiedLegalOrganization/ram:ID", party.registration)
        node.add("ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID", party.email)
        address = node.under("ram:PostalTradeAddress")
        address.add("ram:PostcodeCode", party.postal_code)
        for tag, text in zip(("ram:LineOne", "ram:LineTwo", "ram:LineThree"), party.street, strict=False):
            address.add(tag, text)
        address.add("ram:CityName", party.city)
        address.add("ram:CountryID", party.country)
        node.add("ram:SpecifiedTaxRegistration/ram:ID", party.vat_id, schemeID="VA")

    def _settlement(self, node: Node) -> None:
        bill = self.bill
        node.add("ram:PaymentReference", bill.transfer.reference if bill.transfer else "")
        node.add("ram:InvoiceCurrencyCode", bill.currency)
        self._payment(node)
        for part in bill.breakdown:
            self._breakdown(node.under("ram:ApplicableTradeTax"), part)
        self._period(node, bill.period)
        terms = node.under("ram:SpecifiedTradePaymentTerms")
        terms.add("ram:Description", bill.terms)
        if bill.due:
            self._day(terms, "ram:DueDateDateTime", bill.due)
        self._totals(node.under("ram:SpecifiedTradeSettlementHeaderMonetarySummation"))

    def _payment(self, node: Node) -> None:
        if transfer := self.bill.transfer:
            means = node.under("ram:SpecifiedTradeSettlementPaymentMeans")
            means.add("ram:TypeCode", CREDIT_TRANSFER)
            account = means.under("ram:PayeePartyCreditorFinancialAccount")
            account.add("ram:IBANID", transfer.iban)
            account.add("ram:AccountName", transfer.beneficiary)
            means.add("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID", transfer.bic)

    def _breakdown(self, node: Node, part: Breakdown) -> None:
        self._amount(node, "ram:CalculatedAmount", part.amount)
        node.add("ram:TypeCode", "VAT")
        node.add("ram:ExemptionReason", part.tax.reason)
        self._amount(node, "ram:BasisAmount", part.base)
        node.add("ram:CategoryCode", part.tax.category.value)
        node.add("ram:ExemptionReasonCode", part.tax.reason_code)
        self._rate(node, part.tax)

    def _tax(self, node: Node, tax: Tax) -> None:
        node.add("ram:TypeCode", "VAT")
        node.add("ram:CategoryCode", tax.category.value)
        self._rate(node, tax)

    def _rate(self, node: Node, tax: Tax) -> None:
        if tax.category is not Vat.OUTSIDE:
            node.add("ram:RateApplicablePercent", number(tax.rate))

    def _totals(self, node: Node) -> None:
        bill = self.bill
        self._amount(node, "ram:LineTotalAmount", bill.net)
        self._amount(node, "ram:TaxBasisTotalAmount", bill.net)
        node.add("ram:TaxTotalAmount", f"{bill.tax:.{bill.digits}f}", currencyID=bill.currency)
        if bill.rounding:
            self._amount(node, "ram:RoundingAmount", bill.rounding)
        self._amount(node, "ram:GrandTotalAmount", bill.gross)
        self._amount(node, "ram:DuePayableAmount", bill.payable)

    def _period(self, node: Node, period: Period | None) -> None:
        if period:
            inside = node.under("ram:BillingSpecifiedPeriod")
            self._day(inside, "ram:StartDateTime", period.start)
            self._day(inside, "ram:EndDateTime", period.end)

    def _day(self, node: Node, tag: str, value: date) -> None:
        node.add(f"{tag}/udt:DateTimeString", f"{value:%Y%m%d}", format=DAY_FORMAT)

    def _amount(self, node: Node, tag: str, amount: Decimal) -> None:
        node.add(tag, f"{amount:.{self.bill.digits}f}")
