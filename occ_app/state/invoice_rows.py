"""The invoice list as ready-formatted strings: what its state holds and its page draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.documents.words import STATUSES, TYPES
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, ngettext, number, short_date
from occ_app.models import Invoice, Order
from occ_app.services import invoices
from occ_app.services.invoice_query import parse, unparse
from occ_app.services.invoices import SORTS, Filter, Group, Tally
from occ_app.services.paging import Page
from occ_app.state import words
from occ_app.state.base import file_query


class Cell(IntEnum):
    """Where a row keeps what; every cell is a string."""

    NUMBER = 0
    HREF = 1
    KIND = 2
    SOURCE = 3
    PO = 4
    ISSUED = 5
    DUE = 6
    LATENESS = 7
    TOTAL = 8
    BALANCE = 9
    STATUS = 10
    STATUS_KEY = 11
    STATUS_ICON = 12
    DISPUTED = 13


GROUPS = {
    Group.PAST_DUE: lazy("Past due ones"),
    Group.OPEN: lazy("Open ones"),
    Group.CLOSED: lazy("Closed ones"),
    Group.ALL: lazy("All of them"),
}


@dataclass
class ListView:
    """The list page for one URL. Tabs are [label, count, " · " and total, href, current, key,
    whether empty, total]; chips [label, href].
    """

    rows: list[list[str]]
    tabs: list[list[str]]
    sentence: str
    sentence_is_late: bool
    footer: str
    sorts: dict[str, list[str]]
    previous_href: str
    next_href: str
    chips: list[list[str]] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    group: str = Group.ALL.value
    query: str = ""
    export_query: str = ""
    loaded: bool = True


def list_view(db: Session, actor: Actor, params: Mapping[str, str]) -> ListView:
    """Ask for what the URL says and put it into words."""
    wanted = parse(params)
    page = invoices.listing(db, actor, wanted, after=params.get("after", ""), before=params.get("before", ""))
    tallies = invoices.tallies(db, actor, wanted)
    late = tallies[Group.PAST_DUE]
    return ListView(
        rows=[row(invoice, order, actor.today()) for invoice, order in page.items],
        tabs=[_tab(group, tallies[group], wanted) for group in Group],
        sentence=_sentence(late),
        sentence_is_late=bool(late),
        footer=_footer(tallies[wanted.group]),
        sorts={name: _sort(name, wanted) for name in SORTS},
        previous_href=_page_href(wanted, "before", page),
        next_href=_page_href(wanted, "after", page),
        chips=_chips(wanted),
        form=_form(wanted),
        group=wanted.group.value,
        query=unparse(wanted),
        export_query=file_query(actor, unparse(wanted)),
    )


def row(invoice: Invoice, order: Order | None, today: date) -> list[str]:
    """One line of the list, in the order of `Cell`."""
    status = invoice.status(today)
    source = [order.contract_number, order.number] if order else []
    return [
        invoice.number,
        invoice_href(invoice.number),
        words.kind(invoice),
        " · ".join(part for part in source if part) or "—",
        invoice.po_number,
        short_date(invoice.issued_on),
        words.due_on(invoice),
        words.lateness(invoice, today),
        words.money(invoice.total),
        words.money(invoice.due),
        _(STATUSES[status]),
        status.value,
        f"/icons.svg#{words.STATUS_ICONS[status]}",
        _("In dispute") if invoice.is_disputed else "",
    ]


def invoice_href(number: str) -> str:
    """The address of one document's page."""
    return f"/{language()}/invoices/{quote(number, safe='')}"


def href(wanted: Filter, **changes: object) -> str:
    """The list's address with some of its filter changed, on its first page."""
    query = unparse(replace(wanted, **changes))  # type: ignore[arg-type]
    return f"/{language()}/invoices" + (f"?{query}" if query else "")


def _tab(group: Group, tallies: list[Tally], wanted: Filter) -> list[str]:
    amounts = words.amounts(
        tally.due if group in (Group.PAST_DUE, Group.OPEN) else tally.total for tally in tallies
    )
    count = number(sum(tally.count for tally in tallies))
    current = "page" if group is wanted.group else "false"
    followed = f" · {amounts}" if amounts else ""
    is_empty = "false" if tallies else "true"
    return [
        _(GROUPS[group]),
        count,
        followed,
        href(wanted, group=group),
        current,
        group.value,
        is_empty,
        amounts,
    ]


