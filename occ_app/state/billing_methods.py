"""What the company pays with."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session

from occ_app import charging
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, month_name, ngettext
from occ_app.models import SavedCard
from occ_app.services import card_uses, cards
from occ_app.services.card_reminders import DAYS
from occ_app.services.card_uses import Kept, Uses
from occ_app.state.base import PortalState, off_the_loop, portal_event, record_id
from occ_app.state.flash import say
from occ_app.state.new_card import new_card

LONGEST_CONTRACT = 64
NOTHING = ["", ""]
EXPIRED = ("past_due", "circle-alert")
EXPIRING = ("payment_submitted", "clock")


@dataclass
class MethodsView:
    """The page in words.

    A card is [id, what it is called, until when it is good, whether it is the usual one, a mark's word, its colour, the
    address of its icon, what it is used for, whether it has expired]; a contract [number, id of its card]; a choice [id
    of a card, its name].
    """

    cards: list[list[str]]
    contracts: list[list[str]]
    choices: list[list[str]]
    new_card: str
    """The page that adds a card; "" where none is taken."""
    loaded: bool = True


def methods_view(db: Session, actor: Actor) -> MethodsView:
    """The cards and what each is for."""
    kept = card_uses.kept(db, actor)
    return MethodsView(
        cards=[_card(one, actor) for one in kept],
        contracts=[[number, str(card or "")] for number, card in card_uses.contracts(db, actor)],
        choices=[[str(one.card.pk), f"{one.card.words} ({_until(one.card)})"] for one in kept],
        new_card=new_card(actor, "/billing-profile/methods"),
    )


def _card(one: Kept, actor: Actor) -> list[str]:
    word, colour, icon = _mark(one.card, actor)
    return [
        str(one.card.pk),
        one.card.words,
        _("Good until {month}", month=month_name(one.card.last_day)),
        "true" if one.card.is_default else "",
        word,
        colour,
        f"/icons.svg#{icon}" if icon else "",
        _used_for(one.uses),
        "true" if one.card.is_expired(actor.today()) else "",
    ]


def _until(card: SavedCard) -> str:
    return f"{card.exp_month:02}/{card.exp_year}"


def _mark(card: SavedCard, actor: Actor) -> tuple[str, str, str]:
    if card.is_expired(actor.today()):
        return (_("Has expired"), *EXPIRED)
    if (card.last_day - actor.today()).days <= max(DAYS):
        return (_("Expires soon"), *EXPIRING)
    return "", "", ""


def _used_for(uses: Uses) -> str:
    parts = []
    if uses.contracts:
        parts.append(_("Contracts: {numbers}", numbers=", ".join(uses.contracts)))
    parts += [_("Autopay of {contract}", contract=one) if one else _("Autopay") for one in uses.autopay]
    if uses.planned:
        parts.append(ngettext("{count} planned payment", "{count} planned payments", uses.planned))
    if uses.waiting:
        parts.append(ngettext("{count} payment on its way", "{count} payments on their way", uses.waiting))
    return " · ".join(parts)


class BillingMethodsState(PortalState):
    """The page (shapes in `MethodsView`)."""

    loaded: bool = False
    cards: list[list[str]] = []
    contracts: list[list[str]] = []
    choices: list[list[str]] = []
    new_card: str = ""
    chosen: list[str] = NOTHING
    """The card about to be removed: [id, what it is called]."""
    finished: int = 0
    """Grows with every answer: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.CARDS_READ)
    async def load(self) -> None:
        """Fill the page."""
        self.chosen = NOTHING
        self._show(await self._read(methods_view))

    @portal_event(Permission.CARDS_MANAGE)
    async def make_usual(self, card: str) -> Any:
        """Pay with this card unless somebody says otherwise."""
        await self._ask(cards.make_usual, record_id(card))
        self._show(await self._read(methods_view))
        return say(self, lazy("This card is the default now."))

    @portal_event(Permission.CARDS_MANAGE)
    async def use_for(self, contract: str, card: str) -> Any:
        """Pay a contract with this card; with none, with the usual one."""
        chosen = record_id(card) if card else None
        await self._ask(cards.use_for_contract, contract[:LONGEST_CONTRACT], chosen)
        self._show(await self._read(methods_view))
        return say(self, lazy("Saved."))

    @portal_event(Permission.CARDS_MANAGE)
    async def choose(self, card: str, name: str) -> None:
        """Ask whether this card is really to be removed."""
        self.chosen = [card[:20], name[:100]]

    @portal_event(Permission.CARDS_MANAGE)
    async def remove(self) -> Any:
        """Use the chosen card no more; the dialog closes whatever comes of it."""
        self.finished += 1
        yield
        provider_id = await self._ask(cards.remove, record_id(self.chosen[0]))
        self._show(await self._read(methods_view))
        yield say(self, lazy("The card was removed."))
        await off_the_loop(partial(charging.forget_card, provider_id), reads_only=False)
