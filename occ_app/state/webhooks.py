"""What the card company told the portal, as the supplier's staff see it: worked on, given up, refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext
from occ_app.models import WebhookEvent, WebhookState
from occ_app.services import webhooks
from occ_app.services.webhooks import Refused
from occ_app.state.addresses import address
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say

Rows = list[list[str]]
PAGE = 50
STATES = {
    WebhookState.WAITING: (lazy("Waiting"), "clock", "payment_submitted"),
    WebhookState.DONE: (lazy("Worked on"), "circle-check", "closed"),
    WebhookState.FAILED: (lazy("Given up"), "triangle-alert", "past_due"),
}
REASONS = {
    "forged": lazy("Not signed by the card company"),
    "malformed": lazy("Not an event"),
    "oversized": lazy("Larger than any event"),
    "repeated": lazy("Known already"),
}


@dataclass
class WebhooksView:
    """The page in words. An event is [kind, id, payment, when, state, state's colour, state's icon, error, key where
    it can be tried again, address of its payment]; a tab [label, href, current]; refused calls are [reason, how many, where the latest came
    from and when].
    """

    sentence: str
    events: Rows
    refused: Rows = field(default_factory=list)
    tabs: Rows = field(default_factory=list)
    older: str = ""
    loaded: bool = True


def webhooks_view(db: Session, actor: Actor, params: Mapping[str, str] | None = None) -> WebhooksView:
    """The events that this address asks for, the newest first."""
    asked = params or {}
    name = asked.get("state", "")
    state = WebhookState(name) if name in set(WebhookState) else None
    before = record_id(asked.get("before", ""))
    found = webhooks.recent(db, actor, PAGE + 1, state=state, before=before)
    return WebhooksView(
        _sentence(db, actor),
        [_event(event, actor) for event in found[:PAGE]],
        refused=[_refused(calls, actor) for calls in webhooks.refusals(db, actor)],
        tabs=[_tab(one, is_current=one is state) for one in (None, *STATES)],
        older=_address(state, found[PAGE - 1].pk) if len(found) > PAGE else "",
    )


def _sentence(db: Session, actor: Actor) -> str:
    last, given_up = webhooks.heard(db, actor)
    if last is None:
        return _("Nothing was heard of the card company yet.")
    said = _("Last heard of the card company on {when}.", when=moment(last, actor.time_zone))
    failed = ngettext("{count} event was given up.", "{count} events were given up.", given_up)
    return f"{said} {failed}" if given_up else said


def _event(event: WebhookEvent, actor: Actor) -> list[str]:
    word, icon, colour = STATES[event.state]
    payment = address("/staff/payments", q=event.object_id)
    return [
        event.kind,
        event.event_id,
        event.object_id,
        moment(event.received_at, actor.time_zone),
        _(word),
        colour,
        f"/icons.svg#{icon}",
        _error(event),
        str(event.pk) if event.state is WebhookState.FAILED else "",
        payment if event.object_id else "",
    ]


def _error(event: WebhookEvent) -> str:
    if not event.error:
        return ""
    return ngettext(
        "Tried {count} time: {error}", "Tried {count} times: {error}", event.tries, error=event.error
    )


def _refused(calls: Refused, actor: Actor) -> list[str]:
    count = ngettext("{count} call", "{count} calls", calls.count)
    latest = [f"{address or '—'} ({moment(at, actor.time_zone)})" for address, at in calls.latest]
    reason = _(REASONS[calls.reason]) if calls.reason in REASONS else calls.reason
    return [reason, count, " · ".join(latest)]


def _tab(state: WebhookState | None, *, is_current: bool) -> list[str]:
    label = _(STATES[state][0]) if state else _("All events")
    return [label, _address(state), "page" if is_current else "false"]


def _address(state: WebhookState | None, before: int = 0) -> str:
    return address("/staff/webhooks", state=state.value if state else "", before=before)


class WebhooksState(PortalState):
    """The events on the page (shapes in `WebhooksView`)."""

    loaded: bool = False
    sentence: str = ""
    events: Rows = []
    refused: Rows = []
    tabs: Rows = []
    older: str = ""

    @portal_event(Permission.WEBHOOKS_READ)
    async def load(self) -> None:
        """Fill the page."""
        self._show(await self._read(webhooks_view, dict(self.router.url.query_parameters)))

    @portal_event(Permission.WEBHOOKS_MANAGE)
    async def try_again(self, event_id: str) -> Any:
        """Have an event worked on again that was given up."""
        await self._ask(webhooks.retry, record_id(str(event_id)))
        self._show(await self._read(webhooks_view, dict(self.router.url.query_parameters)))
        return say(self, lazy("It is worked on again within a minute."))
