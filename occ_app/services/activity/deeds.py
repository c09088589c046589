"""The Activity page: a list of what was done, declared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Kind
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, plural
from occ_app.models import ActivityEntry, ActivityKind
from occ_app.services.activity.chain import sealed_text
from occ_app.services.activity.sentences import Topic, changes, sentence, topic_of
from occ_app.services.lists import (
    Field,
    FieldKind,
    ListColumn,
    ListFilter,
    PlainSource,
    Slot,
    Tallies,
    plain_list,
)
from occ_app.services.paging import Page

OF_A_DOCUMENT = (ActivityKind.DOCUMENT_DOWNLOADED, ActivityKind.DOCUMENT_VIEWED)
SYSTEMS = {mark: mark for mark in ("iPhone", "iPad", "Android", "Windows")} | {
    "Macintosh": "Mac",
    "Linux": "Linux",
}
BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}


@dataclass(frozen=True)
class Deed:
    """An entry and the time zone it is told in."""

    entry: ActivityEntry
    zone: str

    @property
    def when(self) -> str:
        """Date and time at the company."""
        return moment(self.entry.at, self.zone)

    @property
    def exactly(self) -> str:
        """The same for programs."""
        return self.entry.at.astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds")

    @property
    def what(self) -> str:
        """What was done, and to what."""
        return sentence(self.entry.kind, self.entry.subject)

    @property
    def who(self) -> str:
        """Who did it, and in whose place."""
        if not self.entry.on_behalf:
            return self.entry.who
        return _("{who}, in the place of {company}", who=self.entry.who, company=self.entry.on_behalf)

    @property
    def href(self) -> str:
        """The document it is about, or else all that the same person did."""
        if self.entry.kind in OF_A_DOCUMENT:
            return f"/invoices/{quote(self.entry.subject, safe='')}"
        return f"/activity?{urlencode({'who': self.entry.who})}"

    @property
    def device(self) -> str:
        """`Chrome, Windows`: as much of what a browser says of itself as people know."""
        said = self.entry.user_agent
        known = [next((name for mark, name in of.items() if mark in said), "") for of in (BROWSERS, SYSTEMS)]
        return ", ".join(filter(None, known))


class _Trail(PlainSource):
    """The entries, days meant as they are at the company."""

    def listing(
        self, db: Session, actor: Actor, wanted: ListFilter, *, after: str = "", before: str = ""
    ) -> Page[Any]:
        """One page, the newest first unless asked otherwise."""
        gate.require(actor, self.needs)
        wanted = _instants(wanted, actor.time_zone)
        return super().listing(db, actor, wanted, after=after, before=before)

    def tallies(self, db: Session, actor: Actor, wanted: ListFilter) -> Tallies:
        """How many there are of each topic."""
        gate.require(actor, self.needs)
        return super().tallies(db, actor, _instants(wanted, actor.time_zone))


def _instants(wanted: Any, zone: str) -> Any:
    """The days of a filter as the instants they begin and end at."""
    first, last = _beginning(wanted.days_from, zone), _beginning(wanted.days_to, zone)
    return replace(wanted, days_from=first, days_to=last and last + timedelta(days=1, microseconds=-1))


def _beginning(day: date | None, zone: str) -> datetime | None:
    """Its midnight at the company; of a day that no calendar of instants has, the nearest one it has."""
    if day is None:
        return None
    within = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return datetime.combine(within, time(), ZoneInfo(zone))


def _of(topic: Topic) -> ColumnElement[bool]:
    kinds = [kind for kind in ActivityKind if topic_of(kind) is topic]
    return col(ActivityEntry.kind).in_(kinds) if kinds else false()


WHO, AT = col(ActivityEntry.who), col(ActivityEntry.at)
TABS: Mapping[Topic, tuple[str, Any]] = {
    Topic.SIGN_IN: (lazy("Signing in"), _of(Topic.SIGN_IN)),
    Topic.DOCUMENTS: (lazy("Documents"), _of(Topic.DOCUMENTS)),
    Topic.PAYMENTS: (lazy("Payments"), _of(Topic.PAYMENTS)),
    Topic.BILLING: (lazy("Billing"), _of(Topic.BILLING)),
    Topic.COMPANY: (lazy("People and rights"), _of(Topic.COMPANY)),
    Topic.SUPPLIER: (lazy("Your supplier"), _of(Topic.SUPPLIER)),
    Topic.REFUSED: (lazy("Refused"), _of(Topic.REFUSED)),
    Topic.ALL: (lazy("Everything"), None),
}

ACTIVITY = plain_list(
    name="activity", title=lazy("Activity"), table=ActivityEntry, needs=Permission.ACTIVITY_READ, icon="clipboard-clock",
    columns=(
        ListColumn(lazy("What"), Kind.TEXT, lambda d: d.what, 44, key="what", slot=Slot.TITLE),
        ListColumn(lazy("When"), Kind.TEXT, lambda d: d.exactly, 26, key="when", sort=AT, slot=Slot.BESIDE,
                   said=lambda d: d.when),
        ListColumn(lazy("Who"), Kind.TEXT, lambda d: d.who, 34, key="who", slot=Slot.UNDER),
        ListColumn(lazy("Details"), Kind.TEXT, lambda d: changes(d.entry.before, d.entry.after), 50, key="details",
                   is_muted=True, slot=Slot.CORNER),
        ListColumn(lazy("From where"), Kind.TEXT, lambda d: d.entry.address, 18, key="from", is_muted=True,
                   is_narrowed=True, note=lambda d: d.device),
        ListColumn(lazy("Subject"), Kind.TEXT, lambda d: d.entry.subject, 20, key="subject", is_usual=False),
        ListColumn(lazy("Entry"), Kind.COUNT, lambda d: d.entry.seq, key="entry", is_usual=False),
        ListColumn(lazy("Device"), Kind.TEXT, lambda d: d.entry.user_agent, 30),
        ListColumn(lazy("Hash"), Kind.TEXT, lambda d: d.entry.hash, 20),
        ListColumn(lazy("Sealed text"), Kind.TEXT, lambda d: sealed_text(d.entry), 60),
    ),
    fields=(
        Field("who", lazy("Who"), FieldKind.TEXT, column=WHO),
        Field("days", lazy("Day"), FieldKind.DAYS, column=AT),
    ),
    tabs=TABS, source_of=_Trail, number=lambda d: str(d.entry.seq), chosen_by=col(ActivityEntry.seq),
    told=lambda actor, entry: Deed(entry, actor.time_zone),
    sort="-when", searched=lazy("Person or subject…"), searched_in=(WHO, col(ActivityEntry.subject)),
    counted=plural("{count} entry", "{count} entries"),
    empty=(lazy("Nothing was done yet"),
           lazy("Who signs in, opens or downloads a document, or changes a right is listed here.")),
    href=lambda d: d.href,
)  # fmt: skip
