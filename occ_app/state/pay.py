"""The payment sheet: a draft that is changed, looked through and sent once. All it shows is in the database."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

import reflex as rx
import structlog
from sqlmodel import Session

from occ_app import charging
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import speaking
from occ_app.models import WITHDRAWN, PaymentMethod, PaymentState
from occ_app.services import paying
from occ_app.services.paying.editing import Entry
from occ_app.state import payment_words
from occ_app.state.base import PortalState, language_of, off_the_loop, portal_event, record_id, session_of
from occ_app.state.pay_view import CARD, TRANSFER, PayView, pay_view

SHEET, REVIEW = "sheet", "review"

log = structlog.get_logger(__name__)


def send(db: Session, actor: Actor, number: str, expected_minor: int) -> tuple[int, PaymentState]:
    """Send a draft; its key, and where it stands."""
    order = paying.send(db, actor, number, expected_minor)
    return order.pk, order.state


def choose(db: Session, actor: Actor, number: str, value: str) -> None:
    """Pay as a radio button says; the day stays where it still can."""
    if value == TRANSFER:
        paying.choose(db, actor, number, method=PaymentMethod.BANK_TRANSFER)
        return
    day = paying.sheet(db, actor, number).order.scheduled_for
    card = record_id(value.removeprefix(CARD))
    kept = day.isoformat() if day else ""
    paying.choose(db, actor, number, method=PaymentMethod.CARD, card_id=card, day=kept)


def plan(db: Session, actor: Actor, number: str, day: str) -> None:
    """Pay on a day; at once without one."""
    order = paying.sheet(db, actor, number).order
    paying.choose(db, actor, number, method=order.method, card_id=order.card_id, day=day)


async def settled(order_id: int, state: PaymentState) -> PaymentState:
    """Where a payment stands once the card company was asked, if it is its turn.

    It was sent and is kept whatever goes wrong here: the sweep ends it, and its page says how.
    """
    return await _take_on(order_id, state, charging.charge) if state is PaymentState.SUBMITTING else state


async def ended(order_id: int, state: PaymentState) -> PaymentState:
    """Where a payment stands that was taken back, once the card company was told, if it has it already."""
    give_up = partial(charging.give_up, why=WITHDRAWN)
    return await _take_on(order_id, state, give_up) if state is PaymentState.NEEDS_ACTION else state


async def _take_on(order_id: int, state: PaymentState, step: Callable[[int], PaymentState]) -> PaymentState:
    """Take a step at the card company; the state as it was, if that goes wrong."""
    try:
        answer: PaymentState = await off_the_loop(partial(step, order_id), reads_only=False)
    except Exception:
        log.exception("a payment was not carried out", order=order_id)
        return state
    return answer


def way_on(number: str, state: PaymentState, account_id: int) -> Any:
    """To the payment’s page, or to the bank’s question (a plain page, which `portal.js` loads)."""
    asks = f"/confirm?company={account_id}" if state is PaymentState.NEEDS_ACTION else ""
    return rx.redirect(payment_words.path(number) + asks, replace=True)


class PayState(PortalState):
    """The sheet on the page (shapes in `pay_view.PayView`)."""

    loaded: bool = False
    missing: bool = False
    sent: str = ""
    here: str = ""
    heading: str = ""
    sentence: str = ""
    steps: list[list[str]] = []
    items: list[list[str]] = []
    credits: list[list[str]] = []
    methods: list[list[str]] = []
    sums: list[list[str]] = []
    charged: str = ""
    total: str = ""
    method: str = ""
    day: str = ""
    day_words: str = ""
    first_day: str = ""
    last_day: str = ""
    can_plan: bool = False
    hint: str = ""
    hint_tone: str = ""
    action: str = ""
    action_icon: str = ""
    expected: int = 0
    new_card: str = ""
    problem: str = ""
    method_error: str = ""
    day_error: str = ""
    step: str = SHEET
    sending: bool = False
    _typed: dict[str, str] = {}
    """What was refused as it was written, by place."""
    _found: dict[str, str] = {}
    """What was refused when all of it was looked at; any change may have put it right."""

    @portal_event(Permission.PAYMENTS_MAKE)
    async def load(self) -> Any:
        """Fill the page for the draft in its address."""
        self.step, self.sending, self._typed, self._found = SHEET, False, {}, {}
        return await self._fill()

    @portal_event(Permission.PAYMENTS_MAKE)
    async def edit(self, invoice: str, text: str) -> Any:
        """Pay so much of an invoice."""
        return await self._change(invoice, paying.change, {invoice: Entry(text)})

    @portal_event(Permission.PAYMENTS_MAKE)
    async def explain(self, invoice: str, reason: str) -> Any:
        """Say why it is less."""
        return await self._change(invoice, paying.explain, invoice, reason=reason)

    @portal_event(Permission.PAYMENTS_MAKE)
    async def annotate(self, invoice: str, note: str) -> Any:
        """Add to why it is less."""
        return await self._change(invoice, paying.explain, invoice, note=note)

    @portal_event(Permission.PAYMENTS_MAKE)
    async def leave_out(self, invoice: str) -> Any:
        """Take an invoice out."""
        return await self._change(invoice, paying.leave_out, invoice)

    @portal_event(Permission.PAYMENTS_MAKE)
    async def choose(self, value: str) -> Any:
        """Pay with a card, or by bank transfer, which has no day that could be wrong."""
        self._typed = {place: said for place, said in self._typed.items() if place != "day"}
        return await self._change("method", choose, value)

    @portal_event(Permission.PAYMENTS_MAKE)
    async def plan(self, day: str) -> Any:
        """Pay on a day, or at once."""
        return await self._change("day", plan, day)

    @portal_event(Permission.PAYMENTS_MAKE)
    async def review(self) -> Any:
        """Go on to look through it, if it can be sent as it is."""
        if self._typed:
            return None
        self._found = await self._refused("", paying.check)
        on = await self._fill()
        self.step = SHEET if self._found or self.missing else REVIEW
        return on

    @portal_event(Permission.PAYMENTS_MAKE)
    async def back(self) -> Any:
        """Change something after all."""
        self.step, self._typed, self._found = SHEET, {}, {}
        return await self._fill()

    @portal_event(Permission.PAYMENTS_MAKE)
    async def confirm(self) -> Any:
        """Send it, once however often that is pressed."""
        if self.step != REVIEW:
            return
        self.sending, self._found = True, {}
        yield
        number = self._number()
        try:
            state = await settled(*await self._ask(send, number, self.expected))
            with speaking(language_of(self.router_data)):
                yield way_on(number, state, session_of(self.router_data)[1])
        except Invalid as refusal:
            self._found = {refusal.field: str(refusal)}
            yield await self._fill()
            self.step = SHEET if refusal.field not in ("", "changed", "limit") else REVIEW
        finally:
            self.sending = False

    async def _change(self, at: str, service: Any, *given: Any, **named: Any) -> Any:
        """Change the draft; what is refused is said where it belongs."""
        refused = await self._refused(at, service, *given, **named)
        self._typed = {place: said for place, said in self._typed.items() if place != at} | refused
        self._found = {}
        return await self._fill()

    async def _refused(self, at: str, service: Any, *given: Any, **named: Any) -> dict[str, str]:
        """Ask a service about the draft; its refusal by where it belongs, empty where there is none."""
        try:
            await self._ask(service, self._number(), *given, **named)
        except Invalid as refusal:
            return {refusal.field or at: str(refusal)}
        return {}

    async def _fill(self) -> Any:
        view: PayView = await self._read(pay_view, self._number(), self._typed | self._found)
        self._show(view)
        return rx.redirect(view.sent, replace=True) if view.sent else None

    def _number(self) -> str:
        return unquote(self.router.url.path.rstrip("/").rpartition("/")[2])
