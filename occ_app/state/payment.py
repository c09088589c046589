"""One payment on its page: looked at until it is decided, approved, moved, taken back, tried again."""

from typing import Any
from urllib.parse import unquote

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import lazy, speaking
from occ_app.models import PaymentState
from occ_app.services import paying
from occ_app.services.approvals import deciding
from occ_app.state.base import PortalState, language_of, portal_event, session_of
from occ_app.state.flash import FlashState, say
from occ_app.state.pay import ended, settled, way_on
from occ_app.state.payment_view import payment_view

MAKE, APPROVE = Permission.PAYMENTS_MAKE, Permission.PAYMENTS_APPROVE


def approve(db: Session, actor: Actor, number: str) -> tuple[int, PaymentState]:
    """Say yes; the payment’s key, and where it stands."""
    order = deciding.approve(db, actor, number)
    return order.pk, order.state


def cancel(db: Session, actor: Actor, number: str) -> tuple[int, PaymentState]:
    """Do not pay it after all; the payment’s key, and where it stands."""
    order = paying.cancel(db, actor, number)
    return order.pk, order.state


def pay_now(db: Session, actor: Actor, number: str) -> tuple[int, PaymentState]:
    """Do not wait for the day; the payment’s key, and where it stands."""
    order = paying.pay_now(db, actor, number)
    return order.pk, order.state


class OnePaymentState(PortalState):
    """The payment on the page (shapes in `payment_view.PaymentView`)."""

    loaded: bool = False
    missing: bool = False
    number: str = ""
    amount: str = ""
    status: list[str] = ["", "", ""]
    sentence: str = ""
    onward: str = ""
    crumbs: list[list[str]] = []
    bank: list[list[str]] = []
    proofs: list[list[str]] = []
    proof_door: str = ""
    puts: list[list[str]] = []
    puts_are_planned: bool = False
    refunds: list[list[str]] = []
    timeline: list[list[str]] = []
    facts: list[list[str]] = []
    files: list[list[str]] = []
    actions: list[str] = []
    next_sheet: str = ""
    confirm_at: str = ""
    day: str = ""
    first_day: str = ""
    last_day: str = ""
    busy: bool = False
    error: str = ""
    """What a dialog has to say."""
    changed: int = 0
    """Grows with all that was done: then dialogs close."""

    @portal_event(Permission.PAYMENTS_FOLLOW)
    async def load(self) -> None:
        """Fill the page for the payment in its address."""
        self.busy, self.error = False, ""
        await self._fill()

    @portal_event(Permission.PAYMENTS_FOLLOW)
    async def follow(self) -> None:
        """Look again where it stands."""
        await self._fill()

    @portal_event(MAKE)
    async def cancel(self) -> Any:
        """Take it back; what is at the card company already has to end there first."""
        self.error = ""
        try:
            state = await ended(*await self._ask(cancel, self._number()))
        except Invalid as refusal:
            return FlashState.tell(str(refusal))
        self.changed += 1
        await self._fill()
        return say(self, lazy("It was taken back.")) if state is PaymentState.CANCELLED else None

    @portal_event(MAKE)
    async def move(self, form: dict[str, Any]) -> Any:
        """Have it charged on another day."""
        return await self._do(lazy("It was moved."), paying.reschedule, str(form.get("day", "")))

    @portal_event(MAKE)
    async def let_be(self) -> Any:
        """It need not be put right any more."""
        return await self._do(lazy("It is not shown as failed any more."), paying.let_be)

    @portal_event(APPROVE)
    async def refuse(self, form: dict[str, Any]) -> Any:
        """Say no, and why."""
        return await self._do(lazy("You refused it."), deciding.refuse, str(form.get("reason", "")))

    @portal_event(APPROVE)
    async def approve(self) -> Any:
        """Say yes; with the last one it is paid."""
        async for step in self._pay(approve):
            yield step

    @portal_event(MAKE)
    async def pay_now(self) -> Any:
        """Pay it at once."""
        async for step in self._pay(pay_now):
            yield step

    @portal_event(MAKE)
    async def again(self) -> Any:
        """A new draft of what can still be paid of it."""
        (number,) = await self._ask(paying.again, self._number())
        return rx.redirect(f"/{language_of(self.router_data)}/pay/{number}")

    async def _do(self, said: str, service: Any, *given: str) -> Any:
        self.error = ""
        try:
            await self._ask(service, self._number(), *given)
        except Invalid as refusal:
            self.error = str(refusal)
            return None if given else FlashState.tell(self.error)
        self.changed += 1
        await self._fill()
        return say(self, said)

    async def _pay(self, service: Any) -> Any:
        """What ends at the card company: whoever is there answers the bank."""
        self.busy = True
        yield
        try:
            state = await settled(*await self._ask(service, self._number()))
        finally:
            self.busy = False
        self.changed += 1
        await self._fill()
        if state is PaymentState.NEEDS_ACTION and "confirm" in self.actions:
            with speaking(language_of(self.router_data)):
                yield way_on(self._number(), state, session_of(self.router_data)[1])

    async def _fill(self) -> None:
        self._show(await self._read(payment_view, self._number()))

    def _number(self) -> str:
        return unquote(self.router.url.path.rstrip("/").rpartition("/")[2])
