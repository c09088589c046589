"""The access map: a line a person, a column a module, in each cell what opens it."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import ngettext
from occ_app.services.people import access_map, words
from occ_app.state.base import PortalState, file_query, portal_event

FIRST = 4
"""Strings before those of the modules."""


@dataclass
class MapView:
    """The map in words: a line is [name, address, roles, link, then a text for each module]."""

    lines: list[list[str]]
    sentence: str
    files: str
    loaded: bool = True


def map_view(db: Session, actor: Actor) -> MapView:
    """Everybody who is active, and what they may open."""
    known = access_map.lines(db, actor)
    return MapView(
        lines=[
            [
                line.entry.name or line.entry.email,
                line.entry.email,
                words.roles(line.entry.roles),
                f"/people/{line.entry.id}",
                *line.cells,
            ]
            for line in known
        ],
        sentence=ngettext("{count} person has access.", "{count} people have access.", len(known)),
        files=file_query(actor),
    )


class MapState(PortalState):
    """The map on the page (shapes in `MapView`)."""

    loaded: bool = False
    lines: list[list[str]] = []
    sentence: str = ""
    files: str = ""

    @portal_event(Permission.PEOPLE_READ)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(map_view))
