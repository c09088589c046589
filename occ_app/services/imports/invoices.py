"""Invoices and credit notes with their lines: a row a line, the header's columns repeated."""

from datetime import date, timedelta
from typing import Any, ClassVar

from occ_app.models import Account, Document, Invoice, InvoiceLine, InvoiceTax, InvoiceType, Order
from occ_app.services import ledger
from occ_app.services.imports import fields
from occ_app.services.imports.amounts import LINE_COLUMNS, Amounts, amounts_of
from occ_app.services.imports.fields import Field, choice, text
from occ_app.services.imports.importer import Importer, Record, agree, keys
from occ_app.services.imports.invoice_changes import InvoiceChanges
from occ_app.services.imports.lookups import accounts_by_number, invoices_by_number, orders_by_number
from occ_app.services.imports.problems import Rejected
from occ_app.services.search import text_of

DEFAULT_TERMS = 30
"""Net days where neither the row says a due date nor an order its terms."""
SAID = ("number", "type", "po_number", "reference", "currency", "issued_on")
"""Columns that go into the document as they are."""
LONGEST_REFERENCE = 21
AS_DIGITS = {ord(letter): str(value) for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10)}
"""How ISO 7064 counts letters: A is 10, Z is 35."""


class Invoices(Importer):
    """A row a line; without line columns, one line for the whole amount."""

    MANY_ROWS = True
    FIELDS: ClassVar[dict[str, Field]] = {
        "number": text(64, required=True),
        "account": text(64, required=True),
        "document": choice(Document, credit=Document.CREDIT_NOTE),
        "type": choice(InvoiceType),
        "order": text(64),
        "po_number": text(64),
        "reference": text(64),
        "currency": Field(fields.currency, required=True),
        "issued_on": Field(fields.day, required=True),
        "due_on": Field(fields.day),
        "net": Field(fields.decimal),
        "tax": Field(fields.decimal),
        "tax_name": text(40),
        "total": Field(fields.decimal, required=True),
        "disputed": Field(fields.flag),
        "description": text(500),
        "line_description": text(500),
        "line_part_number": text(64),
        "line_period_start": Field(fields.day),
        "line_period_end": Field(fields.day),
        "line_quantity": Field(fields.decimal),
        "line_unit_price": Field(fields.decimal),
        "line_tax_rate": Field(fields.percent),
        "line_net": Field(fields.decimal),
    }
    HEADER = tuple(name for name in FIELDS if name not in (*LINE_COLUMNS, "description"))

    def store(self, records: list[Record]) -> None:
        accounts = accounts_by_number(self.db, self.actor, keys(records, "account"))
        orders = orders_by_number(self.db, self.actor, keys(records, "order"))
        stored = invoices_by_number(self.db, self.actor, keys(records, "number"))
        changes = InvoiceChanges(self.db, self.actor, list(stored.values()))
        new: list[tuple[dict[str, Any], Amounts]] = []
        for record in records:
            try:
                header, amounts = self._draft(record, accounts, orders)
                invoice = stored.get(record["number"])
                if invoice is None:
                    new.append((_completed(header, amounts, orders.get(record["order"])), amounts))
                    self.count("created", record)
                else:
                    order = orders.get(record["order"])
                    self.count(
                        "updated" if changes.apply(invoice, record, header, amounts, order) else "unchanged",
                        record,
                    )
            except Rejected as problem:
                self.reject(record, problem)
        changes.store()
        self._insert(new)

    def _draft(
        self, record: Record, accounts: dict[str, Account], orders: dict[str, Order]
    ) -> tuple[dict[str, Any], Amounts]:
        """The header as said (None where nothing is), and the amounts; Rejected where they cannot be right."""
        agree(record, self.HEADER)
        account, order = accounts.get(record["account"]), orders.get(record["order"])
        if account is None:
            raise Rejected("account", f"there is no company “{record['account']}”: import it first")
        if record["order"] and (order is None or order.account_id != account.pk):
            raise Rejected("order", f"the company has no order “{record['order']}”: import it first")
        document = self._document(record)
        due_on = None if document is Document.CREDIT_NOTE else record["due_on"]
        if due_on and due_on < record["issued_on"]:
            raise Rejected("due_on", f"due on {due_on}, before it was issued ({record['issued_on']})")
        amounts = amounts_of(record, record["currency"])
        said = record.rows[0].values
        header = {name: said[name] for name in SAID}
        disputed = None if record["disputed"] is None else abs(amounts.total) * record["disputed"]
        header |= {"account_id": account.pk, "order_id": order.pk if order else None}
        return header | {"document": document, "due_on": due_on, "disputed_minor": disputed}, amounts

    def _document(self, record: Record) -> Document:
        total, said = record["total"], record["document"]
        if said is Document.CREDIT_NOTE and total > 0:
            raise Rejected("total", "a credit note’s total is negative")
        if total >= 0 or said is Document.CREDIT_NOTE:
            return said or Document.INVOICE
        if said is None and self.layout.negative == "credit_note":
            return Document.CREDIT_NOTE
        raise Rejected(
            "total",
            f"{total} is negative: if it is a credit note, say so in the document column, "
            'or for the whole file in the mapping (negative = "credit_note")',
        )

    def _insert(self, drafts: list[tuple[dict[str, Any], Amounts]]) -> None:
        ids = self.insert_numbered(Invoice, [header for header, _ in drafts])
        owned = [
            ({"account_id": header["account_id"], "invoice_id": ids[header["number"]]}, amounts)
            for header, amounts in drafts
        ]
        self.insert(InvoiceLine, [owner | line for owner, amounts in owned for line in amounts.lines])
        self.insert(InvoiceTax, [owner | tax for owner, amounts in owned for tax in amounts.taxes])


def creditor_reference(number: str) -> str:
    """The ISO 11649 reference of a document number: RF, two check digits, its last 21 letters and digits."""
    plain = "".join(c for c in number.upper() if c.isascii() and c.isalnum())[-LONGEST_REFERENCE:]
    check = 98 - int(f"{plain}RF00".translate(AS_DIGITS)) % 97
    return f"RF{check:02}{plain}" if plain else ""


def _completed(header: dict[str, Any], amounts: Amounts, order: Order | None) -> dict[str, Any]:
    """A new document's row: defaults where the file says nothing, figures from the ledger."""
    due_on = header["due_on"]
    if header["document"] is Document.INVOICE and due_on is None:
        due_on = header["issued_on"] + timedelta(days=order.terms_days if order else DEFAULT_TERMS)
    falls_on: date = due_on or header["issued_on"]
    texts = (header["number"], header["reference"], header["po_number"], *_order_texts(order))
    return header | {
        "type": header["type"] or InvoiceType.SERVICE,
        "po_number": header["po_number"] or "",
        "reference": header["reference"] or creditor_reference(header["number"]),
        "disputed_minor": header["disputed_minor"] or 0,
        "due_on": due_on,
        "falls_on": falls_on,
        "net_minor": amounts.net,
        "tax_minor": amounts.tax,
        "total_minor": amounts.total,
        "search_text": text_of(
            [text or "" for text in texts] + [line["description"] for line in amounts.lines]
        ),
        **vars(ledger.figures(total=amounts.total, falls_on=falls_on)),
    }


def _order_texts(order: Order | None) -> tuple[str, ...]:
    return (order.number, order.contract_number) if order else ()
