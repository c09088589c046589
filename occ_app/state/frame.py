"""The frame of every page: who is here, their companies, what they may open, what is late."""

import time
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import clock, number
from occ_app.i18n import gettext as _
from occ_app.navigation import PAGES, rail
from occ_app.services import frame
from occ_app.state.base import PortalState, language_of, portal_event

HOME = "/overview"
GOOD_SECONDS = 3.0
"""Whoever turns the pages of a list is not told with each what stands around them."""


@dataclass
class FrameView:
    """The frame in words. Companies are [id, name, current]; `open_routes` are routes of the rail."""

    name: str
    email: str
    initials: str
    company: str
    companies: list[list[str]]
    open_routes: list[str]
    past_due: str
    color_mode: str
    has_inbox: bool
    unread: str = ""
    forbidden: str = ""
    viewing: str = ""
    """Of staff who look at a company: which, and until when."""
    may_choose: bool = True
    may_mail: bool = True
    may_ask_files: bool = True
    ready: bool = True


def frame_view(db: Session, actor: Actor, route: str) -> FrameView:
    """The frame around the page at `route`; says who can help where the actor may not open it."""
    around = frame.around(db, actor)
    page = PAGES.get(route)
    return FrameView(
        name=actor.name,
        email=actor.email,
        initials=_initials(actor.name),
        company=actor.account_name or _("Supplier"),
        companies=[
            [str(key), name, "true" if key == actor.account_id else ""] for key, name in actor.accounts
        ],
        open_routes=[page.route for page in rail() if page.needs in around.permissions],
        past_due=number(around.past_due) if around.past_due else "",
        color_mode=actor.color_mode,
        has_inbox=actor.may(Permission.INBOX_READ),
        unread=number(around.unread) if around.unread else "",
        viewing=_viewing(actor),
        may_choose=actor.may(Permission.PREFERENCES_CHANGE),
        may_mail=actor.may(Permission.INVOICES_MAIL),
        may_ask_files=actor.may(Permission.FILES_ASK),
        forbidden=_forbidden(around) if page and page.needs and page.needs not in around.permissions else "",
    )


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
    open_routes: list[str] = []
    past_due: str = ""
    color_mode: str = ""
    has_inbox: bool = True
    unread: str = ""
    forbidden: str = ""
    viewing: str = ""
    may_choose: bool = True
    may_mail: bool = True
    may_ask_files: bool = True
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
        if self.forbidden and route == HOME and self.open_routes:
            return rx.redirect(f"/{language_of(self.router_data)}{self.open_routes[0]}", replace=True)
        return None
