"""Remittance advice: what a customer sends along with a payment, so that everybody knows what it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from occ_app import i18n
from occ_app.documents import paper, payment_lines, typesetting
from occ_app.documents.payment_lines import PaidLine
from occ_app.documents.tables import Cell, Column, Kind, csv_pieces
from occ_app.documents.words import METHODS
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import Account, PaymentMethod, PaymentOrder, PaymentState
from occ_app.money import Money
from occ_app.settings import get_settings

NOT_MADE = (PaymentState.CANCELLED, PaymentState.FAILED, PaymentState.REFUSED)


@dataclass(frozen=True)
class Remittance:
    """A payment that was sent, and what it is for."""

    order: PaymentOrder
    account: Account
    lines: list[PaidLine]
    sent_on: date
    """The day at the company."""
    card: str = ""


@dataclass(frozen=True)
class _Told:
    """A row of the table: the payment, and one of its invoices."""

    order: PaymentOrder
    line: PaidLine


def _column(label: str, kind: Kind, cell: Any) -> Column[_Told]:
    return Column(label, kind, cell)


def _credits(told: _Told) -> Cell:
    return ", ".join(number for number, _minor in told.line.credits)


COLUMNS = (
    _column(lazy("Payment"), Kind.TEXT, lambda told: told.order.number),
    _column(lazy("Reference"), Kind.TEXT, lambda told: told.order.reference),
    _column(lazy("Method"), Kind.WORD, lambda told: METHODS[told.order.method]),
    _column(lazy("Invoice"), Kind.TEXT, lambda told: told.line.invoice.number),
    _column(lazy("Purchase order"), Kind.TEXT, lambda told: told.line.po_number),
    _column(lazy("Issued"), Kind.DATE, lambda told: told.line.invoice.issued_on),
    _column(lazy("Currency"), Kind.TEXT, lambda told: told.order.currency),
    _column(lazy("Total"), Kind.MONEY, lambda told: told.line.invoice.total),
    _column(lazy("Paid"), Kind.MONEY, lambda told: told.line.amount),
    _column(lazy("Credits applied"), Kind.MONEY, lambda told: told.line.credit),
    _column(lazy("Credits from"), Kind.TEXT, _credits),
    _column(lazy("Reason"), Kind.WORD, lambda told: told.line.reason or None),
    _column(lazy("Note"), Kind.TEXT, lambda told: told.line.note),
)


def render(remittance: Remittance, language: str) -> bytes:
    """The advice as PDF; CPU work of some 20 ms a page, so call it in a thread."""
    with i18n.speaking(language):
        title = f"{_('Remittance advice')} {remittance.order.number}"
        printed = paper.values(remittance.account, title, [sheet(remittance)])
        return typesetting.pdf("paper.typ", printed, on=remittance.sent_on)


def table(remittance: Remittance, language: str) -> bytes:
    """The same as CSV, a row an invoice."""
    told = [_Told(remittance.order, line) for line in remittance.lines]
    return b"".join(csv_pieces(COLUMNS, told, language))


def sheet(remittance: Remittance) -> dict[str, Any]:
    """What stands on the paper, in the language spoken here."""
    order = remittance.order
    paid = _("Paid ({currency})", currency=order.currency)
    return {
        "kind": _("Remittance advice"),
        "number": order.number,
        "supplier": list(paper.supplier()),
        "customer": list(paper.address(remittance.account)),
        "words": {"to": _("Paid by"), "from": _("Paid to"), "transfer": _("Bank transfer")},
        "figure": {
            "name": _("Amount of the payment"),
            "amount": paper.shown(order.amount),
            "note": paper.card(remittance.card) or _(METHODS[order.method]) if order.amount_minor else "",
        },
        "facts": list(_facts(remittance)),
        "columns": payment_lines.columns(remittance.lines, paid),
        "lines": [payment_lines.row(line) for line in remittance.lines],
        "totals": list(_totals(remittance)),
        "notices": [_("This payment was not made.")] if order.state in NOT_MADE else [],
        "transfer": _transfer(order),
        **paper.foot(),
    }


def _facts(remittance: Remittance) -> Iterator[dict[str, Any]]:
    order = remittance.order
    yield paper.fact(_("Sent"), i18n.short_date(remittance.sent_on))
    if order.scheduled_for:
        yield paper.fact(_("Planned for"), i18n.short_date(order.scheduled_for))
    yield paper.fact(_("Reference"), order.reference, is_id=True)
    yield paper.fact(_("Customer number"), remittance.account.number, is_id=True)


def _totals(remittance: Remittance) -> Iterator[dict[str, str]]:
    order = remittance.order
    credit = Money(sum(line.credit.minor for line in remittance.lines), order.currency)
    if credit:
        yield paper.summed(_("Put to invoices"), order.amount + credit)
        yield paper.summed(_("Credits applied"), -credit)
    yield paper.summed(_("Amount of the payment"), order.amount, "due")


def _transfer(order: PaymentOrder) -> list[dict[str, Any]]:
    """Where the money goes, for whoever makes the transfer."""
    if order.method is not PaymentMethod.BANK_TRANSFER or order.state in NOT_MADE:
        return []
    settings = get_settings()
    return [
        paper.fact(_("Beneficiary"), settings.bank_beneficiary),
        paper.fact(_("Amount"), paper.shown(order.amount)),
        paper.fact(_("IBAN"), settings.bank_iban, is_id=True),
        paper.fact(_("Reference, to be quoted"), order.reference, is_id=True),
        paper.fact(_("BIC"), settings.bank_bic, is_id=True),
    ]
