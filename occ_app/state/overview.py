"""The overview as ready-formatted strings and bar heights."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import month_name, ngettext
from occ_app.models import Account, Document
from occ_app.services import overview
from occ_app.services.invoices import Filter, Group, Tally
from occ_app.services.overview import Month
from occ_app.state import words
from occ_app.state.base import PortalState, portal_event
from occ_app.state.invoice_rows import age_rows, href, row

CHART_HEIGHT = 120
BAR_STEP = 40


@dataclass
class OverviewView:
    """Cards are [label, [amounts], note, href, tone, whether it can be paid]; ages [label, amounts, percent, href, tone];
    bars [x, y, height, label, amount, is current]; months [month, amounts, href].
    """

    greeting: str
    cards: list[list[str]]
    ages: list[list[str]]
    bars: list[list[str]]
    months: list[list[str]]
    chart_currency: str
    last: list[list[str]]
    loaded: bool = True


def overview_view(db: Session, actor: Actor) -> OverviewView:
    """The overview of the actor's company, in words."""
    found = overview.overview(db, actor)
    account = db.get(Account, actor.account_id)
    currency = account.currency if account else ""
    return OverviewView(
        greeting=_("Hello, {name}", name=actor.name.split()[0]),
        cards=_cards(found, actor),
        ages=age_rows(found.ages, currency),
        bars=_bars(found.months, currency),
        months=[_month(month) for month in found.months[::-1]],
        chart_currency=currency,
        last=[row(invoice, order, actor.today()) for invoice, order in found.last],
    )


def _cards(found: overview.Overview, actor: Actor) -> list[list[str]]:
    can_pay = "true" if found.past_due and actor.may(Permission.PAYMENTS_MAKE) else ""
    invoice, credit = Document.INVOICE, Document.CREDIT_NOTE
    cards = [
        _card(
            _("Past due ones"),
            found.past_due,
            Filter(group=Group.PAST_DUE),
            "danger" if found.past_due else "",
            can_pay,
        ),
        _card(_("Open invoices"), found.open, Filter(group=Group.OPEN, document=invoice)),
        _card(_("Due in 30 days"), found.due_soon, overview.due_soon(actor.today())),
    ]
    if found.credit:
        cards.append(
            _card(_("Credit to use"), found.credit, Filter(group=Group.OPEN, document=credit), "success")
        )
    return cards


def _card(label: str, tallies: list[Tally], where: Filter, tone: str = "", can_pay: str = "") -> list[str]:
    count = sum(tally.count for tally in tallies)
    note = ngettext("{count} document", "{count} documents", count) if count else _("Nothing")
    return [label, words.amounts(tally.due for tally in tallies) or "0", note, href(where), tone, can_pay]


def _month(month: Month) -> list[str]:
    last = (month.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    where = href(Filter(issued_from=month.first, issued_to=last))
    return [month_name(month.first), words.amounts(month.spent.values()) or "—", where]


def _bars(months: list[Month], currency: str) -> list[list[str]]:
    spent = [month.spent[currency].minor if currency in month.spent else 0 for month in months]
    tallest = max([*spent, 1])
    bars = []
    for index, (month, minor) in enumerate(zip(months, spent, strict=True)):
        height = max(round(max(minor, 0) * CHART_HEIGHT / tallest), 2)
        amount = words.money(month.spent[currency]) if currency in month.spent else "—"
        label = month_name(month.first)
        is_current = "true" if month is months[-1] else ""
        bars.append(
            [
                str(index * BAR_STEP),
                str(CHART_HEIGHT - height),
                str(height),
                label.split()[0],
                amount,
                is_current,
            ]
        )
    return bars


class OverviewState(PortalState):
    """The overview's figures (shapes in `OverviewView`)."""

    loaded: bool = False
    greeting: str = ""
    cards: list[list[str]] = []
    ages: list[list[str]] = []
    bars: list[list[str]] = []
    months: list[list[str]] = []
    chart_currency: str = ""
    last: list[list[str]] = []

    @portal_event(Permission.OVERVIEW_READ)
    async def load(self) -> None:
        """Fill the overview."""
        self._show(await self._read(overview_view))
