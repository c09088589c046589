"""How a customer's bills were settled: on time, late, in parts, with credit notes, or not yet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from occ_app import money
from occ_app.demo.bills import Bill, Receipt
from occ_app.demo.calendar import office_day, office_day_before, payment_run
from occ_app.demo.companies import Customer, Told
from occ_app.models.payments import PaymentMethod

IN_PARTS, CREDITED = 0.06, 0.05
"""Shares of bills that are paid in two parts, and that are corrected by a credit note."""

CORRECTED_SHARE = Decimal("0.2")
CREDIT_AFTER = timedelta(days=9)


@dataclass(frozen=True)
class Settler:
    """Settles the bills of one customer up to `last`."""

    customer: Customer
    last: date
    chance: Random

    def settle(self, bills: list[Bill]) -> list[Bill]:
        """Give the bills their receipts; what comes back are the credit notes made on the way."""
        told = {(told.order, self.last - timedelta(days=told.age)): told for told in self.customer.told}
        notes = []
        for bill in bills:
            if tale := told.get((bill.agreement.order, bill.issued)):
                self._as_told(bill, tale)
            elif bill.agreement.is_paid_at_once:
                self._at_once(bill)
            else:
                notes += self._on_account(bill)
        self._leave_unpaid(bills)
        if not told:
            self._submit_next(bills)
        return notes + (self._open_credits(bills) if self.customer.open_credits else [])

    def _as_told(self, bill: Bill, told: Told) -> None:
        if told.is_submitted:
            self._submit(bill)
        elif told.paid:
            minor = bill.total if told.paid == "all" else money.parse(told.paid, bill.currency).minor
            self._receive(bill, minor, min(payment_run(bill.issued + timedelta(days=18)), self.last))
        if told.disputed:
            bill.disputed = money.parse(told.disputed, bill.currency).minor

    def _at_once(self, bill: Bill) -> None:
        wait = 4 if bill.agreement.method is PaymentMethod.DIRECT_DEBIT else 0
        self._receive(bill, bill.total, min(bill.issued + timedelta(days=wait), self.last))

    def _on_account(self, bill: Bill) -> list[Bill]:
        notes = [self._used_up_note(bill)] if self.chance.random() < CREDITED and self._is_due(bill) else []
        run = payment_run(_due(bill) + timedelta(days=self.chance.randint(*self.customer.lateness)))
        owed = bill.open_minor
        if self.chance.random() < IN_PARTS:
            first = owed * self.chance.randint(3, 7) // 10
            self._receive(bill, first, payment_run(run - timedelta(days=20)))
            owed = bill.open_minor
            run = payment_run(run + timedelta(days=7))
        self._receive(bill, owed, run)
        return notes

    def _is_due(self, bill: Bill) -> bool:
        return _due(bill) < self.last

    def _used_up_note(self, bill: Bill) -> Bill:
        note = corrected(bill, office_day(bill.issued + CREDIT_AFTER))
        _apply(note, bill, -note.total)
        return note

    def _receive(self, bill: Bill, minor: int, received: date) -> None:
        """Money that has arrived and settled; what would arrive after `last` has not."""
        if received > self.last or minor <= 0:
            return
        settled = min(office_day(received + timedelta(days=1)), self.last)
        bill.receipts.append(Receipt(minor, received, settled, bill.agreement.method))

    def _submit(self, bill: Bill) -> None:
        """Money for all that is due, on its way since the last office day."""
        received = max(bill.issued, office_day_before(self.last))
        bill.receipts.append(Receipt(bill.open_minor, received, None, bill.agreement.method))

    def _leave_unpaid(self, bills: list[Bill]) -> None:
        """Take the money back from the bills nearest to the ages at which this customer owes."""
        for nth, age in enumerate(self.customer.unpaid):
            bill = min(_on_account(bills), key=lambda bill: abs((self.last - _due(bill)).days - age))
            bill.receipts.clear()
            if nth % 2:
                self._receive(bill, bill.open_minor * 4 // 10, payment_run(_due(bill)))
            if nth == 1:
                bill.disputed = bill.open_minor // 3

    def _submit_next(self, bills: list[Bill]) -> None:
        """The bill due next has a payment on its way."""
        coming = [bill for bill in _on_account(bills) if not self._is_due(bill) and not bill.receipts]
        if coming:
            self._submit(min(coming, key=_due))

    def _open_credits(self, bills: list[Bill]) -> list[Bill]:
        """An unused credit note, and one of which half was put to the bill it corrects."""
        closed = [bill for bill in _on_account(bills) if bill.open_minor == 0 and not bill.credits]
        unused, partly = closed[-1], closed[-3]
        notes = [corrected(bill, self._latest(bill)) for bill in (unused, partly)]
        half = -notes[1].total // 2
        last_receipt = partly.receipts.pop()
        partly.receipts.append(replace(last_receipt, minor=last_receipt.minor - half))
        _apply(notes[1], partly, half)
        return notes

    def _latest(self, bill: Bill) -> date:
        return min(office_day(bill.issued + CREDIT_AFTER), self.last)


def corrected(bill: Bill, issued: date) -> Bill:
    """A credit note over part of the first line of a bill."""
    first = bill.items[0]
    taken = max(Decimal(1), (first.quantity * CORRECTED_SHARE).quantize(Decimal(1), ROUND_DOWN))
    whole = taken == first.quantity
    item = replace(
        first,
        quantity=-taken,
        price=money.rounded(first.price * CORRECTED_SHARE, bill.currency).amount if whole else first.price,
    )
    return Bill(bill.customer, bill.agreement, issued, [item], due=None, corrects=bill)


def _apply(note: Bill, bill: Bill, minor: int) -> None:
    bill.credits.append((note, minor, note.issued))
    note.used += minor


def _due(bill: Bill) -> date:
    return bill.due or bill.issued


def _on_account(bills: Iterable[Bill]) -> list[Bill]:
    return [bill for bill in bills if not bill.agreement.is_paid_at_once]
