"""Who asks for which page, and the administrators' answers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext
from occ_app.models import CompanyRole, RequestState
from occ_app.services import access_requests
from occ_app.services.access_requests import Asked
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say

ROLES = {
    CompanyRole.FINANCE: lazy("Finance"),
    CompanyRole.TECHNICAL: lazy("Technical / sales"),
    CompanyRole.EXECUTIVE: lazy("Executive"),
    CompanyRole.ADMIN: lazy("Administrator"),
}
STATES = {
    RequestState.APPROVED: (lazy("Approved"), "closed", "circle-check"),
    RequestState.REFUSED: (lazy("Refused"), "", "circle-slash"),
}
NONE = ["", "", "", "", "", "", ""]


@dataclass
class RequestsView:
    """Requests are [id, name, address, what they ask for, when, note, why it cannot be answered here]; past ones
    [id, name, address, what, when and by whom, reason, state, its colour, its icon].
    """

    sentence: str
    waiting: list[list[str]]
    past: list[list[str]]
    loaded: bool = True


def requests_view(db: Session, actor: Actor) -> RequestsView:
    """What waits, and what was answered."""
    waiting = [_waiting(one, actor) for one in access_requests.listing(db, actor)]
    past = [_past(one, actor) for one in access_requests.decided(db, actor)]
    sentence = _("Nobody is waiting for an answer.")
    if waiting:
        sentence = ngettext(
            "{count} person is waiting for an answer.",
            "{count} people are waiting for an answer.",
            len(waiting),
        )
    return RequestsView(sentence, waiting, past)


def _what(one: Asked) -> list[str]:
    wants = _("“{page}”: it comes with the role {role}", page=_(one.title), role=_(ROLES[one.role]))
    return [str(one.id), one.name, one.email, wants]


def _waiting(one: Asked, actor: Actor) -> list[str]:
    own = _("You asked for this yourself: another administrator decides.") if one.is_own else ""
    return [*_what(one), moment(one.asked_at, actor.time_zone), one.note, own]


def _past(one: Asked, actor: Actor) -> list[str]:
    word, colour, icon = STATES[one.state]
    when = moment(one.decided_at or one.asked_at, actor.time_zone)
    by = _("{name} on {moment}", name=one.decided_by, moment=when)
    return [*_what(one), by, one.reason, _(word), colour, f"/icons.svg#{icon}"]


class AccessRequestsState(PortalState):
    """The requests of the company (shapes in `RequestsView`)."""

    loaded: bool = False
    sentence: str = ""
    waiting: list[list[str]] = []
    past: list[list[str]] = []
    chosen: list[str] = NONE
    """What is about to be refused."""
    error: str = ""
    refused: int = 0
    """Grows with every refusal: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.ACCESS_DECIDE)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(requests_view))

    @portal_event(Permission.ACCESS_DECIDE)
    async def approve(self, request: str) -> Any:
        """Give what was asked for; where somebody was faster, the page shows what they said."""
        try:
            email = await self._ask(access_requests.approve, record_id(request))
        finally:
            self._show(await self._read(requests_view))
        return say(self, lazy("{email} has been given access, and told."), email=email)

    @portal_event(Permission.ACCESS_DECIDE)
    def choose(self, request: str) -> None:
        """Ask why this shall be refused."""
        self.chosen, self.error = next((row for row in self.waiting if row[0] == request), NONE), ""

    @portal_event(Permission.ACCESS_DECIDE)
    async def refuse(self, form: dict[str, Any]) -> Any:
        """Refuse what was asked about; a refusal of that leaves the form as it is."""
        try:
            reason = str(form.get("reason", ""))
            email = await self._ask(access_requests.refuse, record_id(self.chosen[0]), reason)
        except PortalError as refusal:
            self.error = str(refusal)
            return None
        self.refused += 1
        self._show(await self._read(requests_view))
        return say(self, lazy("Refused. {email} has been told why."), email=email)
