"""Document numbers as a supplier with many more customers would have given them."""

from collections.abc import Iterable
from datetime import date
from random import Random

from stdnum.iso7064 import mod_97_10

from occ_app.demo.bills import Bill

A_DAY = 19
"""Documents the supplier issues on a usual day: numbers grow with the date, with gaps."""


def number(bills: Iterable[Bill], chance: Random) -> list[Bill]:
    """Number the documents by issue date; what comes back is in that order."""
    ordered = sorted(bills, key=lambda bill: (bill.issued, bill.customer.number, bill.agreement.order))
    serial, year = 0, 0
    for bill in ordered:
        serial = 0 if bill.issued.year != year else serial
        year = bill.issued.year
        serial = max(serial + chance.randint(1, 4), bill.issued.timetuple().tm_yday * A_DAY)
        bill.number = f"{'CN' if bill.corrects else 'MC'}-{year}-{serial:06}"
    return ordered


def reference(document: str) -> str:
    """The creditor reference of a document (ISO 11649), quoted with a bank transfer."""
    kind, year, serial = document.split("-")
    base = f"{kind}{year[2:]}{serial}"
    return f"RF{mod_97_10.calc_check_digits(base + 'RF')}{base}"


class PaymentNumbers:
    """`PAY-2026-000123`, counting up within each year."""

    def __init__(self) -> None:
        self.given: dict[int, int] = {}

    def next(self, received: date) -> str:
        """The next number of that day's year."""
        self.given[received.year] = self.given.get(received.year, 0) + 1
        return f"PAY-{received.year}-{self.given[received.year]:06}"
