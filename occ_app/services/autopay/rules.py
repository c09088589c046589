"""Starting and stopping autopay, and which card it charges."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from occ_app import i18n
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, InvalidForm
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, AutopayCharge, AutopayRule, Invoice, Order, SavedCard
from occ_app.models.base import now
from occ_app.money import digits
from occ_app.services import activity, cards
from occ_app.services.autopay import matching
from occ_app.services.autopay.words import Skip
from occ_app.services.paying import amounts

MANAGE, SETTLE = Permission.AUTOPAY_MANAGE, Permission.PAYMENTS_SETTLE
FIELDS = (
    "contract", "currency", "card", "days_before", "notice_days", "cap_invoice", "cap_month", "skips_disputed",
)  # fmt: skip
FURTHEST_DAYS = 30
"""Before the due date, and of notice: what the tables hold."""


def live(db: Session, actor: Actor) -> list[int]:
    """Every company's rules that were not stopped."""
    gate.require(actor, SETTLE)
    ids = gate.narrow(actor, SETTLE, AutopayRule, select(col(AutopayRule.id)))
    listed = ids.where(col(AutopayRule.stopped_at).is_(None)).order_by(
        col(AutopayRule.account_id), col(AutopayRule.id)
    )
    return list(db.execute(listed).scalars())


def start(db: Session, actor: Actor, form: Mapping[str, str]) -> AutopayRule:
    """Have invoices pay themselves from now on, as `form` says (`FIELDS`); InvalidForm names what is wrong.

    Nothing is charged before it was announced, so not even what is late already is charged at once.
    """
    gate.require(actor, MANAGE)
    account = db.get_one(Account, actor.account_id, with_for_update=True)
    wrong: dict[str, str] = {}
    read = _Reader(db, actor, form, wrong)
    rule = AutopayRule(
        account_id=account.pk,
        contract_number=read.contract(),
        currency=(currency := read.currency()),
        card_id=read.card(),
        days_before=read.days("days_before", 0),
        notice_days=read.days("notice_days", 1),
        cap_invoice_minor=read.cap("cap_invoice", currency),
        cap_month_minor=read.cap("cap_month", currency),
        skips_disputed=bool(form.get("skips_disputed")),
        made_by=actor.person_id,
    )
    if not wrong and _twin(db, actor, rule):
        wrong["contract"] = _("There is a rule for this already. Stop it first.")
    if wrong:
        raise InvalidForm(wrong)
    db.add(rule)
    db.flush()
    activity.record(db, actor, ActivityKind.AUTOPAY_STARTED, named(rule), after=_told(db, rule))
    return rule


def stop(db: Session, actor: Actor, rule_id: int) -> None:
    """Pay nothing more by this rule; what was sent already goes on."""
    gate.require(actor, MANAGE)
    rule = held(db, actor, rule_id)
    if rule.stopped_at is not None:
        return
    rule.stopped_at, rule.stopped_by = now(), actor.person_id
    announced = gate.rows(actor, MANAGE, AutopayCharge).where(
        col(AutopayCharge.rule_id) == rule.pk, *matching.waiting()
    )
    for charge in db.execute(announced.with_for_update()).scalars():
        charge.skipped = Skip.RULE_STOPPED
    db.flush()
    activity.record(db, actor, ActivityKind.AUTOPAY_STOPPED, named(rule))


def change_card(db: Session, actor: Actor, rule_id: int, card_id: int) -> None:
    """Charge another card from now on."""
    gate.require(actor, MANAGE)
    rule, card = held(db, actor, rule_id), cards.one(db, actor, card_id)
    if rule.stopped_at is not None:
        raise Invalid(_("This autopay was stopped already."))
    if card.is_expired(actor.today()):
        raise Invalid(_("This card has expired. Please choose another one."), "card")
    before, rule.card_id = db.get_one(SavedCard, rule.card_id), card.pk
    db.flush()
    activity.record(
        db,
        actor,
        ActivityKind.CARD_CHANGED,
        named(rule),
        before={"card": before.words},
        after={"card": card.words},
    )


def held(db: Session, actor: Actor, rule_id: int) -> AutopayRule:
    """A rule as it is now, locked; the company's row first, as everybody does who moves its money."""
    gate.require(actor, MANAGE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    rows = gate.rows(actor, MANAGE, AutopayRule).where(col(AutopayRule.id) == rule_id)
    return gate.one(db, rows.with_for_update().execution_options(populate_existing=True))


def named(rule: AutopayRule) -> str:
    """What the trail calls it: `CT-20417, EUR`, or the currency alone."""
    return ", ".join(filter(None, (rule.contract_number, rule.currency)))


def _twin(db: Session, actor: Actor, rule: AutopayRule) -> bool:
    twins = gate.narrow(actor, MANAGE, AutopayRule, select(col(AutopayRule.id))).where(
        col(AutopayRule.currency) == rule.currency,
        col(AutopayRule.contract_number) == rule.contract_number,
        col(AutopayRule.stopped_at).is_(None),
    )
    return db.execute(twins).first() is not None


def _told(db: Session, rule: AutopayRule) -> dict[str, Any]:
    """What the trail keeps of it."""
    return {
        "card": db.get_one(SavedCard, rule.card_id).words,
        "days_before": rule.days_before,
        "notice_days": rule.notice_days,
    }


class _Reader:
    """Reads a form; what is wrong with a field is noted under its name."""

    def __init__(self, db: Session, actor: Actor, form: Mapping[str, str], wrong: dict[str, str]) -> None:
        self._db, self._actor, self._form, self._wrong = db, actor, form, wrong

    def _text(self, name: str) -> str:
        return str(self._form.get(name) or "").replace("\0", "").strip()[:64]

    def contract(self) -> str:
        number = self._text("contract")
        mine = gate.narrow(self._actor, MANAGE, Order, select(col(Order.id)))
        if number and self._db.execute(mine.where(col(Order.contract_number) == number)).first() is None:
            self._wrong["contract"] = _("Please choose one of your contracts.")
        return number

    def currency(self) -> str:
        code = self._text("currency")
        mine = gate.narrow(self._actor, MANAGE, Invoice, select(col(Invoice.id)))
        if self._db.execute(mine.where(col(Invoice.currency) == code).limit(1)).first() is None:
            self._wrong["currency"] = _("Please choose a currency that you are billed in.")
            return ""
        return code

    def card(self) -> int:
        chosen = self._text("card")
        mine = {str(card.pk): card for card in cards.listing(self._db, self._actor)}
        if chosen not in mine:
            self._wrong["card"] = _("Please choose a card.")
            return 0
        if mine[chosen].is_expired(self._actor.today()):
            self._wrong["card"] = _("This card has expired. Please choose another one.")
        return mine[chosen].pk

    def days(self, name: str, least: int) -> int:
        text = self._text(name)
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= FURTHEST_DAYS):
            self._wrong[name] = _(
                "Please write a number of days from {least} to {most}.", least=least, most=FURTHEST_DAYS
            )
            return least
        return int(text)

    def cap(self, name: str, currency: str) -> int | None:
        text = self._text(name)
        if not text or not currency:
            return None
        try:
            return amounts.read(text, currency, name).minor
        except Invalid:
            mark = "," if i18n.language() == "es" else "."
            example = f"1500{mark}{'0' * digits(currency)}" if digits(currency) else "1500"
            self._wrong[name] = _(
                "“{text}” is not an amount. Write one like {example}, or leave it empty.",
                text=text[:40],
                example=example,
            )
            return None
