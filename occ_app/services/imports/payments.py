"""Payments the ERP knows of, and the invoices they pay. Facts: only a settlement date comes later."""

from collections import defaultdict
from typing import Any, ClassVar

from sqlalchemy import or_, select
from sqlmodel import col

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Invoice, Payment, PaymentMethod
from occ_app.models.base import now
from occ_app.services import ledger
from occ_app.services.imports import fields
from occ_app.services.imports.fields import Field, choice, text
from occ_app.services.imports.guesses import Guesses, Unnamed
from occ_app.services.imports.importer import Importer, Record, keys
from occ_app.services.imports.invoice_names import invoices_named
from occ_app.services.imports.lookups import accounts_by_number, invoices_by_number, slices
from occ_app.services.imports.payment_rows import Claim, RowsReader
from occ_app.services.imports.portal_payments import PortalPayments
from occ_app.services.imports.problems import Rejected

FIXED = ("account_id", "currency", "amount_minor", "received_on")
RUN = Permission.IMPORTS_RUN


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

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._unnamed: list[Unnamed] = []

    def store(self, records: list[Record]) -> None:
        self._portal = PortalPayments(self.db, self.actor, records)
        numbers = keys(records, "number")
        self._load(numbers)
        claims = self._claims(records)
        # Anew, now that it is locked: a customer may have paid with what was left of one meanwhile.
        self._load(numbers)
        self._new: list[dict[str, Any]] = []
        self._shares: list[tuple[str, dict[str, Any]]] = []
        self._touched: set[int] = set()
        # What is the portal's first: whatever row comes first, its invoices are the ones it was meant for.
        claims.sort(key=lambda claim: not claim.is_named)
        own = [claim for claim in claims if not self._outcome(claim, self._take)]
        invoices = {invoice.pk: invoice for claim in own for invoice, _wanted in claim.shares}
        self._room = ledger.room(self.db, self.actor, invoices.values())
        for claim in own:
            self._outcome(claim, self._store_one)
        self._write()

    def finish(self) -> None:
        """What named nothing is matched last, when everything that is named is in its place."""
        Guesses(self.db, self.actor, self._unnamed).match()

    def _outcome(self, claim: Claim, store: Any) -> bool:
        """Whether that was all there is to do with it."""
        try:
            outcome = store(claim)
        except Rejected as problem:
            self.reject(claim.record, problem)
            return True
        if outcome:
            self.count(outcome, claim.record)
        return bool(outcome)

    def _claims(self, records: list[Record]) -> list[Claim]:
        """What the records say, all it is about locked: first the companies, then their payments and invoices."""
        accounts = accounts_by_number(self.db, self.actor, keys(records, "account"))
        named = {id(record): self._portal.named(record) for record in records}
        rows = [Record([row]) for record in records for row in record.rows]
        wanted = set(keys(rows, "invoice"))
        companies = {account.pk for account in accounts.values()} | self._owners(wanted)
        companies |= {order.account_id for orders in named.values() for order in orders}
        self._portal.hold(companies)
        texts = {
            (accounts[record["account"]].pk, record["reference"])
            for record in records
            if record["account"] in accounts and self._is_vague(record, named[id(record)])
        }
        found = invoices_named(self.db, self.actor, texts)
        self._invoices = invoices_by_number(self.db, self.actor, wanted.union(*found.values()))
        reader = RowsReader(accounts, self._invoices)
        claims = []
        for record in records:
            try:
                claim = reader.claim(record, named[id(record)])
            except Rejected as problem:
                self.reject(record, problem)
                continue
            if self._is_vague(record, named[id(record)]):
                self._understand(claim, found.get((claim.said["account_id"], record["reference"]), set()))
            claims.append(claim)
        return claims

    def _is_vague(self, record: Record, named: list[Any]) -> bool:
        """Whether only what its payer wrote can tell what it is for."""
        is_new = record["number"] not in self._stored
        return bool(is_new and not named and record["reference"]) and not any(
            r["invoice"] for r in record.rows
        )

    def _understand(self, claim: Claim, numbers: set[str]) -> None:
        """It pays the invoices its text names, the one due first before the others."""
        said = claim.said
        named = sorted((self._invoices[number] for number in numbers), key=lambda i: (i.falls_on, i.pk))
        claim.is_told = bool(named)
        claim.shares = [
            (invoice, said["amount_minor"])
            for invoice in named
            if invoice.currency == said["currency"] and invoice.issued_on <= said["received_on"]
        ]

    def _owners(self, numbers: set[str]) -> set[int]:
        """The companies of these invoices."""
        found: set[int] = set()
        for some in slices(numbers):
            query = gate.narrow(self.actor, RUN, Invoice, select(col(Invoice.account_id)))
            found |= set(self.db.execute(query.where(col(Invoice.number).in_(some))).scalars())
        return found

    def _take(self, claim: Claim) -> str | None:
        return self._portal.take(claim, self._stored.get(claim.number))

    def _store_one(self, claim: Claim) -> str:
        """Note what the payment adds; created, updated or unchanged."""
        said, stored = claim.said, self._stored.get(claim.number)
        if stored is not None:
            is_settled = self._settle(stored, said)
            return "updated" if self._allocate(claim, stored) or is_settled else "unchanged"
        usual = {
            "method": said["method"] or PaymentMethod.BANK_TRANSFER,
            "reference": said["reference"] or "",
        }
        self._new.append(said | usual | {"unapplied_minor": said["amount_minor"]})
        self._allocate(claim, None)
        if not (claim.is_named or claim.is_told or claim.shares):
            self._unnamed.append(Unnamed(said["received_on"], claim.number, *claim.key))
        return "created"

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
        self._touched |= set(self._allocated[said["number"]])
        return True

    def _allocate(self, claim: Claim, stored: Payment | None) -> bool:
        """Put the payment to its invoices, never more than they have due; whether there was anything to put."""
        given = self._allocated[claim.number]
        rest = claim.said["amount_minor"] - sum(given.values()) - (stored.refunded_minor if stored else 0)
        before = len(self._shares)
        for invoice, wanted in claim.shares:
            amount = min(wanted, rest, self._room[invoice.pk])
            if invoice.pk in given or amount <= 0:
                continue
            self._room[invoice.pk] -= amount
            rest -= amount
            given[invoice.pk] = amount
            self._touched.add(invoice.pk)
            self._shares.append((claim.number, allocation(claim.said, invoice.pk, amount)))
        return len(self._shares) > before

    def _load(self, numbers: list[str]) -> None:
        """What is stored already, by what the ERP calls it; and what was put to which invoice."""
        known = or_(col(Payment.number).in_(numbers), col(Payment.erp_number).in_(numbers))
        payments = gate.rows(self.actor, RUN, Payment).where(known)
        rows = self.db.execute(payments.execution_options(populate_existing=True)).scalars().all()
        self._stored = {one.erp_number: one for one in rows} | {one.number: one for one in rows}
        self._portal.note_ours(rows)
        self._allocated: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        by_id = {payment.pk: payment.number for payment in rows}
        query = gate.rows(self.actor, RUN, Allocation).where(col(Allocation.payment_id).in_(list(by_id)))
        for one in self.db.execute(query).scalars():
            self._allocated[by_id[one.payment_id or 0]][one.invoice_id] += one.amount_minor

    def _write(self) -> None:
        self.db.flush()
        ids = {number: payment.pk for number, payment in self._stored.items()}
        ids |= self.insert_numbered(Payment, self._new)
        self.insert(Allocation, [share | {"payment_id": ids[number]} for number, share in self._shares])
        if self._touched:
            ledger.restate(self.db, self.actor, self._touched)
        for some in slices({ids[number] for number, _share in self._shares}):
            ledger.restate_payments(self.db, self.actor, some)


def allocation(said: dict[str, Any], invoice_id: int, amount: int) -> dict[str, Any]:
    """A row of the ledger: so much of a payment, put to this invoice."""
    return {
        "account_id": said["account_id"],
        "invoice_id": invoice_id,
        "credit_note_id": None,
        "amount_minor": amount,
        "reverses_id": None,
        "allocated_on": said["received_on"],
        "created_at": now(),
    }
