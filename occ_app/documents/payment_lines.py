"""What a payment puts to an invoice, as its papers show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from occ_app import i18n
from occ_app.documents import paper
from occ_app.i18n import gettext as _
from occ_app.models import Invoice
from occ_app.money import Money


@dataclass(frozen=True)
class PaidLine:
    """One invoice of a payment. Amounts are minor units of its currency."""

    invoice: Invoice
    amount_minor: int = 0
    """Money: charged, transferred or received."""
    credits: tuple[tuple[str, int], ...] = ()
    """Credit notes and earlier payments, and how much of each."""
    po_number: str = ""
    reason: str = ""
    """Why less is paid than is due: a `lazy` word."""
    note: str = ""

    @property
    def amount(self) -> Money:
        """The money put to it."""
        return Money(self.amount_minor, self.invoice.currency)

    @property
    def credit(self) -> Money:
        """What credits cover of it."""
        return Money(sum(minor for _number, minor in self.credits), self.invoice.currency)


def columns(lines: Sequence[PaidLine], amount: str, *, due: bool = False) -> dict[str, str]:
    """The headings of the columns these lines need; `amount` is what their money is called."""
    named = {
        "description": _("Invoice"),
        "purchase": _("Purchase order") if any(line.po_number for line in lines) else "",
        "issued": _("Issued"),
        "total": _("Total"),
        "credit": _("Credits applied") if any(line.credits for line in lines) else "",
        "amount": amount,
        "due": _("Still due") if due else "",
    }
    return {name: heading for name, heading in named.items() if heading}


def row(line: PaidLine) -> dict[str, str]:
    """The cells of a line, and below its number what explains it."""
    return {
        "description": line.invoice.number,
        "part": "",
        "note": " · ".join(_explained(line)),
        "purchase": line.po_number,
        "total": paper.shown(line.invoice.total),
        "credit": paper.shown(-line.credit) if line.credits else "",
        "amount": paper.shown(line.amount),
        "due": paper.shown(line.invoice.due),
        "issued": i18n.short_date(line.invoice.issued_on),
    }


def _explained(line: PaidLine) -> list[str]:
    sources = [
        _("{amount} from {number}", amount=paper.shown(Money(minor, line.invoice.currency)), number=number)
        for number, minor in line.credits
    ]
    return [*sources, *filter(None, (_(line.reason) if line.reason else "", line.note))]
