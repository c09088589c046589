"""Every customer company, as the supplier's staff look for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Kind
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, plural
from occ_app.models import (
    Account,
    ActivityEntry,
    ActivityKind,
    Contact,
    ContactState,
    Document,
    InvoiceTally,
    Phase,
)
from occ_app.models.tally import ANY_TYPE
from occ_app.money import Money
from occ_app.services.lists import ListColumn, ListFilter, PlainSource, Slot, amounts, plain_list
from occ_app.services.paging import Page

NAME = col(Account.name)


@dataclass(frozen=True)
class Company:
    """A customer, and how it stands."""

    account: Account
    people: int
    past_due: tuple[Money, ...]
    """One amount a currency."""
    last_sign_in: datetime | None

    @property
    def owed(self) -> str:
        """What is past due, each currency by itself."""
        return amounts(self.past_due) or "—"

    @property
    def seen(self) -> str:
        """When somebody last signed in, at the company."""
        return moment(self.last_sign_in, self.account.time_zone) if self.last_sign_in else "—"


class _Companies(PlainSource):
    """Accounts, each told with its figures: asked for once a page, not once a company."""

    def listing(
        self, db: Session, actor: Actor, wanted: ListFilter, *, after: str = "", before: str = ""
    ) -> Page[Any]:
        """One page, by name unless asked otherwise."""
        gate.require(actor, self.needs)
        found = super().listing(db, actor, wanted, after=after, before=before)
        return replace(found, items=_told(db, found.items))


def company(db: Session, actor: Actor, number: str) -> Company:
    """One company by its customer number; NotFound where there is none."""
    gate.require(actor, Permission.COMPANIES_READ)
    query = select(Account).where(col(Account.number) == number.replace("\0", ""))
    account = db.execute(query).scalar_one_or_none()
    if account is None:
        raise NotFound(_("There is no company of this number."))
    return _told(db, [account])[0]


def _told(db: Session, accounts: list[Account]) -> list[Company]:
    ids = [account.pk for account in accounts]
    people, late, seen = _people(db, ids), _past_due(db, accounts), _last_sign_ins(db, ids)
    return [Company(one, people.get(one.pk, 0), late[one.pk], seen.get(one.pk)) for one in accounts]


def _people(db: Session, ids: list[int]) -> dict[int, int]:
    account = col(Contact.account_id)
    active = account.in_(ids), col(Contact.state) == ContactState.ACTIVE
    counts = select(account, func.count()).where(*active).group_by(account)
    return {pk: int(count) for pk, count in db.execute(counts)}


def _past_due(db: Session, accounts: Iterable[Account]) -> dict[int, tuple[Money, ...]]:
    """By the date at each company; from the running figures."""
    table, found = InvoiceTally, defaultdict[int, tuple[Money, ...]](tuple)
    currency, is_open = col(table.currency), col(table.phase) == Phase.OPEN
    billed = is_open, col(table.type) == ANY_TYPE, col(table.document) == Document.INVOICE
    for account in accounts:
        late = col(table.account_id) == account.pk, col(table.falls_on) < account.today()
        sums = select(currency, func.sum(col(table.due_minor))).where(*billed, *late)
        rows = db.execute(sums.group_by(currency).order_by(currency))
        found[account.pk] = tuple(Money(int(minor), code) for code, minor in rows if minor)
    return found


def _last_sign_ins(db: Session, ids: list[int]) -> dict[int, datetime]:
    account, at = col(ActivityEntry.account_id), func.max(col(ActivityEntry.at))
    signed_in = account.in_(ids), col(ActivityEntry.kind) == ActivityKind.SIGNED_IN
    rows = db.execute(select(account, at).where(*signed_in).group_by(account)).all()
    return {row[0]: row[1] for row in rows}


class Every(StrEnum):
    """The only tab."""

    ALL = "all"


TABLE: Any = Account
COMPANIES = plain_list(
    name="staff/companies", title=lazy("Companies"), table=TABLE, needs=Permission.COMPANIES_READ, icon="building",
    columns=(
        ListColumn(lazy("Company"), Kind.TEXT, lambda c: c.account.name, 34, key="name", sort=NAME, slot=Slot.TITLE),
        ListColumn(lazy("Number"), Kind.TEXT, lambda c: c.account.number, 16, key="number", is_muted=True,
                   slot=Slot.UNDER),
        ListColumn(lazy("People"), Kind.COUNT, lambda c: c.people, key="people", slot=Slot.BESIDE),
        ListColumn(lazy("Past due"), Kind.TEXT, lambda c: c.owed, 24, key="owed", slot=Slot.FIGURE),
        ListColumn(lazy("Last sign-in"), Kind.TEXT, lambda c: c.seen, 24, key="seen", is_muted=True, slot=Slot.CORNER),
    ),
    fields=(), tabs={Every.ALL: (lazy("All companies"), None)}, source_of=_Companies,
    number=lambda c: c.account.number, chosen_by=col(Account.number), sort="name", searched=lazy("Name or number…"),
    searched_in=(NAME, col(Account.number)), counted=plural("{count} company", "{count} companies"),
    empty=(lazy("No companies yet"), lazy("Companies appear here as soon as they are imported.")), files=("csv", "xlsx"),
    href=lambda c: f"/staff/companies/{quote(c.account.number, safe='')}",
)  # fmt: skip
