"""What waits for money and what has to be put right, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import language, ngettext, short_date
from occ_app.integrations.payments.words import HOLDER_ABSENT
from occ_app.models import PaymentOrder, SavedCard
from occ_app.services import cards, pending
from occ_app.services.pending import Broken, Kind, WaitingOrder
from occ_app.state import payment_words, words
from occ_app.state.addresses import address
from occ_app.state.new_card import new_card


@dataclass
class PendingView:
    """The top of the page in words.

    An order is [number, contract and invoices, amounts, whether it is a renewal, address of its invoices]; a payment
    [number, amount, word, colour, address of its icon, day, address]; an entry of the fix-it list [kind, key, what it is,
    amount, why, address of its page, id of the card that is suggested]; a choice [id of a card, its name].
    """

    orders: list[list[str]]
    more: str
    payments: list[list[str]]
    broken: list[list[str]]
    choices: list[list[str]]
    suggested: str
    """The card for all of the list: one that is on none of its entries, if there is."""
    new_card: str
    loaded: bool = True


def pending_view(db: Session, actor: Actor) -> PendingView:
    """What waits, and what is to be put right."""
    found = pending.waiting(db, actor)
    rest = found.count - len(found.orders)
    broken = pending.broken(db, actor)
    good = [card for card in cards.listing(db, actor) if not card.is_expired(actor.today())]
    return PendingView(
        orders=_orders(found.orders),
        more=ngettext("and {count} more order", "and {count} more orders", rest) if rest else "",
        payments=[_payment(order) for order in found.payments],
        broken=[_broken(one, good) for one in broken],
        choices=[[str(card.pk), f"{card.words} ({card.exp_month:02}/{card.exp_year})"] for card in good],
        suggested=_suggested(good, {one.card.pk for one in broken if one.card}),
        new_card=new_card(actor, "/billing-profile"),
    )


def _orders(orders: Iterable[WaitingOrder]) -> list[list[str]]:
    """A row for each order, its currencies side by side."""
    by_number: dict[str, list[WaitingOrder]] = {}
    for order in orders:
        by_number.setdefault(order.number, []).append(order)
    return [_order(number, parts) for number, parts in by_number.items()]


def _order(number: str, parts: list[WaitingOrder]) -> list[str]:
    count = sum(part.invoices for part in parts)
    said = [parts[0].contract_number, ngettext("{count} invoice", "{count} invoices", count)]
    return [
        number,
        " · ".join(filter(None, said)),
        words.amounts(part.amount for part in parts),
        "true" if all(part.is_renewal for part in parts) else "",
        address("/invoices", order=number),
    ]


def _payment(order: PaymentOrder) -> list[str]:
    day = _("On {day}", day=short_date(order.scheduled_for)) if order.scheduled_for else ""
    return [
        order.number,
        words.money(order.amount),
        *payment_words.badge(order.state),
        day,
        payment_words.path(order.number),
    ]


def _broken(one: Broken, good: list[SavedCard]) -> list[str]:
    amount = words.money(one.amount) if one.amount else ""
    heading, why, path = _told(one)
    # A bank that asked while nobody was there is answered with the same card.
    bad = set() if one.failure == HOLDER_ABSENT or not one.card else {one.card.pk}
    return [one.kind.value, one.key, heading, amount, why, path, _suggested(good, bad)]


def _suggested(good: list[SavedCard], bad: set[int]) -> str:
    """The key of the first good card that is not one of these, or else of the first good one."""
    best = next((card for card in good if card.pk not in bad), good[0] if good else None)
    return str(best.pk) if best else ""


def _told(one: Broken) -> tuple[str, str, str]:
    card = one.card.words if one.card else ""
    path = payment_words.path(quote(one.key, safe=""))
    if one.kind is Kind.FAILED:
        why = payment_words.failure(one.failure)
        return _("Payment {number} failed", number=one.key), " · ".join(filter(None, (card, why))), path
    if one.kind is Kind.PLANNED:
        day = short_date(one.day) if one.day else ""
        said = _("{card} expires before its day, {day}.", card=card, day=day) if day else payment_words.failure("expired_card")  # fmt: skip
        return _("Planned payment {number}", number=one.key), said, path
    what = _("Autopay of {contract}", contract=one.contract_number) if one.contract_number else _("Autopay")
    if one.day:
        said = _("{card} expires before its next charge, {day}.", card=card, day=short_date(one.day))
    else:
        said = _("{card} has expired.", card=card)
    return what, said, f"/{language()}/billing-profile/autopay"
