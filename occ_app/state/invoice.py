"""One document: its page as ready-formatted strings."""

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote, unquote

from babel.numbers import format_decimal
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.words import STATUSES
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, short_date
from occ_app.models import InvoiceLine, InvoiceTax, PaymentMethod
from occ_app.money import Money, digits
from occ_app.services import invoices
from occ_app.services.invoices import Detail, Movement
from occ_app.settings import get_settings
from occ_app.state import words
from occ_app.state.base import PortalState, file_query, portal_event
from occ_app.state.invoice_rows import invoice_href

MOVEMENTS = {
    "payment": (lazy("Payment received"), "circle-check"),
    "payment_submitted": (lazy("Payment submitted"), "clock"),
    "credit": (lazy("Credit applied"), "file-minus"),
    "credit_used": (lazy("Used on an invoice"), "arrow-right"),
    "reversal": (lazy("Reversed"), "undo-2"),
}


@dataclass
class InvoiceView:
    """A document in words. Lines are [text, part, period, quantity, price, tax, net]; taxes [label, base, tax];
    movements [what, detail, amount, icon, href]; facts [label, value, href, is mono]; bank [label, value, is mono].
    """

    doc: dict[str, str]
    facts: list[list[str]] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    taxes: list[list[str]] = field(default_factory=list)
    movements: list[list[str]] = field(default_factory=list)
    bank: list[list[str]] = field(default_factory=list)
    missing: bool = False
    loaded: bool = True


def invoice_view(db: Session, actor: Actor, number: str) -> InvoiceView:
    """The page of one document; a page that says so where there is none for this actor."""
    try:
        found = invoices.detail(db, actor, number)
    except NotFound as reason:
        return InvoiceView(doc={"number": number[:64], "reason": str(reason)}, missing=True)
    return InvoiceView(
        doc=_doc(found, actor),
        facts=_facts(found),
        lines=[_line(line, found.invoice.currency) for line in found.lines],
        taxes=[_tax(tax, found.invoice.currency) for tax in found.taxes],
        movements=[_issued(found), *(_movement(movement) for movement in found.movements)],
        bank=_bank(found),
    )


def _doc(found: Detail, actor: Actor) -> dict[str, str]:
    invoice, today = found.invoice, actor.today()
    status = invoice.status(today)
    return {
        "number": invoice.number,
        "due": words.money(invoice.due),
        "sentence": words.due_sentence(invoice, today),
        "late": "true" if status == "past_due" else "",
        "kind": words.kind(invoice),
        "status": _(STATUSES[status]),
        "status_key": status.value,
        "status_icon": f"/icons.svg#{words.STATUS_ICONS[status]}",
        "disputed": words.money(Money(invoice.disputed_minor, invoice.currency))
        if invoice.is_disputed
        else "",
        "net": words.money(Money(invoice.net_minor, invoice.currency)),
        "total": words.money(invoice.total),
        "paid": words.money(Money(invoice.total_minor - invoice.due_minor, invoice.currency)),
        "pdf": f"/documents/invoices/{quote(invoice.number, safe='')}.pdf{file_query(actor)}",
        "xml": f"/documents/invoices/{quote(invoice.number, safe='')}.xml{file_query(actor)}",
        "payable": "true" if invoice.due_minor > 0 else "",
    }


def _facts(found: Detail) -> list[list[str]]:
    invoice, order = found.invoice, found.order
    facts = [[_("Issued"), short_date(invoice.issued_on), "", ""], [_("Due"), words.due_on(invoice), "", ""]]
    if invoice.due_on:
        days = (invoice.due_on - invoice.issued_on).days
        facts.append([_("Terms"), _("{days} days", days=days), "", ""])
    if po := invoice.po_number or (order.po_number if order else ""):
        facts.append([_("Purchase order"), po, "", "mono"])
    if order:
        facts.append([_("Order"), order.number, f"/{language()}/invoices?order={order.number}", "mono"])
    if order and order.contract_number:
        facts.append([_("Contract"), order.contract_number, "", "mono"])
    return facts


def _line(line: InvoiceLine, currency: str) -> list[str]:
    period = [day for day in (line.period_start, line.period_end) if day]
    return [
        line.description,
        line.part_number,
        " – ".join(short_date(day) for day in period),
        _decimal(line.quantity),
        _price(line.unit_price, currency),
        _percent(line.tax_rate),
        words.money(Money(line.net_minor, currency)),
    ]


def _tax(tax: InvoiceTax, currency: str) -> list[str]:
    base = words.money(Money(tax.base_minor, currency))
    return [f"{tax.name} {_percent(tax.rate)}", base, words.money(Money(tax.tax_minor, currency))]


def _issued(found: Detail) -> list[str]:
    what = _("Credit note issued") if found.invoice.is_credit_note else _("Invoice issued")
    return [what, short_date(found.invoice.issued_on), words.money(found.invoice.total), "file-text", ""]


def _movement(movement: Movement) -> list[str]:
    label, icon = MOVEMENTS[movement.kind]
    method = _(words.METHODS[PaymentMethod(movement.method)]) if movement.method else ""
    detail = " · ".join(part for part in (short_date(movement.on), method, movement.source) if part)
    linked = invoice_href(movement.source) if movement.source and movement.kind.startswith("credit") else ""
    return [_(label), detail, words.money(movement.amount), icon, linked]


def _bank(found: Detail) -> list[list[str]]:
    """What to write on a bank transfer; nothing once nothing is due."""
    if found.invoice.due_minor <= 0:
        return []
    settings = get_settings()
    return [
        [_("Beneficiary"), settings.bank_beneficiary, ""],
        ["IBAN", settings.bank_iban, "mono"],
        ["BIC", settings.bank_bic, "mono"],
        [_("Reference"), found.invoice.reference or found.invoice.number, "mono"],
    ]


def _decimal(value: Decimal) -> str:
    return format_decimal(value.normalize(), format="#,##0.######", locale=language())


def _price(value: Decimal, currency: str) -> str:
    """A unit price: at least the currency's decimals, more where it has them."""
    places = digits(currency)
    pattern = f"#,##0.{'0' * places}{'#' * (6 - places)}"
    return format_decimal(value, format=pattern, locale=language())


def _percent(rate: Decimal) -> str:
    return _("{rate} %", rate=_decimal(rate))


class InvoiceState(PortalState):
    """The document on the page (shapes in `InvoiceView`)."""

    loaded: bool = False
    missing: bool = False
    doc: dict[str, str] = {}
    facts: list[list[str]] = []
    lines: list[list[str]] = []
    taxes: list[list[str]] = []
    movements: list[list[str]] = []
    bank: list[list[str]] = []

    @portal_event(Permission.INVOICES_READ)
    async def load(self) -> None:
        """Fill the page for the number in its address."""
        self._show(await self._read(invoice_view, self._number()))

    def _number(self) -> str:
        path = self.router.url.path.rstrip("/")
        return unquote(path.rpartition("/")[2])
