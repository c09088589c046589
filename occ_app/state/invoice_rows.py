"""The invoice list as ready-formatted strings, with what only this list says: what is late, and how late."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language, ngettext
from occ_app.models import Document, Invoice, Order
from occ_app.services import invoices
from occ_app.services.invoice_query import parse
from occ_app.services.invoices import INVOICES, Filter, Group, Row
from occ_app.services.lists import ListOf, Tally, amounts, count_of
from occ_app.services.overview import Age, ages
from occ_app.state import lists
from occ_app.state.lists import ListView, list_view

TONES = ("success", "warning", "danger", "danger", "danger")


@dataclass(kw_only=True)
class InvoicesView(ListView):
    """The list's page and what stands above it. Ages are [label, amounts, percent, href, tone, current]."""

    sentence: str = ""
    late: list[list[str]] = field(default_factory=list)
    """One line if anything is past due: how many, and what is due of them."""
    pays_late: list[list[str]] = field(default_factory=list)
    """One line if this actor may pay it."""
    ages: list[list[str]] = field(default_factory=list)


def invoices_view(db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str]) -> InvoicesView:
    """Ask for what the URL says and put it into words."""
    wanted = parse(params)
    counted = invoices.tallies(db, actor, wanted)
    is_all = replace(wanted, group=Filter.group, sort=Filter.sort) == Filter()
    late = (counted if is_all else invoices.tallies(db, actor, Filter()))[Group.PAST_DUE]
    view = list_view(db, actor, of, params, counted)
    here = f"/{language()}/invoices" + (f"?{view.query}" if view.query else "")
    return InvoicesView(
        **vars(view),
        sentence=_sentence(late, _oldest(db, actor) if late else 0),
        pays_late=[[""]] if late and actor.may(Permission.PAYMENTS_MAKE) else [],
        late=[[_late(late), amounts(tally.due for tally in late)]] if late else [],
        ages=[[*age, "page" if age[3] == here else "false"] for age in _ages(db, actor, view.currency)],
    )


def _ages(db: Session, actor: Actor, currency: str) -> list[list[str]]:
    """What is due by age; of single documents that were shared there is no such summary."""
    return age_rows(ages(db, actor), currency) if actor.may(Permission.OVERVIEW_READ) else []


def row(invoice: Invoice, order: Order | None, today: date) -> list[str]:
    """One line of a list elsewhere, with the usual columns."""
    return lists.row(INVOICES, Row(invoice, order, today))


def invoice_href(number: str) -> str:
    """The address of one document's page."""
    return f"/{language()}/invoices/{quote(number, safe='')}"


def href(wanted: Filter, **changes: object) -> str:
    """The list's address with some of its filter changed, on its first page."""
    return lists.href(INVOICES, wanted, **changes)


def age_rows(found: list[Age], currency: str) -> list[list[str]]:
    """Each age with its share, in percent, of what is due in the company's own currency."""
    shares = [max(age.due[currency].minor, 0) if currency in age.due else 0 for age in found]
    whole = sum(shares) or 1
    return [
        [
            _age_label(age),
            amounts(age.due.values()) or "—",
            str(round(share * 100 / whole)),
            _age_href(age),
            tone,
        ]
        for age, share, tone in zip(found, shares, TONES, strict=True)
    ]


def _age_label(age: Age) -> str:
    if not age.days_from:
        return _("Current")
    if age.days_to is None:
        return _("More than {days} days", days=age.days_from - 1)
    return _("{first}–{last} days", first=age.days_from, last=age.days_to)


def _age_href(age: Age) -> str:
    """Everything of this age that is not closed: late ones too whose payment is on its way."""
    wanted = Filter(document=Document.INVOICE, statuses=invoices.UNPAID)
    if not age.days_from:
        return href(wanted, due_from=age.first)
    return href(wanted, due_from=age.first, due_to=age.last)


def _oldest(db: Session, actor: Actor) -> int:
    """Days since the oldest past due invoice was due."""
    due_on = invoices.oldest_due(db, actor)
    return (actor.today() - due_on).days if due_on else 0


def _late(late: list[Tally]) -> str:
    return ngettext("{count} invoice past due", "{count} invoices past due", count_of(late))


def _sentence(late: list[Tally], oldest: int) -> str:
    if not late:
        return _("Nothing is past due.")
    said = ngettext(
        "{count} invoice is past due, {amount}.",
        "{count} invoices are past due, {amount}.",
        count_of(late),
        amount=amounts(tally.due for tally in late),
    )
    since = ngettext("The oldest was due {count} day ago.", "The oldest was due {count} days ago.", oldest)
    return f"{said} {since}"
