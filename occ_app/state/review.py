"""The review of access: what is still to be decided, and the reviews that were signed off."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, long_date, moment, ngettext, number
from occ_app.models import Decision
from occ_app.services.people import changes, reviews, words
from occ_app.services.people.reviews import Item, Signed
from occ_app.state.base import PortalState, file_query, portal_event
from occ_app.state.flash import say
from occ_app.state.people import number_of

MARKS = {
    Decision.UNDECIDED: ("open", "circle-dot"),
    Decision.KEPT: ("closed", "circle-check"),
    Decision.REMOVED: ("past_due", "circle-slash"),
    Decision.GONE: ("", "minus"),
}

USUAL = timedelta(days=14)
"""How long a review is usually open."""


@dataclass
class ReviewView:
    """Items are [id, person, name, address, role, source, decision, its colour, its icon, whether it can be decided,
    whether it is the person's first]; signed ones [heading, who and when, counts, address of files before the ending,
    query of files].
    """

    is_open: bool = False
    sentence: str = ""
    items: list[list[str]] = field(default_factory=list)
    done: int = 0
    all: int = 1
    past: list[list[str]] = field(default_factory=list)
    usual_day: str = ""
    loaded: bool = True


def review_view(db: Session, actor: Actor) -> ReviewView:
    """The open review, if there is one, and the earlier ones."""
    found = reviews.current(db, actor)
    view = ReviewView(past=[_past(one, actor) for one in reviews.past(db, actor)])
    if found is None:
        view.sentence = _("No review is open.")
        view.usual_day = (actor.today() + USUAL).isoformat()
        return view
    undecided = found.count(Decision.UNDECIDED)
    view.is_open, view.done, view.all = True, len(found.items) - undecided, max(len(found.items), 1)
    view.sentence = ngettext(
        "{count} right is undecided; the review should be done by {day}.",
        "{count} rights are undecided; the review should be done by {day}.",
        undecided,
        day=long_date(found.due_on),
    )
    firsts = {item.person_id: item.id for item in reversed(found.items)}
    view.items = [_item(item, is_first=firsts[item.person_id] == item.id) for item in found.items]
    return view


def _item(item: Item, *, is_first: bool) -> list[str]:
    colour, symbol = MARKS[item.decision]
    said = _(words.DECISIONS[item.decision])
    by = f" · {item.decided_by}" if item.decided_by else ""
    return [
        str(item.id),
        str(item.person_id),
        item.name or item.email,
        item.email,
        _(words.ROLES[item.role]),
        item.source,
        said + by,
        colour,
        f"/icons.svg#{symbol}",
        "true" if item.decision in (Decision.UNDECIDED, Decision.KEPT) else "",
        "true" if is_first else "",
    ]


def _past(one: Signed, actor: Actor) -> list[str]:
    when = moment(one.closed_at, actor.time_zone) if one.closed_at else ""
    counts = (f"{_(word)}: {number(one.count(decision))}" for decision, word in words.DECISIONS.items())
    return [
        _("Review due on {day}", day=long_date(one.due_on)),
        _("Signed off by {name} on {moment}", name=one.closed_by, moment=when),
        " · ".join(counts),
        f"/documents/access-review/{one.id}",
        file_query(actor),
    ]


def start(db: Session, actor: Actor, day: str) -> None:
    """Begin a review that should be done by a day."""
    try:
        due_on = date.fromisoformat(day)
    except ValueError as error:
        raise Invalid(_("Please choose the day by which it should be done."), "due_on") from error
    reviews.start(db, actor, due_on)


DECIDED = {
    "keep": reviews.keep,
    "keep_person": reviews.keep_person,
    "remove": reviews.remove,
    "remove_person": reviews.remove_person,
}


def decide(db: Session, actor: Actor, what: str, key: str, *, is_sure: bool) -> None:
    """Keep or remove one right, or all of a person's."""
    sure = {"is_sure": True} if is_sure else {}
    DECIDED[what](db, actor, number_of(key), **sure)


class ReviewState(PortalState):
    """The review on the page (shapes in `ReviewView`)."""

    loaded: bool = False
    is_open: bool = False
    sentence: str = ""
    items: list[list[str]] = []
    done: int = 0
    all: int = 1
    past: list[list[str]] = []
    usual_day: str = ""
    unsure: str = ""
    closed: int = 0
    """Grows with every review that was signed off: then the dialog closes (`portal.js`)."""
    _pending: tuple[str, str] = ("", "")

    @portal_event(Permission.PEOPLE_CHANGE)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(review_view))

    @portal_event(Permission.PEOPLE_CHANGE)
    async def start(self, form: dict[str, Any]) -> None:
        """Begin a review."""
        await self._ask(start, str(form.get("due_on", "")))
        self._show(await self._read(review_view))

    @portal_event(Permission.PEOPLE_CHANGE)
    async def keep(self, item: str) -> None:
        """Somebody needs this right."""
        await self._decide("keep", item)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def keep_person(self, person: str) -> None:
        """Somebody needs all of theirs."""
        await self._decide("keep_person", person)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def remove(self, item: str) -> None:
        """Somebody does not need this right."""
        await self._decide("remove", item)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def remove_person(self, person: str) -> None:
        """Somebody needs no access any more."""
        await self._decide("remove_person", person)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def confirm(self) -> None:
        """Do to oneself what was asked about."""
        if self._pending[0]:
            await self._decide(*self._pending, is_sure=True)

    @portal_event(Permission.PEOPLE_CHANGE)
    async def close(self) -> Any:
        """Sign the review off."""
        self.closed += 1
        await self._ask(reviews.close)
        self._show(await self._read(review_view))
        return say(self, lazy("Signed off. The record is below, and in the activity."))

    async def _decide(self, what: str, key: str, *, is_sure: bool = False) -> None:
        self.unsure, self._pending = "", ("", "")
        try:
            await self._ask(decide, what, key, is_sure=is_sure)
        except Invalid as question:
            if question.field != changes.SURE:
                raise
            self.unsure, self._pending = str(question), (what, key)
        self._show(await self._read(review_view))
