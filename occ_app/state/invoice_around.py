"""What stands around a document in words: the list it was opened from, its relatives, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import format_decimal
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.documents.paper import minus
from occ_app.documents.words import STATUSES
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import language, ngettext, short_date
from occ_app.models import Invoice, InvoiceLine, Order
from occ_app.money import Money
from occ_app.services import invoices
from occ_app.services.invoice_query import parse, unparse
from occ_app.services.invoices import INVOICES, Changes, Detail, Filter, Group, LineChange, Siblings
from occ_app.state import words
from occ_app.state.invoice_rows import href, invoice_href

Rows = list[list[str]]


@dataclass
class Around:
    """crumbs [label, href, is here], previous and following [label, href], links [label, text, href], siblings
    [number, href, issued, total, status key, icon, status], compared [sentence, number, href], changes [icon,
    what, figures, amount].
    """

    crumbs: Rows = field(default_factory=list)
    previous: Rows = field(default_factory=list)
    following: Rows = field(default_factory=list)
    links: Rows = field(default_factory=list)
    siblings: Rows = field(default_factory=list)
    compared: Rows = field(default_factory=list)
    changes: Rows = field(default_factory=list)


def around(db: Session, actor: Actor, detail: Detail, query: Mapping[str, str]) -> Around:
    """What surrounds this document, opened from the list of this query."""
    number, wanted = detail.invoice.number, _wanted(query)
    before, after = invoices.neighbours(db, actor, number, wanted)
    found = Around(
        crumbs=_crumbs(number, wanted),
        previous=_step(_("Previous: {number}", number=before), before, wanted),
        following=_step(_("Next: {number}", number=after), after, wanted),
    )
    if detail.order:
        found.siblings, found.links = _related(db, actor, detail.order, number)
    if changes := invoices.changes(db, actor, detail.invoice):
        found.compared = [_compared(changes)]
        found.changes = [_change(line, detail.invoice.currency) for line in changes.lines]
    return found


def _wanted(query: Mapping[str, str]) -> Filter:
    """The list somebody came from; all documents where the address says nothing that can be understood."""
    try:
        return parse(query)
    except Invalid:
        return Filter()


def _crumbs(number: str, wanted: Filter) -> Rows:
    """The list; where it was narrowed or sorted, that one too; the document."""
    crumbs = [[_("Invoices"), href(Filter()), "false"]]
    if unparse(wanted):
        label = _("Your list") if wanted.group is Group.ALL else _(INVOICES.groups[wanted.group])
        crumbs.append([label, href(wanted), "false"])
    return [*crumbs, [number, _address(number, wanted), "page"]]


def _step(label: str, number: str, wanted: Filter) -> Rows:
    return [[label, _address(number, wanted)]] if number else []


def _address(number: str, wanted: Filter) -> str:
    """A document's page that remembers the list."""
    query = unparse(wanted)
    return invoice_href(number) + (f"?{query}" if query else "")


def _related(db: Session, actor: Actor, order: Order, besides: str) -> tuple[Rows, Rows]:
    found = invoices.siblings(db, actor, order.number, besides)
    links = [[_("Order"), _all_of(order, found), href(Filter(order=order.number))]]
    if order.contract_number:
        contract = _("All documents of {contract}", contract=order.contract_number)
        links.append([_("Contract"), contract, href(Filter(contract=order.contract_number))])
    return [_sibling(sibling, actor) for sibling in found.latest], links


def _all_of(order: Order, found: Siblings) -> str:
    if found.count is None:
        return _("All documents of {order}", order=order.number)
    return ngettext(
        "The only document of {order}", "All {count} documents of {order}", found.count, order=order.number
    )


def _sibling(invoice: Invoice, actor: Actor) -> list[str]:
    status = invoice.status(actor.today())
    return [
        invoice.number,
        invoice_href(invoice.number),
        short_date(invoice.issued_on),
        words.money(invoice.total),
        status.value,
        f"/icons.svg#{words.STATUS_ICONS[status]}",
        _(STATUSES[status]),
    ]


def _compared(changes: Changes) -> list[str]:
    """The outcome first, then the invoice it is compared with."""
    amount = words.money(changes.difference)
    if changes.difference.minor > 0:
        said = _("{amount} more than the invoice before, tax included.", amount=amount)
    elif changes.difference:
        said = _(
            "{amount} less than the invoice before, tax included.", amount=words.money(-changes.difference)
        )
    elif changes.lines:
        said = _("The same total as the invoice before.")
    else:
        said = _("The same lines, quantities and prices as on the invoice before.")
    previous = changes.previous
    return [said, f"{previous.number}, {short_date(previous.issued_on)}", invoice_href(previous.number)]


def _change(line: LineChange, currency: str) -> list[str]:
    amount = _signed(Money(line.net_minor, currency))
    if line.before is None:
        return ["/icons.svg#plus", line.description, _("Added"), amount]
    if line.after is None:
        return ["/icons.svg#minus", line.description, _("No longer billed"), amount]
    return ["/icons.svg#pen-line", line.description, _figures(line.before, line.after), amount]


def _figures(before: InvoiceLine, after: InvoiceLine) -> str:
    """`Quantity 40 → 60`, for what is different."""
    pairs = {
        _("Quantity"): (before.quantity, after.quantity),
        _("Unit price"): (before.unit_price, after.unit_price),
    }
    different = [(name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    return " · ".join(f"{name} {_decimal(old)} → {_decimal(new)}" for name, old, new in different)


def _decimal(value: Decimal) -> str:
    return minus(format_decimal(value, format="#,##0.########", locale=language()))


def _signed(amount: Money) -> str:
    return f"+{words.money(amount)}" if amount.minor > 0 else minus(words.money(amount))
