"""No handler runs unless it has a registered permission and the actor, alive now, holds it."""

import asyncio

import reflex as rx
import structlog
from reflex.app import App
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from occ_app import db
from occ_app.access import sessions
from occ_app.access.permissions import Permission
from occ_app.errors import SignedOut
from occ_app.state.base import PERMISSION_MARK, language_of, session_of

FRAMEWORK_EVENTS = frozenset(
    {
        "reflex___state____state.hydrate",
        "reflex___state____state.hydrate_and_load",
        "reflex___state____state.set_is_hydrated",
        "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
        "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
    }
)
"""What Reflex itself needs to fill a page; everything else of its own is refused too."""

log = structlog.get_logger(__name__)


class Guard(Middleware):
    """Runs before every event, whoever sent it."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event run; an update answers it here."""
        permission = needed(event.name)
        if permission is None and event.name not in FRAMEWORK_EVENTS:
            log.warning("refused an unregistered event", event_name=event.name[:120])
            return StateUpdate()
        try:
            may = await asyncio.to_thread(_may, session_of(state.router_data), permission)
        except SignedOut:
            leaving = f"/{language_of(state.router_data)}/signed-out"
            return StateUpdate(events=Event.from_event_type(rx.redirect(leaving, replace=True)))
        if not may:
            log.warning("refused an event without the right", event_name=event.name[:120])
            return StateUpdate()
        return None


def needed(name: str) -> Permission | None:
    """The permission an event's handler was registered with."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return getattr(registered.handler.fn, PERMISSION_MARK, None) if registered else None


def _may(session: tuple[str, int], permission: Permission | None) -> bool:
    with db.transaction(reads_only=True) as opened:
        actor = sessions.resume(opened, *session)
    return permission is None or actor.may(permission)
