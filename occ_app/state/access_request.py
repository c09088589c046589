"""“Ask for access”, on a page that is not open to somebody."""

from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.navigation import PAGES, page_at
from occ_app.services import access_requests
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import say
from occ_app.state.frame import FrameState, asking


def asked(db: Session, actor: Actor, route: str, note: str) -> tuple[str, str]:
    """Ask for the page at a route; where the actor stands with it then."""
    page = PAGES.get(route)
    if page is None or page.needs is None:
        raise NotFound(_("There is no such page"))
    access_requests.ask(db, actor, route, page.title, page.needs, note=note)
    return asking(db, actor, route)


class AccessRequestState(PortalState):
    """Has no fields: what became of it stands in the frame."""

    @portal_event(Permission.ACCESS_ASK)
    async def ask(self, form: dict[str, Any]) -> Any:
        """Ask for the page this is, with a note."""
        page = page_at(self.router_data.get("pathname", ""))
        stands = await self._ask(asked, page.route if page else "", str(form.get("note", "")))
        frame = await self.get_state(FrameState)
        frame.can_ask, frame.asked = stands
        return say(self, lazy("Your administrators have been asked."))
