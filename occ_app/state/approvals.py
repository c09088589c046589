"""The rules of approval and the limits of the company, and what waits for approval now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, moment, ngettext
from occ_app.models import ApprovalRule, PaymentLimit, Person
from occ_app.money import Money, display
from occ_app.services import approvals
from occ_app.services.approvals import managing
from occ_app.services.approvals.naming import APPROVING
from occ_app.services.people.words import ROLES
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say

READ, MANAGE = Permission.PAYMENTS_READ, Permission.APPROVAL_RULES_MANAGE
RULE_FIELDS = ("currency", "above", "counted", "approvals", "who")
LIMIT_FIELDS = ("currency", "per_payment", "per_day")
EMPTY = dict.fromkeys(RULE_FIELDS, "")


@dataclass
class ApprovalsView:
    """The page in words.

    A band is [id (empty: nobody needs to approve), from and up to which amount, how many approvals, by whom]; a limit
    [currency, of one payment, of a day, both as typed, what is wrong with either]; what waits [number, amount, who made
    it and when, who may approve it now, how far it is].
    """

    bands: list[list[str]]
    limits: list[list[str]]
    waiting: list[list[str]]
    currencies: list[str]
    people: list[list[str]]
    """Whom a rule may name: [value, words]; nothing for whoever makes none."""
    loaded: bool = True


def approvals_view(db: Session, actor: Actor) -> ApprovalsView:
    """The rules as they are now."""
    currencies = approvals.currencies(db, actor)
    limits = approvals.limits(db, actor)
    return ApprovalsView(
        bands=_table(approvals.bands(db, actor)),
        limits=[_limit(currency, limits.get(currency)) for currency in currencies],
        waiting=[_waiting(one, actor) for one in approvals.waiting(db, actor)],
        currencies=currencies,
        people=_people(approvals.candidates(db, actor)) if actor.may(MANAGE) else [],
    )


def _table(bands: list[approvals.Band]) -> list[list[str]]:
    rows: list[list[str]] = []
    for at, band in enumerate(bands):
        is_lowest = at == 0 or bands[at - 1].rule.currency != band.rule.currency
        if is_lowest and band.rule.above_minor:
            until = _money(band.rule.above_minor, band.rule.currency)
            rows.append(["", _("Up to {amount}", amount=until), _("No approval"), _("Paid at once")])
        rows.append(_band(band))
    return rows


def _band(band: approvals.Band) -> list[str]:
    rule = band.rule
    above = _money(rule.above_minor, rule.currency)
    span = _("Above {amount}", amount=above)
    if band.until_minor is not None:
        until = _money(band.until_minor, rule.currency)
        span = _("Above {amount}, up to {until}", amount=above, until=until)
    if rule.is_per_day:
        span = _("{span}, all that a person pays in a day", span=span)
    needed = ngettext("{count} approval", "{count} approvals", rule.approvals)
    return [str(rule.pk), span, needed, _by_whom(rule, band.people)]


def _by_whom(rule: ApprovalRule, people: list[Person]) -> str:
    if not people:
        return _("Nobody is left whom it names: the administrators")
    names = ", ".join(map(_name, people))
    if rule.person_id is not None:
        return names
    return f"{_(ROLES[rule.role])}: {names}"


def _limit(currency: str, limit: PaymentLimit | None) -> list[str]:
    both = (limit.per_payment_minor, limit.per_day_minor) if limit else (None, None)
    said = [_("No limit") if minor is None else _money(minor, currency) for minor in both]
    typed = ["" if minor is None else _typed(Money(minor, currency)) for minor in both]
    return [currency, *said, *typed, "", ""]


def _waiting(one: approvals.Waiting, actor: Actor) -> list[str]:
    order = one.order
    maker = _name(one.maker) if one.maker else _("Autopay")
    when = moment(order.sent_at or order.made_at, actor.time_zone)
    may = ", ".join(map(_name, one.may))
    sentence = (
        _("May approve: {names}", names=may)
        if may
        else _("Nobody may approve it now. Whoever made it can take it back.")
    )
    said_yes = ", ".join(map(_name, one.approved))
    yes = _("Approved by {names}", names=said_yes) if said_yes else ""
    return [order.number, display(order.amount, language()), f"{maker} · {when}", sentence, yes]


def _people(people: list[Person]) -> list[list[str]]:
    roles = [[f"{managing.ROLE}:{role.value}", _("Role: {role}", role=_(ROLES[role]))] for role in APPROVING]
    return roles + [[f"{managing.PERSON}:{one.pk}", _("Only {name}", name=_name(one))] for one in people]


def _name(person: Person) -> str:
    return person.name or person.email


def _money(minor: int, currency: str) -> str:
    return display(Money(minor, currency), language())


def _typed(amount: Money) -> str:
    """As the reader would write it."""
    return str(format_decimal(amount.amount, locale=language()))


class ApprovalsState(PortalState):
    """The page (shapes in `ApprovalsView`)."""

    loaded: bool = False
    bands: list[list[str]] = []
    limits: list[list[str]] = []
    waiting: list[list[str]] = []
    currencies: list[str] = []
    people: list[list[str]] = []
    errors: dict[str, str] = EMPTY
    made: int = 0
    """Grows with every rule that was made: then the form is empty again."""
    saved: str = ""
    """The currency whose limits were saved last."""
    chosen: list[str] = ["", ""]
    """The rule that is about to be ended: [id, its amounts]."""
    finished: int = 0
    """Grows with every answer: then the dialog closes (`portal.js`)."""

    @portal_event(READ)
    async def load(self) -> None:
        """Fill the page."""
        self.errors, self.saved = EMPTY, ""
        self._show(await self._read(approvals_view))

    @portal_event(MANAGE)
    async def make(self, form: dict[str, Any]) -> Any:
        """Make a rule."""
        self.errors, self.saved = EMPTY, ""
        try:
            await self._ask(managing.make, _written(form, RULE_FIELDS))
            self.made += 1
        except Invalid as refused:
            self.errors = EMPTY | {refused.field: str(refused)}
        self._show(await self._read(approvals_view))
        return None if any(self.errors.values()) else say(self, lazy("The rule holds from now on."))

    @portal_event(MANAGE)
    async def limit(self, form: dict[str, Any]) -> None:
        """Save the limits of a currency."""
        written = _written(form, LIMIT_FIELDS)
        self.saved = ""
        try:
            await self._ask(managing.set_limits, written)
            self.saved = written["currency"]
        except Invalid as refused:
            self.limits = [_with_error(row, written, refused) for row in self.limits]
            return
        self._show(await self._read(approvals_view))

    @portal_event(MANAGE)
    async def choose(self, key: str, name: str) -> None:
        """Ask whether this rule is really to end."""
        self.chosen = [key[:20], name[:100]]

    @portal_event(MANAGE)
    async def end(self) -> Any:
        """End what was chosen; the dialog closes whatever comes of it."""
        self.finished += 1
        yield
        await self._ask(managing.end, record_id(self.chosen[0]))
        self._show(await self._read(approvals_view))
        yield say(self, lazy("The rule has ended."))


def _written(form: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, str]:
    return {name: str(form.get(name) or "")[:60] for name in fields}


def _with_error(row: list[str], written: Mapping[str, str], refused: Invalid) -> list[str]:
    """The limits of a currency with what was typed and what is wrong with it."""
    currency, per_payment, per_day = (written[name] for name in LIMIT_FIELDS)
    if row[0] != currency:
        return row
    errors = [str(refused) if refused.field == name else "" for name in LIMIT_FIELDS[1:]]
    return [*row[:3], per_payment, per_day, *errors]
