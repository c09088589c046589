"""A draft of a payment in words: what is in the basket, what is applied first, how it is paid, what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from babel.numbers import get_currency_name
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.documents.paper import minus
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.i18n import language, long_date, ngettext, number, short_date
from occ_app.models import PaymentMethod, PaymentState, SavedCard
from occ_app.money import Money
from occ_app.services import paying
from occ_app.services.paying import Item, Sheet, Source
from occ_app.services.paying.baskets import FURTHEST_DAYS
from occ_app.state import payment_words, words
from occ_app.state.invoice_rows import invoice_href
from occ_app.state.new_card import new_card
from occ_app.state.pay_hints import approval

Rows = list[list[str]]
CARD, TRANSFER = "card:", "transfer"


class Part(IntEnum):
    """Where an item keeps what."""

    NUMBER = 0
    HREF = 1
    ABOUT = 2
    AMOUNT = 3
    IS_SHORT = 4
    REASON = 5
    REASON_WORD = 6
    NOTE = 7
    NOTICE = 8
    ERROR = 9


@dataclass
class PayView:
    """The sheet. Items are in the order of `Part`; steps [words, href, current]; credits [what, amount]; methods
    [value, title, note, tone, chosen, address to replace it at]; sums [label, amount, tone].
    """

    missing: bool = False
    sent: str = ""
    """Where the payment is, once it is no draft any more."""
    here: str = ""
    heading: str = ""
    sentence: str = ""
    steps: Rows = field(default_factory=list)
    items: Rows = field(default_factory=list)
    credits: Rows = field(default_factory=list)
    methods: Rows = field(default_factory=list)
    sums: Rows = field(default_factory=list)
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
    """What is to be charged, as it was last shown (minor units)."""
    new_card: str = ""
    """Where a card can be added."""
    problem: str = ""
    method_error: str = ""
    day_error: str = ""
    loaded: bool = True


def pay_view(db: Session, actor: Actor, draft: str, errors: Mapping[str, str]) -> PayView:
    """The draft of this number; `errors` are sentences by where they belong."""
    try:
        sheet = paying.sheet(db, actor, draft)
    except NotFound:
        return PayView(missing=True)
    if sheet.is_sent:
        return PayView(sent=payment_words.path(draft))
    hint, hint_tone = approval(db, actor, sheet)
    action, action_icon = _action(sheet)
    count, currency = len(sheet.items), _currency(sheet.order.currency)
    return PayView(
        here=f"/{language()}/pay/{draft}",
        heading=ngettext("Pay {count} invoice", "Pay {count} invoices", count),
        sentence=_("One payment in {currency}. Nothing is paid until you confirm.", currency=currency),
        steps=_steps(sheet),
        items=[_item(item, actor.today(), errors) for item in sheet.items],
        credits=[_credit(source, amount, sheet.order.currency) for source, amount in sheet.plan.taken()],
        methods=_methods(sheet, actor),
        sums=_sums(sheet),
        charged=_charged(sheet),
        total=words.money(sheet.to_pay),
        hint=hint,
        hint_tone=hint_tone,
        action=action,
        action_icon=action_icon,
        expected=sheet.to_pay.minor,
        new_card=new_card(actor, f"/pay/{draft}"),
        **_how(sheet, actor),
        **_refused(sheet, errors),
    )


def _how(sheet: Sheet, actor: Actor) -> dict[str, Any]:
    """The method and the day."""
    order, today = sheet.order, actor.today()
    kind, card = _chosen(sheet) if sheet.to_pay else (PaymentMethod.OTHER, None)
    return {
        "method": payment_words.method(kind, card),
        "day": order.scheduled_for.isoformat() if order.scheduled_for else "",
        "day_words": long_date(order.scheduled_for) if order.scheduled_for else "",
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=FURTHEST_DAYS)).isoformat(),
        "can_plan": kind is PaymentMethod.CARD and actor.delegation_id is None,
    }


def _refused(sheet: Sheet, errors: Mapping[str, str]) -> dict[str, Any]:
    """What belongs to no invoice: to the method, to the day, or to all of it."""
    places = {item.invoice.number for item in sheet.items} | {"method", "day"}
    return {
        "problem": " ".join(said for at, said in errors.items() if at not in places),
        "method_error": errors.get("method", ""),
        "day_error": errors.get("day", ""),
    }


def _currency(code: str) -> str:
    return str(get_currency_name(code, count=2, locale=language()))


def _steps(sheet: Sheet) -> Rows:
    """One a currency, where there are several; what is sent leads to its payment."""
    if len(sheet.siblings) < 2:
        return []
    steps = []
    for place, order in enumerate(sheet.siblings, 1):
        said = _(
            "{place} of {count} · {currency}",
            place=number(place),
            count=number(len(sheet.siblings)),
            currency=order.currency,
        )
        is_draft = order.state is PaymentState.DRAFT
        href = f"/{language()}/pay/{order.number}" if is_draft else payment_words.path(order.number)
        word = "" if is_draft else f" · {payment_words.badge(order.state)[0]}"
        steps.append([said + word, href, "step" if order is sheet.order else "false"])
    return steps


def _item(item: Item, today: date, errors: Mapping[str, str]) -> list[str]:
    invoice, reason = item.invoice, item.item.reason
    part = _("part payment received") if invoice.paid_minor else ""
    about = (words.kind(invoice), words.lateness(invoice, today), part)
    word = payment_words.REASONS[reason] if reason else ""
    return [
        invoice.number,
        invoice_href(invoice.number),
        " · ".join(filter(None, about)),
        words.money(Money(item.item.amount_minor, invoice.currency)),
        "true" if item.is_short else "",
        reason.value if reason else "",
        _(word) if word else "",
        item.item.note,
        _notice(item),
        errors.get(invoice.number, ""),
    ]


def _notice(item: Item) -> str:
    """That less can be paid now than is due."""
    most = words.money(Money(item.room_minor, item.invoice.currency))
    if item.is_too_much:
        return _(
            "It was paid, or promised to another payment, meanwhile: at most {amount} can be paid now.",
            amount=most,
        )
    if item.room_minor < item.invoice.due_minor:
        return _("Part of it is on its way already: at most {amount} can be paid now.", amount=most)
    return ""


def _credit(source: Source, minor: int, currency: str) -> list[str]:
    is_note = source.credit_note_id is not None
    what = _("Credit note {number}") if is_note else _("Left of payment {number}")
    return [what.format(number=source.number), minus(words.money(Money(-minor, currency)))]


def _methods(sheet: Sheet, actor: Actor) -> Rows:
    order, today = sheet.order, actor.today()
    rows = []
    for card in sheet.cards:
        until, tone = payment_words.expiry(card, today)
        usual = _("default of the company") if card.is_default else ""
        is_chosen = order.method is PaymentMethod.CARD and order.card_id == card.pk
        replaced = new_card(actor, f"/pay/{order.number}") if tone else ""
        said = " · ".join(filter(None, (until, usual)))
        rows.append([f"{CARD}{card.pk}", card.words, said, tone, "true" if is_chosen else "", replaced])
    is_chosen = order.method is PaymentMethod.BANK_TRANSFER
    note = _("With a reference of its own; the invoices count as “Payment submitted” until it arrives")
    return [*rows, [TRANSFER, _("Bank transfer"), note, "", "true" if is_chosen else "", ""]]


def _chosen(sheet: Sheet) -> tuple[PaymentMethod, SavedCard | None]:
    card = next((card for card in sheet.cards if card.pk == sheet.order.card_id), None)
    return sheet.order.method, card


def _sums(sheet: Sheet) -> Rows:
    currency, count = sheet.order.currency, len(sheet.items)
    taken = sheet.plan.taken()
    notes = sum(minor for source, minor in taken if source.credit_note_id is not None)
    cash = sum(minor for source, minor in taken if source.cash_id is not None)
    rows = [[ngettext("{count} invoice", "{count} invoices", count), words.money(sheet.total), ""]]
    for label, minor in ((_("Credit notes"), notes), (_("Left of earlier payments"), cash)):
        if minor:
            rows.append([label, minus(words.money(Money(-minor, currency))), "success"])
    return rows


def _charged(sheet: Sheet) -> str:
    method, card = _chosen(sheet)
    if not sheet.to_pay:
        return _("Credits cover all of it")
    if method is PaymentMethod.CARD and card:
        return _("To charge to {card}", card=card.words)
    return _("To transfer") if method is PaymentMethod.BANK_TRANSFER else _("To pay")


def _action(sheet: Sheet) -> tuple[str, str]:
    """What the last button does, in words, and its icon."""
    if sheet.rule:
        return _("Send for approval"), "shield-check"
    if not sheet.to_pay:
        return _("Apply credits"), "circle-check"
    if sheet.order.scheduled_for:
        return _("Plan for {day}", day=short_date(sheet.order.scheduled_for)), "calendar"
    if sheet.order.method is PaymentMethod.BANK_TRANSFER:
        return _("Announce the transfer"), "landmark"
    return _("Confirm and pay {amount}", amount=words.money(sheet.to_pay)), "lock"
