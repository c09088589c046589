"""Invoices that are stored already: what may change does, what money hangs on does not."""

from collections import defaultdict
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Invoice, InvoiceLine, InvoiceTax, Order
from occ_app.services import ledger
from occ_app.services.imports.accounts import changed
from occ_app.services.imports.amounts import LINE_COLUMNS, Amounts
from occ_app.services.imports.importer import Record, table_of
from occ_app.services.imports.problems import Rejected
from occ_app.services.search import text_of

FIXED = {"account_id": "account", "document": "document", "currency": "currency"}
"""What a document never changes, and the column that says it."""
LINE_FACTS = (
    "description", "part_number", "period_start", "period_end", "quantity", "unit_price", "tax_rate", "net_minor",
)  # fmt: skip
TAX_FACTS = ("name", "rate", "base_minor", "tax_minor")

Part = TypeVar("Part", InvoiceLine, InvoiceTax)


class InvoiceChanges:
    """The changes a chunk of rows makes to stored invoices; `store` writes them."""

    def __init__(self, db: Session, actor: Actor, invoices: list[Invoice]) -> None:
        self.db = db
        self.actor = actor
        ids = [invoice.pk for invoice in invoices]
        self._lines = self._parts(InvoiceLine, ids)
        self._taxes = self._parts(InvoiceTax, ids)
        self._allocated = self._with_allocations(ids)
        self._remade: dict[int, tuple[Invoice, Amounts]] = {}

    def apply(
        self, invoice: Invoice, record: Record, header: dict[str, Any], amounts: Amounts, order: Order | None
    ) -> bool:
        """Change the invoice to what is said; whether anything changed. Rejected where it must not."""
        for name, column in FIXED.items():
            if getattr(invoice, name) != header[name]:
                raise Rejected(column, f"invoice {invoice.number} was imported with another {column}")
        remade = self._is_remade(invoice, record, amounts)
        said = {name: value for name, value in header.items() if value is not None}
        with self.db.no_autoflush:
            if remade:
                said |= {"net_minor": amounts.net, "tax_minor": amounts.tax, "total_minor": amounts.total}
                self._remade[invoice.pk] = (invoice, amounts)
            is_changed = changed(invoice, said) or remade
            if is_changed:
                self._follow(invoice, amounts if remade else None, order)
        return is_changed

    def store(self) -> None:
        """Write the changed invoices and the lines and taxes that were made anew."""
        self.db.flush()
        for model, parts in ((InvoiceLine, "lines"), (InvoiceTax, "taxes")):
            table = table_of(model)
            rows = [
                {"account_id": invoice.account_id, "invoice_id": invoice.pk} | part
                for invoice, amounts in self._remade.values()
                for part in getattr(amounts, parts)
            ]
            if self._remade:
                self.db.execute(delete(table).where(table.c.invoice_id.in_(list(self._remade))))
            if rows:
                self.db.execute(insert(table), rows)

    def _is_remade(self, invoice: Invoice, record: Record, amounts: Amounts) -> bool:
        """Whether lines, taxes or amounts are said otherwise than they are stored."""
        says_lines = any(
            row[name] is not None for row in record.rows for name in (*LINE_COLUMNS, "description")
        )
        says_split = says_lines or record["net"] is not None or record["tax"] is not None
        lines = [tuple(line[name] for name in LINE_FACTS) for line in amounts.lines]
        taxes = [tuple(tax[name] for name in TAX_FACTS) for tax in amounts.taxes]
        stored = self._lines[invoice.pk]
        money = amounts.total != invoice.total_minor or (
            says_split
            and (
                (amounts.net, amounts.tax) != (invoice.net_minor, invoice.tax_minor)
                or taxes != self._taxes[invoice.pk]
            )
        )
        if says_lines and [line[-1] for line in lines] != [line[-1] for line in stored]:
            money = True
        if money and invoice.pk in self._allocated:
            raise Rejected(
                "total", f"invoice {invoice.number} has payments or credits: its amounts cannot change"
            )
        return money or (says_lines and lines != stored)

    def _follow(self, invoice: Invoice, remade: Amounts | None, order: Order | None) -> None:
        """What depends on the rest: where lists put it, what it is found by, its running figures."""
        invoice.falls_on = invoice.due_on or invoice.issued_on
        if invoice.is_disputed:
            invoice.disputed_minor = abs(invoice.total_minor)
        lines = (
            [line["description"] for line in remade.lines]
            if remade
            else [x[0] for x in self._lines[invoice.pk]]
        )
        order = order or (self.db.get(Order, invoice.order_id) if invoice.order_id else None)
        named = (order.number, order.contract_number) if order else ()
        invoice.search_text = text_of([invoice.number, invoice.reference, invoice.po_number, *named, *lines])
        figures = ledger.figures(
            total=invoice.total_minor,
            falls_on=invoice.falls_on,
            credited=invoice.credited_minor,
            paid=invoice.paid_minor,
            pending=invoice.pending_minor,
        )
        changed(invoice, vars(figures))

    def _parts(self, model: type[Part], ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
        facts = LINE_FACTS if model is InvoiceLine else TAX_FACTS
        order = col(InvoiceLine.position) if model is InvoiceLine else col(InvoiceTax.id)
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        columns = select(col(model.invoice_id), *(getattr(model, name) for name in facts))
        query = gate.narrow(self.actor, Permission.IMPORTS_RUN, model, columns)
        if ids:
            for invoice_id, *values in self.db.execute(
                query.where(col(model.invoice_id).in_(ids)).order_by(order)
            ):
                found[invoice_id].append(tuple(values))
        return found

    def _with_allocations(self, ids: list[int]) -> set[int]:
        """Invoices that payments or credits were put to, and credit notes that were used."""
        found: set[int] = set()
        for link in (col(Allocation.invoice_id), col(Allocation.credit_note_id)) if ids else ():
            query = gate.narrow(self.actor, Permission.IMPORTS_RUN, Allocation, select(link))
            found.update(self.db.execute(query.where(link.in_(ids)).distinct()).scalars())
        return found
