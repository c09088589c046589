"""The list of people, and inviting: what it shows follows from its address and from who looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment
from occ_app.models import CompanyRole
from occ_app.services.lists import ListOf
from occ_app.services.people import PEOPLE, invitations, words
from occ_app.services.people.invitations import Asked
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import FlashState, say
from occ_app.state.lists import ListState, ListView, list_view

ROLE = "role:"
"""How the names of check boxes for roles begin."""


@dataclass
class PeopleView(ListView):
    """The list, and around it: invitations are [id, address, name, roles, by whom, until when, whether one may
    change it, whether it is too old]; offers [name of the check box, role]; `ways` has a line for `review` and for
    `invite` where this actor may.
    """

    invitations: list[list[str]] = field(default_factory=list)
    offers: list[list[str]] = field(default_factory=list)
    ways: dict[str, list[list[str]]] = field(default_factory=dict)


def people_view(db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str]) -> PeopleView:
    """The list for an address, and what this actor may do beside it."""
    view = PeopleView(**vars(list_view(db, actor, of, params)))
    if actor.may(Permission.PEOPLE_CHANGE):
        view.ways["review"] = [[""]]
    if actor.may(Permission.PEOPLE_INVITE):
        view.invitations = [_invitation(one, actor) for one in invitations.listing(db, actor)]
        view.offers = [[f"{ROLE}{role}", _(words.ROLES[role])] for role in invitations.givable(db, actor)]
        if view.offers:
            view.ways["invite"] = [[""]]
    return view


def _invitation(asked: Asked, actor: Actor) -> list[str]:
    until = moment(asked.expires_at, actor.time_zone)
    return [
        str(asked.id),
        asked.email,
        asked.name,
        words.roles(asked.roles),
        _("Invited by {name}", name=asked.by),
        _("Expired on {moment}", moment=until)
        if asked.is_expired
        else _("Good until {moment}", moment=until),
        "true" if asked.is_changeable else "",
        "true" if asked.is_expired else "",
    ]


def roles_in(form: Mapping[str, Any]) -> list[CompanyRole]:
    """The roles ticked in a form; what is none is left out."""
    known = {f"{ROLE}{role}": role for role in CompanyRole}
    return [known[name] for name in form if name in known]


def invite(db: Session, actor: Actor, form: Mapping[str, Any]) -> str:
    """Invite as the form says; the sentence that confirms it."""
    asked = {key: str(form.get(key, "")) for key in ("email", "name", "message")}
    made = invitations.invite(
        db, actor, asked["email"], name=asked["name"], roles=roles_in(form), message=asked["message"]
    )
    return _("The invitation is on its way to {email}.", email=made.email)


def number_of(text: str) -> int:
    """A key from the browser; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


class PeopleState(ListState, PortalState):
    """One page of people and the invitations below it (shapes in `PeopleView`)."""

    list_of: ClassVar = PEOPLE
    view_of: ClassVar = staticmethod(people_view)

    invitations: list[list[str]] = []
    offers: list[list[str]] = []
    ways: dict[str, list[list[str]]] = {}
    problem: str = ""
    invited: int = 0
    """Grows with every invitation: then the dialog closes (`portal.js`) and is empty again."""

    @portal_event(Permission.PEOPLE_INVITE)
    async def invite(self, form: dict[str, Any]) -> Any:
        """Ask somebody in; a refusal leaves the form as it is."""
        try:
            told = await self._ask(invite, form)
        except PortalError as refusal:
            self.problem = str(refusal)
            return None
        self.problem, self.invited = "", self.invited + 1
        await self._fill()
        return FlashState.tell(told)

    @portal_event(Permission.PEOPLE_INVITE)
    async def resend(self, invitation: str) -> Any:
        """Send an invitation again, with a new link."""
        await self._ask(invitations.resend, number_of(invitation))
        await self._fill()
        return say(self, lazy("Sent again, with a new link. The old one no longer works."))

    @portal_event(Permission.PEOPLE_INVITE)
    async def cancel(self, invitation: str) -> Any:
        """Make an invitation worthless."""
        await self._ask(invitations.cancel, number_of(invitation))
        await self._fill()
        return say(self, lazy("Cancelled. The link no longer works."))
