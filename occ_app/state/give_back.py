"""“Give back”: how much of which payment and why, decided once and then taken to the card company."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Any

import structlog
from sqlmodel import Session

from occ_app import charging
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, speaking
from occ_app.models import RefundState
from occ_app.services import refunds
from occ_app.state import words
from occ_app.state.base import PortalState, language_of, off_the_loop, portal_event
from occ_app.state.once import OnceDialog
from occ_app.state.staff_payments import LONGEST_NUMBER, StaffPaymentsState

RESULTS = {
    RefundState.DONE: lazy("The money was given back. The company is told."),
    RefundState.NEW: lazy(
        "It is decided. The card company has not confirmed it yet and is asked again by itself."
    ),
    RefundState.FAILED: lazy("The card company did not give it back. The reason stands with the payment."),
}

log = structlog.get_logger(__name__)


@dataclass
class GiveBackView:
    """The dialog for one payment."""

    number: str = ""
    sentence: str = ""
    typed: str = ""
    """All that can be given back, as the reader writes it."""
    currency: str = ""
    token: str = ""
    """Of this opening of the dialog: with it money is given back once. Empty where none can be."""
    error: str = ""
    ready: bool = True


def give_back_view(db: Session, actor: Actor, number: str) -> GiveBackView:
    """What the dialog says of this payment."""
    offered = refunds.offer(db, actor, number)
    if offered.most.minor <= 0:
        return GiveBackView(error=_("All of this payment was given back already, or is about to be."))
    return GiveBackView(
        number=offered.number,
        sentence=_(
            "{company} paid {paid}; {most} of it can be given back.",
            company=offered.company,
            paid=words.money(offered.paid),
            most=words.money(offered.most),
        ),
        typed=words.plain(offered.most),
        currency=offered.most.currency,
        token=token_hex(8),
    )


def decide(db: Session, actor: Actor, number: str, form: Mapping[str, Any]) -> int:
    """Decide it as the form says; the key of the refund."""
    return refunds.ask(db, actor, number, str(form.get("amount", "")), str(form.get("reason", "")))


class GiveBackState(OnceDialog, PortalState):
    """The dialog as it is open (shapes in `GiveBackView`)."""

    number: str = ""
    sentence: str = ""
    typed: str = ""
    currency: str = ""

    @portal_event(Permission.PAYMENTS_REFUND)
    async def prepare(self, number: str) -> Any:
        """Fill the dialog for a payment."""
        async for step in self._open(GiveBackView, give_back_view, str(number)[:LONGEST_NUMBER]):
            yield step

    @portal_event(Permission.PAYMENTS_REFUND)
    async def send(self, form: dict[str, Any]) -> Any:
        """Give back as the form says, once however often it is pressed; a refusal leaves it as it is."""
        before = self.sent
        async for step in self._once(form, decide, self.number):
            yield step
        if self.sent > before:
            yield StaffPaymentsState.load

    async def _told(self, answer: Any) -> str:
        """Take the refund that was decided to the card company; what came of it."""
        try:
            state = await off_the_loop(partial(charging.refund, answer), reads_only=False)
        except Exception:
            # It is decided and kept: the sweep asks again, and must not be asked for a second time here.
            log.exception("a refund was not carried out", refund=answer)
            state = RefundState.NEW
        with speaking(language_of(self.router_data)):
            return _(RESULTS[state])
