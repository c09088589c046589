"""What somebody has mailed: lists that go out regularly, and what was sent lately."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, moment, ngettext, weekday
from occ_app.models import Frequency
from occ_app.services import documents, mailings
from occ_app.services.mailings import Planned
from occ_app.state.base import PortalState, portal_event
from occ_app.state.flash import say

ON_ITS_WAY = lazy("On its way"), "payment_submitted", "clock"
MAILED = lazy("Mailed"), "closed", "circle-check"
STOPPED = lazy("Stopped"), "", "circle-slash"
ENDED = lazy("Ended"), "past_due", "triangle-alert"

LAST_DAY = 31


@dataclass
class PlannedView:
    """Mailings in words. Each begins [id, list, its address, rhythm, recipients, formats, note]; a plan goes on
    [next, last], one that is over [when, state, its colour, its icon, why].
    """

    sentence: str
    plans: list[list[str]]
    past: list[list[str]]
    loaded: bool = True


def planned_view(db: Session, actor: Actor) -> PlannedView:
    """One's own plans, and what was sent or has ended, the latest first."""
    regular = mailings.listing(db, actor)
    past = [plan for plan in regular if plan.ended_at] + mailings.sent_once(db, actor)
    past.sort(key=lambda plan: plan.ended_at or plan.asked_at, reverse=True)
    plans = [_plan(plan, actor) for plan in regular if not plan.ended_at]
    return PlannedView(_sentence(len(plans)), plans, [_past(plan, actor) for plan in past])


def _sentence(count: int) -> str:
    if not count:
        return _("No list is sent regularly.")
    return ngettext("{count} list is sent regularly.", "{count} lists are sent regularly.", count)


def _plan(plan: Planned, actor: Actor) -> list[str]:
    return [
        *_what(plan),
        _("Next: {moment}", moment=moment(plan.next_run_at, actor.time_zone)) if plan.next_run_at else "",
        _("Last: {moment}", moment=moment(plan.last_run_at, actor.time_zone)) if plan.last_run_at else "",
    ]


def _past(plan: Planned, actor: Actor) -> list[str]:
    word, colour, icon = _state(plan)
    when = moment(plan.ended_at or plan.asked_at, actor.time_zone)
    return [*_what(plan), when, _(word), colour, f"/icons.svg#{icon}", plan.ended_why]


def _what(plan: Planned) -> list[str]:
    return [
        str(plan.id),
        plan.words,
        _href(plan.query),
        rhythm(plan.frequency, plan.day),
        ", ".join(plan.recipients),
        " · ".join(name.upper() for name in plan.formats),
        plan.note,
    ]


def _href(query: str) -> str:
    """The list in the portal; none for chosen documents, which no filter finds."""
    if documents.choice_of(query).numbers:
        return ""
    return f"/{language()}/invoices" + (f"?{query}" if query else "")


def _state(plan: Planned) -> tuple[str, str, str]:
    if plan.ended_why:
        return ENDED
    if plan.frequency is not Frequency.ONCE:
        return STOPPED
    return MAILED if plan.ended_at else ON_ITS_WAY


def rhythm(frequency: Frequency, day: int) -> str:
    """`Every Monday`, `On day 15 of every month`."""
    if frequency is Frequency.ONCE:
        return _("Once")
    if frequency is Frequency.WEEKLY:
        return _("Every {weekday}", weekday=weekday(day))
    if day == LAST_DAY:
        return _("On the last day of every month")
    return _("On day {day} of every month", day=day)


class PlannedState(PortalState):
    """The mailings on the page (shapes in `PlannedView`)."""

    loaded: bool = False
    sentence: str = ""
    plans: list[list[str]] = []
    past: list[list[str]] = []
    chosen: list[str] = ["", "", "", ""]
    """The plan that is about to be stopped."""
    stopped: int = 0
    """Grows with every answer to that: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.INVOICES_MAIL)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(planned_view))

    @portal_event(Permission.INVOICES_MAIL)
    def choose(self, plan: str) -> None:
        """Ask whether this plan shall be stopped."""
        self.chosen = next((row for row in self.plans if row[0] == plan), ["", "", "", ""])

    @portal_event(Permission.INVOICES_MAIL)
    async def stop(self) -> Any:
        """Stop the plan that was asked about."""
        if not self.chosen[0]:
            return None
        self.stopped += 1
        await self._ask(mailings.cancel, int(self.chosen[0]))
        self._show(await self._read(planned_view))
        return say(self, lazy("Stopped. Nothing more of it will be sent."))
