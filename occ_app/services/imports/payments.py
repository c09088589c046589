"""Payments the ERP knows of, and the invoices they pay. Facts: only a settlement date comes later."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, ClassVar

from sqlmodel import col

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import Account, Allocation, Document, Invoice, Payment, PaymentMethod
from occ_app.models.base import now
from occ_app.services import ledger
from occ_app.services.imports import fields
from occ_app.services.imports.amounts import minor
from occ_app.services.imports.fields import Field, choice, text
from occ_app.services.imports.importer import Importer, Record, agree, keys
from occ_app.services.imports.lookups import accounts_by_number, invoices_by_number
from occ_app.services.imports.problems import Rejected
from occ_app.services.imports.rows import Row

FIXED = ("account_id", "currency", "amount_minor", "received_on")


class Payments(Importer):
    """A row a payment, or several rows with `applied` where one payment pays several invoices."""

    MANY_ROWS = True
    FIELDS: ClassVar[dict[str, Field]] = {
        "number": text(64, required=True),
        "account": text(64),
        "currency": Field(fields.currency, required=True),
        "amount": Field(fields.decimal, required=True),
        "received_on": Field(fields.day, required=True),
        "settled_on": Field(fields.day),
        "method": choice(PaymentMethod, cheque=PaymentMethod.CHECK, transfer=PaymentMethod.BANK_TRANSFER),
        "reference": text(140),
        "invoice": text(64),
        "applied": Field(fields.decimal),
    }
    HEADER = tuple(name for name in FIELDS if name not in ("invoice", "applied"))

    def store(self, records: list[Record]) -> None:
        rows = [Record([row]) for record in records for row in record.rows]
        self._accounts = accounts_by_number(self.db, self.actor, keys(records, "account"))
        self._invoices = invoices_by_number(self.db, self.actor, keys(rows, "invoice"))
        self._room = {i.pk: max(0, i.due_minor - i.pending_minor) for i in self._invoices.values()}
        self._load(keys(records, "number"))
        self._new: list[dict[str, Any]] = []
        self._shares: list[tuple[str, dict[str, Any]]] = []
        self._touched: set[int] = set()
        for record in records:
            try:
                self.count(self._store_one(record), record)
            except Rejected as problem:
                self.reject(record, problem)
        self._write()

    def _store_one(self, record: Record) -> str:
        """Note what the payment adds; created, updated or unchanged."""
        agree(record, self.HEADER)
        said = self._said(record)
        shares = [self._share(row, said, single=len(record.rows) == 1) for row in record.rows]
        if sum(share for _, share in shares) > said["amount_minor"]:
            raise Rejected("applied", "more is put to invoices than was paid")
        stored = self._stored.get(record["number"])
        if stored is not None:
            is_settled = self._settle(stored, said)
            return "updated" if self._allocate(said, shares, stored) or is_settled else "unchanged"
        self._new.append(
            said
            | {"method": said["method"] or PaymentMethod.BANK_TRANSFER, "reference": said["reference"] or ""}
        )
        self._allocate(said, shares, None)
        return "created"

    def _said(self, record: Record) -> dict[str, Any]:
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
        return said | {"account_id": self._payer(record), "amount_minor": amount}

    def _payer(self, record: Record) -> int:
        account: Account | None = self._accounts.get(record["account"])
        if record["account"]:
            if account is None:
                raise Rejected("account", f"there is no company “{record['account']}”: import it first")
            return account.pk
        invoice = self._invoices.get(record["invoice"])
        if invoice is None:
            raise Rejected(
                "invoice", f"there is no invoice “{record['invoice'] or ''}” to tell whose payment this is"
            )
        return invoice.account_id

    def _share(self, row: Row, said: dict[str, Any], *, single: bool) -> tuple[Invoice | None, int]:
        """The invoice a row names, and how much it puts to it (minor units, before asking what is due)."""
        applied = minor(row.values, "applied", row["currency"])
        if row["invoice"] is None:
            if applied:
                raise Rejected("invoice", f"line {row.line} says an amount but no invoice")
            return None, 0
        invoice = self._invoices.get(row["invoice"])
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

    def _settle(self, stored: Payment, said: dict[str, Any]) -> bool:
        """Compare with what is stored; whether the money has now arrived. Rejected if a fact differs."""
        for name in (
            *FIXED,
            *(name for name in ("method", "reference", "settled_on") if said[name] is not None),
        ):
            before = getattr(stored, name)
            if before != said[name] and (name != "settled_on" or before is not None):
                column = {"account_id": "account", "amount_minor": "amount"}.get(name, name)
                raise Rejected(
                    column,
                    f"payment {stored.number} was imported with another {column}: payments do not change",
                )
        if said["settled_on"] is None or stored.settled_on is not None:
            return False
        stored.settled_on = said["settled_on"]
        self._touched |= set(self._allocated[stored.number])
        return True

    def _allocate(
        self, said: dict[str, Any], shares: list[tuple[Invoice | None, int]], stored: Payment | None
    ) -> bool:
        """Put the payment to its invoices, never more than they have due; whether there was anything to put."""
        given = self._allocated[said["number"]]
        rest = said["amount_minor"] - sum(given.values())
        before = len(self._shares)
        for invoice, wanted in shares:
            if invoice is None or invoice.pk in given:
                continue
            amount = min(wanted, rest, self._room[invoice.pk])
            if amount <= 0:
                continue
            self._room[invoice.pk] -= amount
            rest -= amount
            given[invoice.pk] = amount
            self._touched.add(invoice.pk)
            self._shares.append((said["number"], _allocation(said, invoice.pk, amount)))
        return len(self._shares) > before

    def _load(self, numbers: list[str]) -> None:
        rows = gate.rows(self.actor, Permission.IMPORTS_RUN, Payment).where(col(Payment.number).in_(numbers))
        self._stored = {payment.number: payment for payment in self.db.execute(rows).scalars()}
        self._allocated: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        by_id = {payment.pk: payment.number for payment in self._stored.values()}
        query = gate.rows(self.actor, Permission.IMPORTS_RUN, Allocation)
        for allocation in self.db.execute(query.where(col(Allocation.payment_id).in_(list(by_id)))).scalars():
            given = self._allocated[by_id[allocation.payment_id or 0]]
            given[allocation.invoice_id] += allocation.amount_minor

    def _write(self) -> None:
        self.db.flush()
        ids = {number: payment.pk for number, payment in self._stored.items()}
        ids |= self.insert_numbered(Payment, self._new)
        self.insert(Allocation, [share | {"payment_id": ids[number]} for number, share in self._shares])
        if self._touched:
            ledger.restate(self.db, self.actor, self._touched)


def _allocation(said: dict[str, Any], invoice_id: int, amount: int) -> dict[str, Any]:
    return {
        "account_id": said["account_id"],
        "invoice_id": invoice_id,
        "credit_note_id": None,
        "amount_minor": amount,
        "reverses_id": None,
        "allocated_on": said["received_on"],
        "created_at": now(),
    }
