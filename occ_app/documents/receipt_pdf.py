"""The receipt of a payment on paper, in the language of whoever asks: what came, how, and what it paid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from occ_app import i18n
from occ_app.documents import paper, payment_lines, typesetting
from occ_app.documents.payment_lines import PaidLine
from occ_app.documents.words import METHODS
from occ_app.i18n import gettext as _
from occ_app.models import Account, Payment, Refund
from occ_app.money import Money


@dataclass(frozen=True)
class Receipt:
    """A payment that was received, with everything its receipt says."""

    payment: Payment
    account: Account
    lines: list[PaidLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    """Those that are done, oldest first."""
    card: str = ""
    """`Visa ···· 4242`, where one paid."""


def render(receipt: Receipt, language: str) -> bytes:
    """The receipt as PDF; CPU work of some 20 ms a page, so call it in a thread."""
    with i18n.speaking(language):
        title = f"{_('Receipt')} {receipt.payment.number}"
        printed = paper.values(receipt.account, title, [sheet(receipt)])
        return typesetting.pdf("paper.typ", printed, on=receipt.payment.received_on)


def sheet(receipt: Receipt) -> dict[str, Any]:
    """What stands on the paper, in the language spoken here."""
    payment = receipt.payment
    paid = _("Paid ({currency})", currency=payment.currency)
    return {
        "kind": _("Receipt"),
        "number": payment.number,
        "supplier": list(paper.supplier()),
        "customer": list(paper.address(receipt.account)),
        "words": {"to": _("Received from"), "from": _("Received by"), "transfer": ""},
        "figure": {
            "name": _("Amount received"),
            "amount": paper.shown(payment.amount),
            "note": _("on {date}", date=i18n.long_date(payment.received_on)),
        },
        "facts": list(_facts(receipt)),
        "columns": payment_lines.columns(receipt.lines, paid, due=True),
        "lines": [payment_lines.row(line) for line in receipt.lines],
        "totals": list(_totals(receipt)),
        "notices": list(_notices(receipt)),
        "transfer": [],
        **paper.foot(),
    }


def _facts(receipt: Receipt) -> Iterator[dict[str, Any]]:
    payment = receipt.payment
    yield paper.fact(_("Received"), i18n.short_date(payment.received_on))
    yield paper.fact(_("Method"), paper.card(receipt.card) or _(METHODS[payment.method]))
    if payment.reference:
        yield paper.fact(_("Reference"), payment.reference, is_id=True)


def _totals(receipt: Receipt) -> Iterator[dict[str, str]]:
    """What was received and where it is; a row that changes nothing is left out."""
    payment = receipt.payment

    def minor(amount: int) -> Money:
        return Money(amount, payment.currency)

    put = sum(line.amount_minor for line in receipt.lines)
    yield paper.summed(_("Put to invoices"), minor(put))
    if payment.unapplied_minor:
        yield paper.summed(_("Unapplied"), minor(payment.unapplied_minor))
    for refund in receipt.refunds:
        on = i18n.short_date((refund.ended_at or refund.made_at).date())
        label = (
            _("Taken back by the bank on {date}", date=on)
            if refund.is_chargeback
            else _("Given back on {date}", date=on)
        )
        yield paper.summed(label, refund.amount)
    yield paper.summed(_("Amount received"), payment.amount, "due")


def _notices(receipt: Receipt) -> Iterator[str]:
    if any(line.credits for line in receipt.lines):
        yield _("Credits applied are not part of the amount received.")
    if receipt.payment.unapplied_minor:
        yield _("What is unapplied can be used for your next invoices.")
