"""The trail of what people did, and whether it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, number
from occ_app.services import activity
from occ_app.services.activity import ACTIVITY, Standing
from occ_app.services.lists import ListOf
from occ_app.state.base import PortalState
from occ_app.state.lists import ListState, ListView, list_view

BROKEN = lazy(
    "The trail does not fit together: an entry was changed or taken out. Please tell your supplier."
)


@dataclass
class ActivityView(ListView):
    """The list, and what is known of its wholeness: a sentence, or another one where it is not whole."""

    trail: str = ""
    trail_broken: str = ""


def activity_view(db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str]) -> ActivityView:
    """The page of the trail that this address asks for."""
    standing = activity.standing(db, actor)
    return ActivityView(
        **vars(list_view(db, actor, of, params)),
        trail=_words(standing, actor) if standing.is_intact else "",
        trail_broken="" if standing.is_intact else _(BROKEN),
    )


def _words(standing: Standing, actor: Actor) -> str:
    if not standing.is_intact:
        return _(
            "The trail does not fit together: an entry was changed or taken out. Please tell your supplier."
        )
    if not standing.seq:
        return ""
    said = _("Sealed up to entry {seq}, {hash}.", seq=number(standing.seq), hash=f"{standing.hash[:12]}…")
    if standing.checked_at is None:
        return said
    checked = _(
        "All entries up to {seq} were checked on {when}: nothing was changed.",
        seq=number(standing.checked_to),
        when=moment(standing.checked_at, actor.time_zone),
    )
    return f"{said} {checked}"


class ActivityState(ListState, PortalState):
    """One page of the trail (shapes in `ActivityView`)."""

    list_of: ClassVar = ACTIVITY
    view_of: ClassVar = staticmethod(activity_view)

    trail: str = ""
    trail_broken: str = ""
