"""What was shared by links: with whom, until when, whether it was opened; taking it back."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext, short_date
from occ_app.services import delegations
from occ_app.services.delegations import Shared, Stage
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say

STAGES = {
    Stage.LIVE: (lazy("Shared"), "open", "share-2"),
    Stage.RESTING: (lazy("At rest"), "past_due", "triangle-alert"),
    Stage.ENDED: (lazy("Ended"), "closed", "circle-check"),
    Stage.REVOKED: (lazy("Taken back"), "", "circle-slash"),
}
"""In words, the status whose colour it has, and its icon."""

NONE = ["", "", "", ""]


@dataclass
class DelegationsView:
    """Each is [id, name, address, what, until, opened, by whom, note, state, its colour, its icon, why it rests]."""

    sentence: str
    live: list[list[str]]
    past: list[list[str]]
    loaded: bool = True


def delegations_view(db: Session, actor: Actor) -> DelegationsView:
    """What is shared now, and what was."""
    live = [_row(one, actor) for one in delegations.listing(db, actor)]
    past = [_row(one, actor) for one in delegations.ended(db, actor)]
    sentence = _("Nothing is shared at the moment.")
    if live:
        sentence = ngettext("Shared with {count} person.", "Shared with {count} people.", len(live))
    return DelegationsView(sentence, live, past)


def _row(one: Shared, actor: Actor) -> list[str]:
    word, colour, icon = STAGES[one.stage]
    what = one.first_number
    if one.count != 1:
        what = ngettext("{count} document", "{count} documents", one.count)
    rests = _("{name} has not the right to share any more; nobody can open it.", name=one.made_by)
    return [
        str(one.id),
        one.name,
        one.email,
        what,
        _("Until {day}", day=short_date(one.ends_on)),
        _opened(one, actor),
        _("Shared by {name} on {day}", name=one.made_by, day=moment(one.made_at, actor.time_zone)),
        one.note,
        _(word),
        colour,
        f"/icons.svg#{icon}",
        rests if one.stage is Stage.RESTING else "",
    ]


def _opened(one: Shared, actor: Actor) -> str:
    if one.last_used_at is None:
        return _("Not opened yet")
    return _("Last opened: {moment}", moment=moment(one.last_used_at, actor.time_zone))


class DelegationsState(PortalState):
    """What is shared (shapes in `DelegationsView`)."""

    loaded: bool = False
    sentence: str = ""
    live: list[list[str]] = []
    past: list[list[str]] = []
    chosen: list[str] = NONE
    """What is about to be taken back."""
    revoked: int = 0
    """Grows with every answer to that: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.INVOICES_DELEGATE)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(delegations_view))

    @portal_event(Permission.INVOICES_DELEGATE)
    def choose(self, shared: str) -> None:
        """Ask whether this shall be taken back."""
        self.chosen = next((row for row in self.live if row[0] == shared), NONE)

    @portal_event(Permission.INVOICES_DELEGATE)
    async def revoke(self) -> Any:
        """Take back what was asked about."""
        if not self.chosen[0]:
            return None
        self.revoked += 1
        email = await self._ask(delegations.revoke, record_id(self.chosen[0]))
        self._show(await self._read(delegations_view))
        return say(self, lazy("Taken back. {email} sees nothing of it any more."), email=email)

    @portal_event(Permission.INVOICES_DELEGATE)
    async def send_again(self, shared: str) -> Any:
        """Mail a new link."""
        email = await self._ask(delegations.send_again, record_id(shared))
        return say(self, lazy("A new link is on its way to {email}."), email=email)
