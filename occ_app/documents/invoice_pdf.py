"""An invoice or credit note on paper, in the language of whoever asks."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from babel.dates import format_date
from babel.numbers import format_decimal

from occ_app import i18n, money
from occ_app.documents import paper, typesetting
from occ_app.documents.typesetting import Attached
from occ_app.documents.words import DOCUMENTS, TYPES
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import Account, Invoice, InvoiceLine, InvoiceTax, Order
from occ_app.money import Money
from occ_app.settings import get_settings


class Billed(Protocol):
    """What the paper shows of a document; `services.invoices.Detail` is one."""

    @property
    def invoice(self) -> Invoice: ...
    @property
    def order(self) -> Order | None: ...
    @property
    def lines(self) -> Sequence[InvoiceLine]: ...
    @property
    def taxes(self) -> Sequence[InvoiceTax]: ...


def render(detail: Billed, account: Account, language: str, attached: Attached | None = None) -> bytes:
    """The document as PDF; CPU work of some 20 ms a page, so call it in a thread."""
    with i18n.speaking(language):
        title = f"{_(DOCUMENTS[detail.invoice.document])} {detail.invoice.number}"
        printed = paper.values(account, title, [sheet(detail, account)])
        return typesetting.pdf("paper.typ", printed, on=detail.invoice.issued_on, attached=attached)


def render_many(details: Sequence[Billed], account: Account, language: str, title: str) -> bytes:
    """Documents of one company in a single PDF, each from a page of its own and with a bookmark.

    Tagged and archival like the PDF of one. Some 10 ms and 1.7 MB of memory a page, in a process of its own.
    """
    with i18n.speaking(language):
        printed = paper.values(account, title, [sheet(detail, account) for detail in details])
        return typesetting.pdf("paper.typ", printed, on=max(detail.invoice.issued_on for detail in details))


def sheet(detail: Billed, account: Account) -> dict[str, Any]:
    """What stands on the paper, in the language spoken here; the screen shows the same."""
    invoice = detail.invoice
    return {
        "kind": _(DOCUMENTS[invoice.document]),
        "number": invoice.number,
        "supplier": list(paper.supplier()),
        "customer": list(paper.address(account)),
        "words": {"to": _("Billed to"), "from": _("Issued by"), "transfer": _("Pay by bank transfer")},
        "figure": _figure(invoice),
        "facts": list(_facts(invoice, detail.order)),
        "columns": _columns(detail),
        "lines": [_line(line, invoice.currency) for line in detail.lines],
        "totals": list(_totals(detail)),
        "notices": list(_notices(invoice)),
        "transfer": _transfer(invoice),
        **paper.foot(),
    }


def _figure(invoice: Invoice) -> dict[str, str]:
    """The figure at the top: what is due and by when, or the whole amount where nothing is."""
    if invoice.is_credit_note:
        return {"name": _("Credit"), "amount": paper.shown(invoice.total), "note": ""}
    if not invoice.due:
        return {"name": _("Total"), "amount": paper.shown(invoice.total), "note": _("Nothing to pay")}
    by = _("by {date}", date=i18n.long_date(invoice.falls_on))
    return {"name": _("Amount due"), "amount": paper.shown(invoice.due), "note": by}


def _facts(invoice: Invoice, order: Order | None) -> Iterator[dict[str, Any]]:
    yield paper.fact(_("Issued"), i18n.short_date(invoice.issued_on))
    if invoice.due_on:
        terms = order.terms_days if order else (invoice.due_on - invoice.issued_on).days
        yield paper.fact(_("Due"), i18n.short_date(invoice.due_on))
        yield paper.fact(_("Payment terms"), ngettext("{count} day", "{count} days", terms))
    yield paper.fact(_("Type"), _(TYPES[invoice.type]))
    keys = {
        _("Purchase order"): invoice.po_number or (order.po_number if order else ""),
        _("Order reference"): order.number if order else "",
        _("Contract ID"): order.contract_number if order else "",
    }
    yield from (paper.fact(name, key, is_id=True) for name, key in keys.items() if key)


def _columns(detail: Billed) -> dict[str, str]:
    """The headings of the columns this document needs: a period only where a line has one."""
    columns = {
        "description": _("Description"),
        "period": _("Period"),
        "quantity": _("Quantity"),
        "price": _("Unit price"),
        "tax": _("Tax"),
        "amount": _("Amount ({currency})", currency=detail.invoice.currency),
    }
    if not any(line.period_start or line.period_end for line in detail.lines):
        del columns["period"]
    if not any(line.tax_rate for line in detail.lines):
        del columns["tax"]
    return columns


def _line(line: InvoiceLine, currency: str) -> dict[str, str]:
    return {
        "description": line.description,
        "part": line.part_number,
        "period": _period(line.period_start, line.period_end),
        "quantity": _decimal(line.quantity),
        "price": _decimal(line.unit_price, money.digits(currency)),
        "tax": _percent(line.tax_rate),
        "amount": _decimal(Money(line.net_minor, currency).amount, money.digits(currency)),
    }


def _totals(detail: Billed) -> Iterator[dict[str, str]]:
    """From net to due; a step that changes nothing is left out."""
    invoice = detail.invoice

    def minor(amount: int) -> Money:
        return Money(amount, invoice.currency)

    yield paper.summed(_("Net amount"), minor(invoice.net_minor))
    yield from _taxes(detail)
    yield paper.summed(_("Total"), invoice.total, "total")
    steps = {
        _("Used"): invoice.due - invoice.total if invoice.is_credit_note else minor(0),
        _("Credited"): minor(0 if invoice.is_credit_note else -invoice.credited_minor),
        _("Paid"): minor(0 if invoice.is_credit_note else -invoice.paid_minor),
    }
    yield from (paper.summed(name, amount) for name, amount in steps.items() if amount)
    yield paper.summed(
        _("Still available") if invoice.is_credit_note else _("Amount due"), invoice.due, "due"
    )
    asides = {
        _("Payment submitted"): minor(invoice.pending_minor),
        _("In dispute"): minor(invoice.disputed_minor),
    }
    yield from (paper.summed(name, amount) for name, amount in asides.items() if amount)


def _taxes(detail: Billed) -> Iterator[dict[str, str]]:
    """The tax summary, and what rounding leaves between it and the tax billed."""
    invoice = detail.invoice
    for tax in detail.taxes:
        base = paper.shown(Money(tax.base_minor, invoice.currency))
        name = _("{tax} {rate} on {base}", tax=tax.name, rate=_percent(tax.rate), base=base)
        yield paper.summed(name, Money(tax.tax_minor, invoice.currency))
    rest = Money(invoice.tax_minor - sum(tax.tax_minor for tax in detail.taxes), invoice.currency)
    if rest:
        yield paper.summed(_("Rounding") if detail.taxes else _("Tax"), rest)


def _notices(invoice: Invoice) -> Iterator[str]:
    if not invoice.is_credit_note:
        return
    yield _("This credit note lowers what you owe: there is nothing to pay.")
    if invoice.due:
        yield _(
            "{amount} of it can still be used on your invoices in {currency}.",
            amount=paper.shown(-invoice.due),
            currency=invoice.currency,
        )
    else:
        yield _("It has been used in full.")


def _transfer(invoice: Invoice) -> list[dict[str, Any]]:
    """How to pay by bank; nothing where nothing is due."""
    if invoice.is_credit_note or not invoice.due:
        return []
    settings = get_settings()
    return [
        paper.fact(_("Beneficiary"), settings.bank_beneficiary),
        paper.fact(_("Amount"), paper.shown(invoice.due)),
        paper.fact(_("IBAN"), settings.bank_iban, is_id=True),
        paper.fact(_("Reference, to be quoted"), invoice.reference or invoice.number, is_id=True),
        paper.fact(_("BIC"), settings.bank_bic, is_id=True),
    ]


def _percent(rate: Decimal) -> str:
    return f"{_decimal(rate)} %" if i18n.language() == "es" else f"{_decimal(rate)}%"


def _decimal(value: Decimal, digits: int = 0) -> str:
    """The number with at least `digits` decimals, and as many more as it has (up to eight)."""
    pattern = "#,##0." + "0" * digits + "#" * (8 - digits)
    return paper.minus(format_decimal(value, format=pattern, locale=i18n.language()))


def _period(start: date | None, end: date | None) -> str:
    """`1–31 oct 2026`, `1 oct – 31 dic 2026`: what both ends share is said once."""
    if start is None or end is None or start == end:
        day = start or end
        return i18n.short_date(day) if day else ""
    if start.year != end.year:
        return f"{i18n.short_date(start)} – {i18n.short_date(end)}"
    if start.month != end.month:
        return f"{format_date(start, 'd MMM', locale=i18n.language())} – {i18n.short_date(end)}"
    return f"{start.day}–{i18n.short_date(end)}"
