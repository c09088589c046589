"""The company's security page: whether it asks for a second factor, and who has one."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import Person
from occ_app.services import security
from occ_app.state.base import PortalState, portal_event


@dataclass
class SecurityView:
    """The page in words. A person is [name, address, state in a word, its colour, its icon]."""

    sentence: str
    requires_factor: bool
    people: list[list[str]]
    loaded: bool = True


def security_view(db: Session, actor: Actor) -> SecurityView:
    """The company as it is now."""
    found = security.overview(db, actor)
    without = sum(not person.has_factor for person in found.people)
    sentence = _("Everybody has a second factor.")
    if without:
        sentence = ngettext(
            "{count} person has no second factor.", "{count} people have no second factor.", without
        )
    return SecurityView(sentence, found.requires_factor, [_person(person) for person in found.people])


def _person(person: Person) -> list[str]:
    state = (
        (_("Second factor"), "closed", "/icons.svg#shield-check")
        if person.has_factor
        else (_("None"), "open", "/icons.svg#circle-dot")
    )
    return [person.name or person.email, person.email, *state]


class SecurityState(PortalState):
    """The page (shapes in `SecurityView`)."""

    loaded: bool = False
    sentence: str = ""
    requires_factor: bool = False
    people: list[list[str]] = []
    stopped: int = 0
    """Grows when the requirement is given up: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.SECURITY_MANAGE)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(security_view))

    @portal_event(Permission.SECURITY_MANAGE)
    async def require_factor(self) -> None:
        """Ask everybody for a second factor from now on."""
        await self._ask(security.require_factor)
        self._show(await self._read(security_view))

    @portal_event(Permission.SECURITY_MANAGE)
    async def stop_requiring(self) -> Any:
        """Leave it to each person again; the dialog closes whatever comes of it."""
        self.stopped += 1
        yield
        await self._ask(security.stop_requiring_factor)
        self._show(await self._read(security_view))
