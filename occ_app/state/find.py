"""Search from anywhere: pages of the portal and all that services find, as strings ready to show."""

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language, ngettext
from occ_app.navigation import rail
from occ_app.services.find import Group, Hit, clean, find
from occ_app.services.search import folded, holds, parted
from occ_app.state.base import PortalState, portal_event


class Cell(IntEnum):
    """Where an option keeps what; every cell is a string, and what was typed is marked in two of them."""

    ID = 0
    HREF = 1
    ICON = 2
    BEFORE = 3
    MATCH = 4
    AFTER = 5
    ALSO_BEFORE = 6
    ALSO_MATCH = 7
    ALSO_AFTER = 8


@dataclass
class Options:
    """What was found of one kind: rows in the order of `Cell`."""

    key: str
    heading: str
    rows: list[list[str]]


@dataclass
class FindView:
    """What is shown for a text; `said` is how many there are, for those who do not see them."""

    text: str = ""
    said: str = ""
    groups: list[Options] = field(default_factory=list)


def find_view(db: Session, actor: Actor, text: str) -> FindView:
    """Ask for what was typed and put it into words."""
    groups = [*_pages(actor, text), *find(db, actor, text)] if text.strip() else []
    ids = count()
    shown = [_options(group, position, text, ids) for position, group in enumerate(groups)]
    return FindView(text, _said(text, sum(len(options.rows) for options in shown)), shown)


def _pages(actor: Actor, text: str) -> list[Group]:
    """The pages of the rail that this actor may open and whose name has the words."""
    found = [
        (page.icon, Hit(_(page.title), "", f"/{language()}{page.route}"))
        for page in rail()
        if page.needs and actor.may(page.needs) and holds(_(page.title), text)
    ]
    return [Group(_("Pages"), found[0][0], [hit for _icon, hit in found], None)] if found else []


def _options(group: Group, position: int, text: str, ids: "count[int]") -> Options:
    rows = [_row(hit, group.icon, text, next(ids)) for hit in group.hits]
    if group.more:
        rows.append(_row(group.more, "arrow-right", "", next(ids)))
    return Options(f"found-in-{position}", group.heading, rows)


def _row(hit: Hit, icon: str, text: str, number: int) -> list[str]:
    """What was typed is marked in the title, and what the title has not of it in the subtitle."""
    rest = " ".join(word for word in folded(text).split() if word not in folded(hit.title))
    symbol = f"/icons.svg#{icon}"
    return [f"found-{number}", hit.href, symbol, *parted(hit.title, text), *parted(hit.subtitle, rest)]


def _said(text: str, options: int) -> str:
    if options:
        return ngettext("{count} result", "{count} results", options)
    return _("Nothing found for “{text}”", text=text.strip()) if clean(text) else ""


class FindState(PortalState):
    """The search dialog (shapes in `FindView`)."""

    text: str = ""
    said: str = ""
    groups: list[Options] = []

    @portal_event(Permission.PORTAL_USE)
    async def look(self, text: str) -> None:
        """Show what the text finds."""
        self._show(await self._read(find_view, text))
