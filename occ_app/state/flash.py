"""Sentences that appear for a moment and are read aloud: the one place where refusals become words."""

from typing import cast
from urllib.parse import urlencode

import structlog
from reflex_base.event import EventSpec

from occ_app.access.permissions import Permission
from occ_app.errors import PortalError, ProofNeeded
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.state.base import PortalState, language_of, portal_event

LONGEST = 300
log = structlog.get_logger(__name__)


class FlashState(PortalState):
    """The last sentence the portal had to say."""

    text: str = ""
    proof: str = ""
    """Where the second factor is shown that the sentence asks for; empty if it asks for none."""
    count: int = 0
    """Grows with every sentence, so that the same one said twice is announced twice."""

    @portal_event(Permission.PORTAL_USE)
    def tell(self, text: str) -> None:
        """Say a sentence."""
        self.text, self.proof = str(text)[:LONGEST], ""
        self.count += 1

    @portal_event(Permission.PORTAL_USE)
    def ask_for_proof(self, text: str) -> None:
        """Say that a second factor is needed for this, with the way there and back to this page."""
        self.tell(text)
        here = str(self.router_data.get("asPath") or "")
        self.proof = f"/{language_of(self.router_data)}/second-factor?{urlencode({'next': here})}"

    @portal_event(Permission.PORTAL_USE)
    def dismiss(self) -> None:
        """Take it away."""
        self.text, self.proof = "", ""


def say(state: PortalState, sentence: str, **values: object) -> EventSpec:
    """Say a sentence marked with `lazy`, with its values, in the language of the page."""
    with speaking(language_of(state.router_data)):
        return cast("EventSpec", FlashState.tell(_(sentence, **values)))


def answer(exception: Exception) -> EventSpec | None:
    """What a handler that raised says to the person: `rx.App.backend_exception_handler`."""
    if isinstance(exception, ProofNeeded):
        return cast("EventSpec", FlashState.ask_for_proof(str(exception)))
    if isinstance(exception, PortalError):
        return cast("EventSpec", FlashState.tell(str(exception)))
    log.error("event failed", exc_info=exception)
    return None
