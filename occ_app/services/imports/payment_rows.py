"""What the rows of a payment say, checked as far as that goes without asking what is still due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from occ_app.models import Account, Document, Invoice, PaymentOrder
from occ_app.models.base import now
from occ_app.services.imports.amounts import minor
from occ_app.services.imports.importer import Record, agree
from occ_app.services.imports.problems import Rejected
from occ_app.services.imports.rows import Row

HEADER = ("number", "account", "currency", "amount", "received_on", "settled_on", "method", "reference")


@dataclass
class Claim:
    """A payment of the ERP's: what it says of itself, and what it is to pay."""

    record: Record
    said: dict[str, Any]
    shares: list[tuple[Invoice, int]]
    """Invoices its rows name, and how much each wants (minor units, before asking what is due)."""
    order: PaymentOrder | None = None
    """The payment of the portal its number or reference names."""
    is_named: bool = False
    """Whether it names any payment of the portal: then no other is looked for."""
    is_told: bool = False
    """Whether its text names invoices: then it is for nothing else, even where they take no more."""

    @property
    def number(self) -> str:
        """What the ERP calls it."""
        return str(self.said["number"])

    @property
    def key(self) -> tuple[int, str, int]:
        """Company, currency and amount: what a guess goes by."""
        return self.said["account_id"], self.said["currency"], self.said["amount_minor"]


@dataclass
class RowsReader:
    """Reads records with what is known of the companies and invoices they name."""

    accounts: Mapping[str, Account]
    invoices: Mapping[str, Invoice]

    def claim(self, record: Record, named: list[PaymentOrder]) -> Claim:
        """What the record says; Rejected where that cannot be. `named` are the portal’s payments in its texts."""
        agree(record, HEADER)
        said = self._said(record, named)
        shares = [self._share(row, said, single=len(record.rows) == 1) for row in record.rows]
        if sum(share for _, share in shares) > said["amount_minor"]:
            raise Rejected("applied", "more is put to invoices than was paid")
        claim = Claim(record, said, [(invoice, share) for invoice, share in shares if invoice])
        own = [o for o in named if (o.account_id, o.currency) == (said["account_id"], said["currency"])]
        claim.is_named, claim.order = bool(own), own[0] if len(own) == 1 else None
        return claim

    def _said(self, record: Record, named: list[PaymentOrder]) -> dict[str, Any]:
        amount = minor(record.rows[0].values, "amount", record["currency"])
        if not amount or amount < 0:
            raise Rejected("amount", f"{record['amount']} is not an amount received")
        received, settled = record["received_on"], record["settled_on"]
        if settled and settled < received:
            raise Rejected("settled_on", f"settled on {settled}, before it was received ({received})")
        if settled and settled > now().date() + timedelta(days=1):
            raise Rejected(
                "settled_on", f"{settled} is still to come: leave it empty until the money is there"
            )
        said = {
            name: record[name]
            for name in ("number", "currency", "received_on", "settled_on", "method", "reference")
        }
        return said | {"account_id": self._payer(record, named), "amount_minor": amount}

    def _payer(self, record: Record, named: list[PaymentOrder]) -> int:
        account = self.accounts.get(record["account"])
        if record["account"]:
            if account is None:
                raise Rejected("account", f"there is no company “{record['account']}”: import it first")
            return account.pk
        invoice = self.invoices.get(record["invoice"])
        if invoice is not None:
            return invoice.account_id
        payers = {order.account_id for order in named}
        if record["invoice"] or len(payers) != 1:
            raise Rejected(
                "invoice", f"there is no invoice “{record['invoice'] or ''}” to tell whose payment this is"
            )
        return payers.pop()

    def _share(self, row: Row, said: dict[str, Any], *, single: bool) -> tuple[Invoice | None, int]:
        """The invoice a row names, and how much it puts to it (minor units, before asking what is due)."""
        applied = minor(row.values, "applied", row["currency"])
        if row["invoice"] is None:
            if applied:
                raise Rejected("invoice", f"line {row.line} says an amount but no invoice")
            return None, 0
        invoice = self.invoices.get(row["invoice"])
        if invoice is None or invoice.account_id != said["account_id"]:
            raise Rejected("invoice", f"the company has no invoice “{row['invoice']}”: import it first")
        if invoice.document is Document.CREDIT_NOTE:
            raise Rejected("invoice", f"{invoice.number} is a credit note: it cannot be paid")
        if invoice.currency != row["currency"]:
            raise Rejected(
                "currency",
                f"invoice {invoice.number} is in {invoice.currency}, the payment in {row['currency']}",
            )
        if row["received_on"] < invoice.issued_on:
            raise Rejected(
                "received_on", f"received before invoice {invoice.number} was issued ({invoice.issued_on})"
            )
        if applied is None and not single:
            raise Rejected(
                "applied", f"line {row.line} does not say how much of the payment is for {invoice.number}"
            )
        if applied is not None and applied <= 0:
            raise Rejected("applied", f"{row['applied']} is not part of a payment")
        return invoice, said["amount_minor"] if applied is None else applied
