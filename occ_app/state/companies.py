"""The customer companies, for the supplier's staff: the list, and one of them."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import unquote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import moment, number
from occ_app.services import activity, companies
from occ_app.services.companies import COMPANIES
from occ_app.state.base import PortalState, portal_event
from occ_app.state.lists import ListState

Rows = list[list[str]]


class CompaniesState(ListState, PortalState):
    """One page of companies (shapes in `lists.ListView`)."""

    list_of: ClassVar = COMPANIES


@dataclass
class CompanyView:
    """One company in words: facts [label, value]."""

    name: str = ""
    number: str = ""
    facts: Rows = field(default_factory=list)
    missing: bool = False
    loaded: bool = True


def company_view(db: Session, actor: Actor, key: str) -> CompanyView:
    """The company of this customer number; one that says so where there is none."""
    try:
        found = companies.company(db, actor, key)
    except NotFound:
        return CompanyView(missing=True)
    account = found.account
    facts = [
        [_("Number"), account.number],
        [_("Country"), account.country or "—"],
        [_("People"), number(found.people)],
        [_("Past due"), found.owed],
        [_("Last sign-in"), found.seen],
    ]
    return CompanyView(account.name, account.number, facts)


def trail_view(db: Session, actor: Actor) -> list[str]:
    """What the last look at every company's trail found: a sentence each, the first says when that was."""
    at, problems = activity.problems(db, actor)
    if at is None:
        return [_("The trail of activity was not checked yet.")]
    when = moment(at, actor.time_zone)
    if not problems:
        return [_("The trail of activity was checked on {when} (UTC): nothing was changed.", when=when)]
    said = _("The trail of activity was checked on {when} (UTC) and does not fit together:", when=when)
    return [said, *problems]


class CompanyState(PortalState):
    """The company on the page (shapes in `CompanyView`)."""

    name: str = ""
    number: str = ""
    facts: Rows = []
    missing: bool = False
    loaded: bool = False

    @portal_event(Permission.COMPANIES_VIEW)
    async def load(self) -> None:
        """Fill the page for the number in its address."""
        key = unquote(self.router.url.path.rstrip("/").rpartition("/")[2])
        self._show(await self._read(company_view, key))


class TrailState(PortalState):
    """Whether the trail of activity is whole, for staff."""

    said: list[str] = []

    @portal_event(Permission.COMPANIES_READ)
    async def load(self) -> Any:
        """Ask what the last check found, and fill the list beside it."""
        self.said = await self._read(trail_view)
        return CompaniesState.load
