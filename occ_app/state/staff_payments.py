"""The payments of all companies: the list, and the one that is opened in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext, short_date
from occ_app.services import staff_payments
from occ_app.services.staff_payments import Listed, Search, Tab
from occ_app.state import staff_payment_words as said
from occ_app.state import words
from occ_app.state.addresses import address
from occ_app.state.base import PortalState, language_of, portal_event, record_id

Rows = list[list[str]]
LONGEST_SEARCH, LONGEST_NUMBER = 200, 64

TABS = {
    Tab.ALL: lazy("All payments"),
    Tab.ATTENTION: lazy("Needs attention"),
    Tab.IN_PROGRESS: lazy("In progress"),
    Tab.RECEIVED: lazy("Received ones"),
    Tab.FAILED: lazy("Not paid"),
}


@dataclass
class StaffPaymentsView:
    """The list in words. A payment is [number, company, amount, method, when, state, state's colour, state's icon,
    why somebody should look at it]; a tab [label, href, current].
    """

    sentence: str
    rows: Rows
    tabs: Rows = field(default_factory=list)
    older: str = ""
    more: str = ""
    """That not all of the ERP's payments are shown."""
    search: str = ""
    loaded: bool = True


@dataclass
class OpenedView:
    """One payment in words. Facts are [label, value, href]; what it paid [invoice, amount, source]; refunds [amount,
    state, state's colour, state's icon, what is known of it]; steps [what, when and who, icon, what was said].
    """

    opened: str = ""
    facts: Rows = field(default_factory=list)
    puts: Rows = field(default_factory=list)
    refunds: Rows = field(default_factory=list)
    steps: Rows = field(default_factory=list)
    provider_id: str = ""
    most: str = ""
    """What can still be given back; empty where nothing can."""


def staff_payments_view(
    db: Session, actor: Actor, params: Mapping[str, str] | None = None
) -> StaffPaymentsView:
    """The payments that this address asks for, and how many somebody should look at."""
    asked = params or {}
    search, tab = asked.get("q", "")[:LONGEST_SEARCH], _tab(asked.get("tab", ""))
    found = staff_payments.listing(db, actor, Search(search, tab, record_id(asked.get("before", ""))))
    count = staff_payments.concerned(db, actor)
    sentence = ngettext("{count} payment needs attention.", "{count} payments need attention.", count)
    return StaffPaymentsView(
        sentence if count else _("No payment needs attention."),
        [_row(row) for row in found.rows],
        tabs=[[_(label), _address(search, one), _current(one is tab)] for one, label in TABS.items()],
        older=_address(search, tab, found.older) if found.older else "",
        more=_("The search finds more payments of the ERP than are shown.") if found.has_more_booked else "",
        search=search,
    )


def opened_view(db: Session, actor: Actor, number: str) -> OpenedView:
    """Everything around the payment of this number."""
    found = staff_payments.detail(db, actor, number)
    can_give_back = found.refundable is not None and found.refundable.minor > 0
    return OpenedView(
        opened=number,
        facts=said.facts(found),
        puts=[
            [
                put.invoice,
                words.money(put.amount),
                _("from {source}", source=put.source) if put.source else "",
            ]
            for put in found.puts
        ],
        refunds=[said.refund(refund, who) for refund, who in found.refunds],
        steps=[said.step(step, found.company.time_zone) for step in found.steps],
        provider_id=found.provider_id,
        most=words.money(found.refundable) if found.refundable and can_give_back else "",
    )


def _row(row: Listed) -> list[str]:
    word, icon, colour = said.standing(row.order, row.payment)
    return [
        row.number,
        f"{row.company.name} · {row.company.number}",
        said.amount(row.order, row.payment),
        said.method(row.order, row.payment, row.card),
        _when(row),
        word,
        colour,
        f"/icons.svg#{icon}",
        " ".join(_(said.CONCERNS[concern]) for concern in row.concerns),
    ]


def _when(row: Listed) -> str:
    """When it was asked for, at the company; of money that just came only the day is known."""
    if row.order is not None:
        return moment(row.order.sent_at or row.order.made_at, row.company.time_zone)
    return short_date(row.payment.received_on) if row.payment else ""


def _tab(name: str) -> Tab:
    return Tab(name) if name in set(Tab) else Tab.ALL


def _current(is_current: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "page" if is_current else "false"


def _address(search: str, tab: Tab, before: int = 0) -> str:
    return address("/staff/payments", q=search, tab="" if tab is Tab.ALL else tab.value, before=before)


class StaffPaymentsState(PortalState):
    """The payments on the page (shapes in `StaffPaymentsView`, `OpenedView`)."""

    loaded: bool = False
    sentence: str = ""
    rows: Rows = []
    tabs: Rows = []
    older: str = ""
    more: str = ""
    search: str = ""
    opened: str = ""
    facts: Rows = []
    puts: Rows = []
    refunds: Rows = []
    steps: Rows = []
    provider_id: str = ""
    most: str = ""

    @portal_event(Permission.PAYMENTS_REFUND)
    async def load(self) -> None:
        """Fill the list, and what is opened in it, as they are now."""
        self._show(await self._read(staff_payments_view, dict(self.router.url.query_parameters)))
        is_there = self.opened in [row[0] for row in self.rows]
        self._show(await self._read(opened_view, self.opened) if is_there else OpenedView())

    @portal_event(Permission.PAYMENTS_REFUND)
    async def find(self, text: str) -> Any:
        """Go to the payments in which this text is."""
        tab = _tab(self.router.url.query_parameters.get("tab", ""))
        here = _address(str(text)[:LONGEST_SEARCH], tab).partition("/staff/")[2]
        return rx.redirect(f"/{language_of(self.router_data)}/staff/{here}", replace=True)

    @portal_event(Permission.PAYMENTS_REFUND)
    async def look(self, number: str) -> None:
        """Fill what is opened."""
        self._show(await self._read(opened_view, str(number)[:LONGEST_NUMBER]))
