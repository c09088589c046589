"""Sentences that appear for a moment and are read aloud: the one place where refusals become words."""

from typing import cast

import structlog
from reflex_base.event import EventSpec

from occ_app.access.permissions import Permission
from occ_app.errors import PortalError
from occ_app.state.base import PortalState, portal_event

LONGEST = 300
log = structlog.get_logger(__name__)


class FlashState(PortalState):
    """The last sentence the portal had to say."""

    text: str = ""
    count: int = 0
    """Grows with every sentence, so that the same one said twice is announced twice."""

    @portal_event(Permission.PORTAL_USE)
    def tell(self, text: str) -> None:
        """Say a sentence."""
        self.text = str(text)[:LONGEST]
        self.count += 1

    @portal_event(Permission.PORTAL_USE)
    def dismiss(self) -> None:
        """Take it away."""
        self.text = ""


def answer(exception: Exception) -> EventSpec | None:
    """What a handler that raised says to the person: `rx.App.backend_exception_handler`."""
    if isinstance(exception, PortalError):
        return cast("EventSpec", FlashState.tell(str(exception)))
    log.error("event failed", exc_info=exception)
    return None
