"""What waits for money, and the fix-it list: at the top of the billing profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext, speaking
from occ_app.models import PaymentState
from occ_app.money import Money
from occ_app.services import paying, pending
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter
from occ_app.services.pending import Kind
from occ_app.state import words
from occ_app.state.base import PortalState, language_of, portal_event, record_id
from occ_app.state.flash import FlashState
from occ_app.state.pay import settled, way_on
from occ_app.state.pending_view import pending_view

MAKE = Permission.PAYMENTS_MAKE
TRANSFER = "transfer"
KIND, KEY, METHOD = "kind", "key", "method"
LONGEST_KEY = 40


def begin(db: Session, actor: Actor, order: str) -> str:
    """A draft for all that an order waits for; its number."""
    return paying.begin(db, actor, Choice(Filter(order=order)))[0]


@dataclass(frozen=True)
class Sent:
    """A payment that was sent just now."""

    id: int
    account_id: int
    number: str
    state: PaymentState


def fix_all(db: Session, actor: Actor, method: str, agreed: Mapping[str, int]) -> list[Sent]:
    """Send all of the list with a method."""
    orders = pending.fix_all(db, actor, _card(method), agreed)
    return [Sent(order.pk, order.account_id, order.number, order.state) for order in orders]


def _card(method: str) -> int | None:
    """The card that a choice names; none for a bank transfer."""
    return None if method == TRANSFER else record_id(method)


@dataclass(frozen=True)
class Agreed:
    """What was asked: a method, and what it would come to."""

    method: str = ""
    sums: dict[str, int] = field(default_factory=dict)


class PendingPaymentsState(PortalState):
    """The top of the page (shapes in `PendingView`)."""

    loaded: bool = False
    orders: list[list[str]] = []
    more: str = ""
    payments: list[list[str]] = []
    broken: list[list[str]] = []
    choices: list[list[str]] = []
    suggested: str = ""
    new_card: str = ""
    question: str = ""
    """What paying all at once would do, to be confirmed."""
    sending: bool = False
    _agreed: Agreed = Agreed()

    @portal_event(MAKE)
    async def load(self) -> None:
        """Fill the top of the page."""
        self.question, self.sending, self._agreed = "", False, Agreed()
        self._show(await self._read(pending_view))

    @portal_event(MAKE)
    async def pay(self, order: str) -> Any:
        """Begin a payment of all that an order waits for."""
        number = await self._ask(begin, order[:LONGEST_KEY])
        return rx.redirect(f"/{language_of(self.router_data)}/pay/{number}")

    @portal_event(MAKE)
    async def use(self, form: dict[str, Any]) -> Any:
        """Use another method for one of the list."""
        kind, key = str(form.get(KIND) or ""), str(form.get(KEY) or "")[:LONGEST_KEY]
        if kind not in list(Kind):
            return None
        number = await self._ask(pending.fix, Kind(kind), key, _card(str(form.get(METHOD) or "")))
        if number:
            return rx.redirect(f"/{language_of(self.router_data)}/pay/{number}")
        self._show(await self._read(pending_view))
        return self._tell(lambda: _("It is charged to the other card."))

    @portal_event(MAKE)
    async def let_be(self, number: str) -> None:
        """Take a failed payment off the list."""
        await self._ask(paying.let_be, number[:LONGEST_KEY])
        self._show(await self._read(pending_view))

    @portal_event(MAKE)
    async def ask_all(self, form: dict[str, Any]) -> None:
        """Say what it would come to, to use a method for all of the list."""
        method = str(form.get(METHOD) or "")[:LONGEST_KEY]
        sums = await self._read(pending.sums)
        self._agreed = Agreed(method, sums)
        with speaking(language_of(self.router_data)):
            self.question = _question(method, sums, {choice[0]: choice[1] for choice in self.choices})

    @portal_event(MAKE)
    async def fix_all(self) -> Any:
        """Do it for all, once it was confirmed; each payment by card is charged at once."""
        agreed, self._agreed, self.question = self._agreed, Agreed(), ""
        if not agreed.method:
            return
        self.sending = True
        yield
        try:
            sent = await self._ask(fix_all, agreed.method, agreed.sums)
            ended = [(one, await settled(one.id, one.state)) for one in sent]
        finally:
            self.sending = False
        self._show(await self._read(pending_view))
        for one, state in ended:
            if state is PaymentState.NEEDS_ACTION:
                with speaking(language_of(self.router_data)):
                    yield way_on(one.number, state, one.account_id)
                return
        yield self._tell(lambda: _outcome(ended))

    def _tell(self, said: Any) -> Any:
        with speaking(language_of(self.router_data)):
            return FlashState.tell(said())


def _question(method: str, sums: Mapping[str, int], names: Mapping[str, str]) -> str:
    total = words.amounts(Money(minor, currency) for currency, minor in sums.items())
    if method == TRANSFER:
        return _("Announce bank transfers of {total}? Credits you have are used first.", total=total)
    name = names.get(method, "")
    if not total:
        return _("Use {card} for all of these from now on?", card=name)
    return _(
        "Charge {total} to {card} now, and use it for the rest? Credits you have are used first.",
        total=total,
        card=name,
    )


def _outcome(ended: list[tuple[Sent, PaymentState]]) -> str:
    failed = sum(state is PaymentState.FAILED for _one, state in ended)
    if failed:
        return ngettext(
            "{count} payment did not go through. It is on the list.",
            "{count} payments did not go through. They are on the list.",
            failed,
        )
    return _("All of it was sent.")
