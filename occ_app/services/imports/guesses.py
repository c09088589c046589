"""Payments that name nothing: matched by their amount where that leaves no choice, and never guessed between two."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Allocation, Document, Invoice, Payment, Phase
from occ_app.services import ledger
from occ_app.services.imports.portal_payments import PortalPayments

RUN = Permission.IMPORTS_RUN


class Unnamed(NamedTuple):
    """A payment just stored whose rows and text say nothing of what it is for; they order as they came."""

    received_on: date
    number: str
    account_id: int
    currency: str
    amount_minor: int

    @property
    def key(self) -> tuple[int, str, int]:
        """Company, currency and amount: what a guess goes by."""
        return self.account_id, self.currency, self.amount_minor


class Guesses:
    """Matches them: first with the one transfer announced of an amount, then with the one open invoice of it."""

    def __init__(self, db: Session, actor: Actor, unnamed: list[Unnamed]) -> None:
        self.db = db
        self.actor = actor
        self._unnamed = sorted(unnamed)

    def match(self) -> None:
        """Put each to what it can only be for; the rest stays unapplied."""
        if not self._unnamed:
            return
        portal = PortalPayments(self.db, self.actor, [])
        portal.hold({one.account_id for one in self._unnamed})
        # What several transfers or invoices were waiting for is nobody's to guess, not even the last one's.
        vague = {one.key for one in self._unnamed if len(portal.waiting(one.key)) > 1}
        left = []
        for one in self._unnamed:
            order = portal.only_one(one.key)
            if order is not None:
                portal.adopt(self._payment(one), order)
            elif one.key not in vague:
                left.append(one)
        for at in range(0, len(left), 500):
            self._put_to_invoices(left[at : at + 500])

    def _put_to_invoices(self, some: list[Unnamed]) -> None:
        open_ones = self._open(some)
        room = ledger.room(self.db, self.actor, [i for found in open_ones.values() for i in found])
        invoices, payments = set(), set()
        for one in some:
            found = [i for i in open_ones.get(one.key, []) if i.issued_on <= one.received_on]
            if len(found) != 1 or room[found[0].pk] != one.amount_minor:
                continue
            [invoice], payment = found, self._payment(one)
            room[invoice.pk] = 0
            self.db.add(
                Allocation(
                    account_id=one.account_id,
                    invoice_id=invoice.pk,
                    payment_id=payment.pk,
                    amount_minor=one.amount_minor,
                    allocated_on=one.received_on,
                )
            )
            invoices.add(invoice.pk)
            payments.add(payment.pk)
        self.db.flush()
        ledger.restate(self.db, self.actor, invoices)
        ledger.restate_payments(self.db, self.actor, payments)

    def _open(self, some: list[Unnamed]) -> dict[tuple[int, str, int], list[Invoice]]:
        """The open invoices of these companies that have one of these amounts due, locked."""
        query = (
            gate.rows(self.actor, RUN, Invoice)
            .where(
                col(Invoice.account_id).in_({one.account_id for one in some}),
                col(Invoice.due_minor).in_({one.amount_minor for one in some}),
                col(Invoice.phase) == Phase.OPEN,
                col(Invoice.document) == Document.INVOICE,
            )
            .order_by(col(Invoice.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found: dict[tuple[int, str, int], list[Invoice]] = defaultdict(list)
        for invoice in self.db.execute(query).scalars():
            found[invoice.account_id, invoice.currency, invoice.due_minor].append(invoice)
        return found

    def _payment(self, one: Unnamed) -> Payment:
        query = gate.rows(self.actor, RUN, Payment).where(col(Payment.number) == one.number)
        return gate.one(self.db, query)
