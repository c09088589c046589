"""The frame of every page: who is here, their companies, what they may open, what is late."""

import time
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import clock, long_date, moment, ngettext, number
from occ_app.i18n import gettext as _
from occ_app.navigation import PAGES, rail
from occ_app.services import access_requests, frame
from occ_app.services.access_requests import Standing
from occ_app.services.delegations import Handed
from occ_app.state.base import PortalState, language_of, portal_event

HOME = "/overview"
GOOD_SECONDS = 3.0
"""Whoever turns the pages of a list is not told with each what stands around them."""


@dataclass
class FrameView:
    """The frame in words. Companies are [id, name, current]; `doors` has, for each route of the rail that
    is open, one line with the count beside its name.
    """

    name: str
    email: str
    initials: str
    company: str
    companies: list[list[str]]
    doors: dict[str, list[list[str]]]
    color_mode: str
    has_inbox: bool
    unread: str = ""
    forbidden: str = ""
    can_ask: str = ""
    """Whether there is somebody to be asked for the page."""
    asked: str = ""
    """What became of having asked."""
    shared: str = ""
    """What a delegate was handed."""
    rights: list[str] = field(default_factory=list)
    """Permissions held: what there are buttons for."""
    viewing: str = ""
    """Of staff who look at a company: which, and until when."""
    ready: bool = True


def frame_view(db: Session, actor: Actor, route: str) -> FrameView:
    """The frame around the page at `route`; says who can help where the actor may not open it."""
    around = frame.around(db, actor)
    page = PAGES.get(route)
    is_closed = bool(page and page.needs and page.needs not in around.permissions)
    can_ask, asked = asking(db, actor, route) if is_closed else ("", "")
    return FrameView(
        name=actor.name,
        email=actor.email,
        initials=_initials(actor.name),
        company=actor.account_name or _("Supplier"),
        companies=[
            [str(key), name, "true" if key == actor.account_id else ""] for key, name in actor.accounts
        ],
        doors=_doors(around),
        color_mode=actor.color_mode,
        has_inbox=actor.may(Permission.INBOX_READ),
        unread=number(around.unread) if around.unread else "",
        forbidden=_forbidden(around) if is_closed else "",
        can_ask=can_ask,
        asked=asked,
        shared=_shared(around.handed) if around.handed else "",
        rights=sorted(around.permissions),
        viewing=_viewing(actor),
    )


def _doors(around: frame.Frame) -> dict[str, list[list[str]]]:
    late = number(around.past_due) if around.past_due else ""
    counts = {"/invoices": late}
    return {page.route: [[counts.get(page.route, "")]] for page in rail() if page.needs in around.permissions}


def _viewing(actor: Actor) -> str:
    if actor.viewing_until is None:
        return ""
    return _(
        "You are viewing {company} as its people see it, read-only, until {time}.",
        company=actor.account_name,
        time=clock(actor.viewing_until, actor.time_zone),
    )


def _forbidden(around: frame.Frame) -> str:
    if not around.administrators:
        return _("You do not have the right to open this page.")
    names = ", ".join(around.administrators)
    return _(
        "You do not have the right to open this page. {names}, administrator of {company}, can give it to you.",
        names=names,
        company=around.actor.account_name,
    )


def asking(db: Session, actor: Actor, route: str) -> tuple[str, str]:
    """Whether the page that is not open can be asked for, and what became of having asked."""
    needs = PAGES[route].needs
    stands = access_requests.standing(db, actor, route, needs) if needs else Standing(can_ask=False)
    return "true" if stands.can_ask else "", _asked(stands, actor)


def _asked(stands: Standing, actor: Actor) -> str:
    if stands.asked_at:
        when = moment(stands.asked_at, actor.time_zone)
        return _("You asked for it on {moment}. You are told as soon as it is decided.", moment=when)
    if stands.refused_at:
        return _("You asked for it and it was refused: {reason}", reason=stands.reason)
    return ""


def _shared(handed: Handed) -> str:
    return ngettext(
        "{name} of {company} shared {count} document with you until {day}.",
        "{name} of {company} shared {count} documents with you until {day}.",
        handed.count,
        name=handed.by,
        company=handed.company,
        day=long_date(handed.until),
    )


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


class FrameState(PortalState):
    """What stands around the page (shapes in `FrameView`)."""

    ready: bool = False
    name: str = ""
    email: str = ""
    initials: str = ""
    company: str = ""
    companies: list[list[str]] = []
    doors: dict[str, list[list[str]]] = {}
    color_mode: str = ""
    has_inbox: bool = True
    unread: str = ""
    forbidden: str = ""
    can_ask: str = ""
    asked: str = ""
    shared: str = ""
    rights: list[str] = []
    viewing: str = ""
    _shown_at: tuple[str, str] = ("", "")
    _good_until: float = 0.0

    @portal_event(Permission.PORTAL_USE)
    async def load(self) -> Any:
        """Fill the frame for the page that is being opened; staff have another first page than customers."""
        route = "/" + self.router_data.get("pathname", "").strip("/").partition("/")[2]
        if (route, language_of(self.router_data)) == self._shown_at and time.time() < self._good_until:
            return None
        self._show(await self._read(frame_view, route))
        self._shown_at = route, language_of(self.router_data)
        self._good_until = time.time() + GOOD_SECONDS
        if self.forbidden and route == HOME and self.doors:
            return rx.redirect(f"/{language_of(self.router_data)}{next(iter(self.doors))}", replace=True)
        return None