def _sentence(late: list[Tally]) -> str:
    count = sum(tally.count for tally in late)
    if not count:
        return _("Nothing is past due.")
    return ngettext(
        "{count} invoice is past due, {amount}.",
        "{count} invoices are past due, {amount}.",
        count,
        amount=words.amounts(tally.due for tally in late),
    )


def _footer(tallies: list[Tally]) -> str:
    documents = sum(tally.count for tally in tallies)
    return ngettext(
        "{count} document · billed {total} · due {due}",
        "{count} documents · billed {total} · due {due}",
        documents,
        total=words.amounts(tally.total for tally in tallies) or "0",
        due=words.amounts(tally.due for tally in tallies) or "0",
    )


def _sort(name: str, wanted: Filter) -> list[str]:
    """[href, aria-sort]: the first click ascends, the second descends, the third is as before."""
    following = {name: f"-{name}", f"-{name}": Filter.sort}.get(wanted.sort, name)
    direction = {name: "ascending", f"-{name}": "descending"}.get(wanted.sort, "none")
    return [href(wanted, sort=following), direction]


def _page_href(wanted: Filter, side: str, page: Page[tuple[Invoice, Order | None]]) -> str:
    cursor = page.previous if side == "before" else page.next
    if not cursor:
        return ""
    base = href(wanted)
    return f"{base}{'&' if '?' in base else '?'}{side}={cursor}"


def _chips(wanted: Filter) -> list[list[str]]:
    """Each filter in force, in words, with the address of the list without it."""
    chips = [[_(TYPES[kind]), href(wanted, types=_without(wanted.types, kind))] for kind in wanted.types]
    chips += [
        [_(STATUSES[status]), href(wanted, statuses=_without(wanted.statuses, status))]
        for status in wanted.statuses
    ]
    if wanted.document:
        chips.append([_(words.DOCUMENTS[wanted.document]), href(wanted, document=None)])
    if wanted.order:
        chips.append([_("Order {number}", number=wanted.order), href(wanted, order="")])
    if wanted.currency:
        chips.append([wanted.currency, href(wanted, currency="")])
    if wanted.issued_from or wanted.issued_to:
        label = _("Issued {span}", span=_span(wanted.issued_from, wanted.issued_to))
        chips.append([label, href(wanted, issued_from=None, issued_to=None)])
    if wanted.due_from or wanted.due_to:
        label = _("Due {span}", span=_span(wanted.due_from, wanted.due_to))
        chips.append([label, href(wanted, due_from=None, due_to=None)])
    if wanted.search:
        chips.append([f"“{wanted.search}”", href(wanted, search="")])
    return chips


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{short_date(first)} – {short_date(last)}"
    return (
        _("from {day}", day=short_date(first))
        if first
        else _("until {day}", day=short_date(last or date.max))
    )


def _without(chosen: tuple, left_out: object) -> tuple:  # type: ignore[type-arg]
    return tuple(one for one in chosen if one != left_out)


def _form(wanted: Filter) -> dict[str, str]:
    """What the filter form shows as chosen: names of its fields to their values."""
    form = {f"type_{kind.value}": "on" for kind in wanted.types}
    form |= {f"state_{status.value}": "on" for status in wanted.statuses}
    dates = ("issued_from", "issued_to", "due_from", "due_to")
    form |= {name: day.isoformat() for name in dates if (day := getattr(wanted, name))}
    return form | {
        "document": wanted.document or "",
        "q": wanted.search,
        "order": wanted.order,
        "currency": wanted.currency,
    }


def from_form(query: Mapping[str, str], form: Mapping[str, object]) -> str:
    """The list's address after the filter form was sent; raises Invalid as `parse` does."""
    chosen = {name: str(value) for name, value in form.items() if value not in (None, "", False)}
    params = {
        **query,
        "type": ",".join(name.removeprefix("type_") for name in chosen if name.startswith("type_")),
        "state": ",".join(name.removeprefix("state_") for name in chosen if name.startswith("state_")),
        **{
            name: chosen.get(name, "")
            for name in ("document", "order", "currency", "issued_from", "issued_to", "due_from", "due_to")
        },
    }
    return href(parse(params))


def from_search(query: Mapping[str, str], text: str) -> str:
    """The list's address after something was typed into its search field."""
    return href(parse({**query, "q": text}))
