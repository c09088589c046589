"""Autopay: rules, what they charge next, what they leave out, and the form that starts another."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import InvalidForm
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, ngettext, short_date
from occ_app.models import AutopayRule, SavedCard
from occ_app.money import Money
from occ_app.services import autopay
from occ_app.services.autopay import Charge
from occ_app.services.autopay.rules import FIELDS
from occ_app.services.autopay.words import SENTENCES, STOPPED, Skip
from occ_app.state import payment_words, words
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say
from occ_app.state.new_card import new_card

NO_ERRORS = dict.fromkeys(FIELDS, "")
RULE, CHARGE = "rule", "charge"
NOTHING = ["", "", ""]
LONGEST_NUMBER = 64
STARTED = lazy("Autopay is set up. Every payment is announced by mail first.")
RULE_STOPPED = lazy("Stopped. Autopay charges nothing of it any more.")
CHARGE_STOPPED = lazy("Stopped. Autopay leaves this invoice to you.")


@dataclass
class AutopayView:
    """The page in words.

    A rule is [id, what it pays, when, the most, card, until when that is good, its tone]; a charge [number, amount, day,
    address of the invoice], one left out [number, amount, why, address]; a card [id, its name].
    """

    rules: list[list[str]]
    upcoming: list[list[str]]
    left_out: list[list[str]]
    contracts: list[str]
    currencies: list[str]
    cards: list[list[str]]
    new_card: str
    """The page that adds a card; "" where none is taken."""
    loaded: bool = True


def autopay_view(db: Session, actor: Actor) -> AutopayView:
    """Everything of the company's autopay."""
    found, can = autopay.listing(db, actor), autopay.choices(db, actor)
    return AutopayView(
        rules=[_rule(rule, card, actor) for rule, card in found.rules],
        upcoming=[_charge(one, short_date(one.charge.charge_on)) for one in found.upcoming],
        left_out=[_charge(one, _why(one)) for one in found.left_out],
        contracts=can.contracts,
        currencies=can.currencies,
        cards=[[str(card.pk), f"{card.words} ({card.exp_month:02}/{card.exp_year})"] for card in can.cards],
        new_card=new_card(actor, "/billing-profile/autopay"),
    )


def change(db: Session, actor: Actor, kind: str, key: str) -> None:
    """Stop a rule, or one charge."""
    if kind == RULE:
        autopay.stop(db, actor, record_id(key))
    else:
        autopay.stop_charge(db, actor, key)


def _rule(rule: AutopayRule, card: SavedCard, actor: Actor) -> list[str]:
    until, tone = payment_words.expiry(card, actor.today())
    return [str(rule.pk), scope(rule), _when(rule), _most(rule), card.words, until, tone]


def scope(rule: AutopayRule) -> str:
    """What a rule pays."""
    if rule.contract_number:
        return _("Contract {number}, {currency}", number=rule.contract_number, currency=rule.currency)
    return _("All invoices in {currency}", currency=rule.currency)


def _when(rule: AutopayRule) -> str:
    when = (
        ngettext("{count} day before it is due", "{count} days before it is due", rule.days_before)
        if rule.days_before
        else _("On the due date")
    )
    notice = ngettext("announced {count} day before", "announced {count} days before", rule.notice_days)
    return f"{when}, {notice}"


def _most(rule: AutopayRule) -> str:
    parts = []
    if rule.cap_invoice_minor is not None:
        most = words.money(Money(rule.cap_invoice_minor, rule.currency))
        parts.append(_("At most {amount} an invoice", amount=most))
    if rule.cap_month_minor is not None:
        most = words.money(Money(rule.cap_month_minor, rule.currency))
        parts.append(_("At most {amount} a month", amount=most))
    if rule.skips_disputed:
        parts.append(_("Without what is in dispute"))
    return " · ".join(parts)


def _charge(one: Charge, said: str) -> list[str]:
    number = one.invoice.number
    return [number, words.money(one.amount), said, f"/{language()}/invoices/{quote(number, safe='')}"]


def _why(one: Charge) -> str:
    return _(STOPPED) if one.charge.stopped_at else _(SENTENCES[Skip(one.charge.skipped)])


class AutopayState(PortalState):
    """The page (shapes in `AutopayView`)."""

    loaded: bool = False
    rules: list[list[str]] = []
    upcoming: list[list[str]] = []
    left_out: list[list[str]] = []
    contracts: list[str] = []
    currencies: list[str] = []
    cards: list[list[str]] = []
    new_card: str = ""
    asked: str = ""
    """The invoice that a link in the mail asks to stop, if it is still announced."""
    errors: dict[str, str] = NO_ERRORS
    started: int = 0
    """Grows with every rule that was started: then the form is as it was."""
    chosen: list[str] = NOTHING
    """What is about to be stopped: [`rule` or `charge`, id or number, what it is called]."""
    finished: int = 0
    """Grows with every answer: then the dialog closes (`portal.js`)."""

    @portal_event(Permission.AUTOPAY_MANAGE)
    async def load(self) -> None:
        """Fill the page."""
        self.errors = NO_ERRORS
        self._show(await self._read(autopay_view))
        wanted = str(self.router.url.query_parameters.get("stop", ""))
        self.asked = wanted if wanted in (charge[0] for charge in self.upcoming) else ""

    @portal_event(Permission.AUTOPAY_MANAGE)
    async def start(self, form: dict[str, Any]) -> Any:
        """Start a rule."""
        self.errors = NO_ERRORS
        try:
            await self._ask(autopay.start, {name: str(form.get(name) or "") for name in FIELDS})
            self.started += 1
        except InvalidForm as refused:
            self.errors = NO_ERRORS | refused.sentences
        self._show(await self._read(autopay_view))
        return None if any(self.errors.values()) else say(self, STARTED)

    @portal_event(Permission.AUTOPAY_MANAGE)
    async def choose(self, kind: str, key: str, name: str) -> None:
        """Ask whether this is really to be stopped."""
        self.chosen = [kind[:20], key[:LONGEST_NUMBER], name[:100]]

    @portal_event(Permission.AUTOPAY_MANAGE)
    async def stop(self) -> Any:
        """Stop what was chosen; the dialog closes whatever comes of it."""
        kind, key, _name = self.chosen
        self.finished += 1
        yield
        await self._ask(change, kind, key)
        self._show(await self._read(autopay_view))
        yield say(self, RULE_STOPPED if kind == RULE else CHARGE_STOPPED)

    @portal_event(Permission.AUTOPAY_MANAGE)
    async def stop_asked(self) -> Any:
        """Stop the charge that the mail's link names."""
        number, self.asked = self.asked, ""
        yield
        await self._ask(change, CHARGE, number)
        self._show(await self._read(autopay_view))
        yield say(self, CHARGE_STOPPED)
