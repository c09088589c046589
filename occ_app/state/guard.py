"""No handler runs unless it has a registered permission and the actor, alive now, holds it."""

import inspect
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, get_type_hints
from urllib.parse import urlencode

import reflex as rx
import structlog
from pydantic import TypeAdapter
from reflex.app import App
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict

from occ_app import db
from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.errors import SignedOut
from occ_app.services import activity
from occ_app.state.base import PERMISSION_MARK, language_of, off_the_loop, session_of

FROM_PAGES = frozenset(
    {
        "reflex___state____state.hydrate_and_load",
        "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
    }
)
"""What Reflex's own part of a page sends when it opens."""

FRAMEWORK_EVENTS = FROM_PAGES | {
    "reflex___state____state.hydrate",
    "reflex___state____state.set_is_hydrated",
    "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
}
"""What Reflex needs to fill a page, once it goes on by itself; everything else of its own is refused."""

OPENING = "load"
"""How a page's own handler is called."""

KNOWN_SECONDS = 1.0
MOST_KNOWN = 4_096
"""One click is several events: the framework's own, and those that follow from it. Who clicked is asked once, with the
first; what a handler then asks of a service is asked with the rights of that instant all the same.
"""

log = structlog.get_logger(__name__)


class Guard(Middleware):
    """Runs before every event, whoever sent it."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event run; an update answers it here."""
        permission = needed(event.name)
        if permission is None and event.name not in FRAMEWORK_EVENTS:
            log.warning("refused an unregistered event", event_name=event.name[:120])
            return StateUpdate()
        language = language_of(state.router_data)
        try:
            actor = await _actor_of(session_of(state.router_data))
        except SignedOut:
            return _leaving(f"/{language}/signed-out")
        except _Unproven:
            here = str(state.router_data.get("asPath") or "")
            return _leaving(f"/{language}/second-factor?{urlencode({'next': here})}")
        if permission is not None and not actor.may(permission):
            log.warning("refused an event without the right", event_name=event.name[:120])
            await _tell(actor, event.name)
            return StateUpdate()
        return None


def _leaving(page: str) -> StateUpdate:
    """To a plain page: `portal.js` loads it anew."""
    return StateUpdate(events=Event.from_event_type(rx.redirect(page, replace=True)))


def knows(event: Mapping[str, Any]) -> bool:
    """Whether a browser may send this event: its handler is declared, and takes just such arguments."""
    name: str = event["name"]
    given: Mapping[str, Any] = event.get("payload", {})
    if name not in FROM_PAGES and needed(name) is None:
        return False
    required, taken = _arguments(RegistrationContext.get().event_handlers[name].handler.fn)
    try:
        for argument, value in given.items():
            taken[argument].validate_json(json.dumps(_unwrapped(value)), strict=True)
    except (KeyError, TypeError, ValueError):
        return False
    return required <= given.keys()


def _unwrapped(value: Any) -> Any:
    """A form as the handler will see it: names and values; TypeError or ValueError for what is none."""
    plain = form_data_as_dict(value)
    if isinstance(plain, dict) and not all(isinstance(name, str) for name in plain):
        raise TypeError("a form has names")
    return plain


@cache
def _arguments(handler: Any) -> tuple[frozenset[str], dict[str, TypeAdapter[Any]]]:
    """The names a handler must be given, and what each that it takes is checked with: its annotation."""
    taken = list(inspect.signature(handler).parameters.values())[1:]
    hints = get_type_hints(handler)
    required = frozenset(argument.name for argument in taken if argument.default is argument.empty)
    return required, {argument.name: TypeAdapter(hints.get(argument.name, Any)) for argument in taken}


def needed(name: str) -> Permission | None:
    """The permission an event's handler was registered with."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return getattr(registered.handler.fn, PERMISSION_MARK, None) if registered else None


async def _tell(actor: Actor, name: str) -> None:
    """Note it, unless it is what any page does as it is opened by somebody who may not."""
    handler = name.rpartition(".")[2]
    if handler != OPENING:
        what = ".".join(name.split(".")[-2:])
        await off_the_loop(partial(activity.tell, actor, what, "forbidden"), reads_only=False)


async def _actor_of(session: tuple[str, int]) -> Actor:
    try:
        event = EventContext.get()
    except LookupError:
        event = None
    asked = _known.get(event.parent_txid or "") if event else None
    if asked is None or asked.session != session or asked.until < time.monotonic():
        actor = await off_the_loop(partial(_resumed, session), reads_only=True)
        asked = _Asked(session, actor, time.monotonic() + KNOWN_SECONDS)
    if event:
        _known[event.txid] = asked
        while len(_known) > MOST_KNOWN:
            _known.pop(next(iter(_known)))
    return asked.actor


def _resumed(session: tuple[str, int]) -> Actor:
    with db.transaction(reads_only=True) as opened:
        actor = sessions.resume(opened, *session)
    if Role.UNPROVEN in actor.roles:
        raise _Unproven
    return actor


class _Unproven(Exception):
    """Whoever is behind the session owes a second factor since its page was opened."""


@dataclass(frozen=True)
class _Asked:
    """Who was behind an event, for those that follow from it."""

    session: tuple[str, int]
    actor: Actor
    until: float


_known: dict[str, _Asked] = {}
"""By the id of an event, the oldest first."""
