"""Payments in words: where they stand, why they failed, why less is paid, cards, and what the inbox says of them."""

from collections.abc import Callable, Mapping
from datetime import date

from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, ngettext, short_date
from occ_app.integrations.payments.words import sentence
from occ_app.models import (
    WITHDRAWN,
    InboxKind,
    Payment,
    PaymentMethod,
    PaymentState,
    Refund,
    RefundState,
    SavedCard,
    ShortReason,
)
from occ_app.money import Money
from occ_app.state import words
from occ_app.state.addresses import address

STATES = {
    PaymentState.DRAFT: (lazy("Not sent"), "pen-line", ""),
    PaymentState.AWAITING_APPROVAL: (lazy("Waits for approval"), "shield-check", "payment_submitted"),
    PaymentState.SCHEDULED: (lazy("Planned"), "calendar", "open"),
    PaymentState.SUBMITTING: (lazy("Being charged"), "clock", "payment_submitted"),
    PaymentState.NEEDS_ACTION: (lazy("To be confirmed"), "shield-check", "payment_submitted"),
    PaymentState.PROCESSING: (lazy("Being processed"), "clock", "payment_submitted"),
    PaymentState.ANNOUNCED: (lazy("Transfer announced"), "landmark", "payment_submitted"),
    PaymentState.SUCCEEDED: (lazy("Paid"), "circle-check", "closed"),
    PaymentState.FAILED: (lazy("Failed"), "circle-alert", "past_due"),
    PaymentState.REFUSED: (lazy("Not approved"), "circle-slash", "past_due"),
    PaymentState.CANCELLED: (lazy("Withdrawn"), "undo-2", ""),
    PaymentState.EXPIRED: (lazy("Not received"), "circle-alert", "past_due"),
}
"""Word, icon, and the status whose colours it shares."""

REASONS = {
    ShortReason.DISPUTED: lazy("Part of it is in dispute"),
    ShortReason.NOT_RECEIVED: lazy("Not received, or not in full"),
    ShortReason.PRICE: lazy("The price is not what was agreed"),
    ShortReason.DISCOUNT: lazy("A discount was agreed"),
    ShortReason.WITHHOLDING: lazy("Tax withheld"),
    ShortReason.INSTALMENT: lazy("The rest is paid later"),
    ShortReason.OTHER: lazy("Another reason"),
}

GIVEN_BACK = {
    RefundState.NEW: lazy("Is being given back"),
    RefundState.DONE: lazy("Given back"),
    RefundState.FAILED: lazy("Could not be given back"),
}

TAKEN_BACK = {
    RefundState.NEW: lazy("Disputed at your bank"),
    RefundState.DONE: lazy("Taken back by your bank"),
    RefundState.FAILED: lazy("Dispute over, nothing taken back"),
}

OUR_FAILURES = {
    "authentication_abandoned": lazy("The payment was not confirmed with the bank in time. Try again."),
    WITHDRAWN: lazy("It is being taken back."),
    "interrupted": lazy("The payment was interrupted before the card was charged. Try again."),
}
"""What ended a payment before the card company had a word for it."""


def badge(state: PaymentState) -> list[str]:
    """Word, colour, address of the icon."""
    word, icon, colour = STATES[state]
    return [_(word), colour, f"/icons.svg#{icon}"]


def given_back(refund: Refund) -> str:
    """Where money stands that goes back, or that a bank wants back."""
    return _((TAKEN_BACK if refund.is_chargeback else GIVEN_BACK)[refund.state])


def went_back(payment: Payment | None) -> str:
    """Whether all of a payment was given or taken back, or a part; empty where nothing was."""
    if payment is None or not payment.refunded_minor:
        return ""
    return _("Given back") if payment.refunded_minor == payment.amount_minor else _("Partly given back")


def failure(code: str) -> str:
    """Why a payment failed, and what to do, for the code that is kept of it."""
    said = OUR_FAILURES.get(code) or sentence(code, code)
    return _(said)


def expiry(card: SavedCard, today: date) -> tuple[str, str]:
    """Until when a card is good, and the tone to say it in."""
    if card.is_expired(today):
        return _("Expired"), "danger"
    if (card.exp_year, card.exp_month) == (today.year, today.month):
        return _("Expires this month"), "danger"
    return _("Expires {month}", month=f"{card.exp_month:02}/{card.exp_year}"), ""


def method(kind: PaymentMethod, card: SavedCard | None) -> str:
    """`Visa ···· 4242`, `Bank transfer`, or that credits cover it."""
    if kind is PaymentMethod.CARD and card:
        return card.words
    return _("Credits only") if kind is PaymentMethod.OTHER else _(words.METHODS[kind])


def path(number: str) -> str:
    """The address of a payment’s page."""
    return f"/{language()}/payments/{number}"


def _amount(facts: Mapping[str, str]) -> str:
    return words.money(Money(int(facts["minor"]), facts["currency"]))


def _entry(heading: str, text: str, icon: str, facts: Mapping[str, str], link: str = "") -> list[str]:
    return [heading, text, icon, path(facts["number"]), link or _("Look at the payment")]


def _announced(facts: Mapping[str, str]) -> list[str]:
    count = ngettext("{count} invoice", "{count} invoices", int(facts["count"]))
    said = _(
        "On {day} we charge {amount} for {invoices} to the card {card}.",
        day=short_date(date.fromisoformat(facts["day"])),
        amount=_amount(facts),
        invoices=facts["number"] or count,
        card=facts["card"],
    )
    where = address("/billing-profile/autopay", stop=facts["number"])
    return [_("Autopay"), said, "calendar", where, _("Look at it, or stop it")]


def _to_approve(facts: Mapping[str, str]) -> list[str]:
    said = _("{name} wants to pay {amount}.", name=(facts["name"] or _("Autopay")), amount=_amount(facts))
    return _entry(_("A payment waits for you"), said, "shield-check", facts, _("Approve or refuse"))


def _to_confirm(facts: Mapping[str, str]) -> list[str]:
    said = _("Your bank wants you to confirm the payment of {amount}.", amount=_amount(facts))
    return _entry(_("Your bank asks about a payment"), said, "shield-check", facts, _("Confirm"))


def _approved(facts: Mapping[str, str]) -> list[str]:
    said = _(
        "{name} approved your payment of {amount}.",
        name=(facts["name"] or _("Autopay")),
        amount=_amount(facts),
    )
    return _entry(_("Payment approved"), said, "circle-check", facts)


def _refused(facts: Mapping[str, str]) -> list[str]:
    said = _(
        "{name} refused your payment of {amount}.",
        name=(facts["name"] or _("Autopay")),
        amount=_amount(facts),
    )
    return _entry(_("Payment refused"), f"{said} · {facts['reason']}", "circle-slash", facts)


def _received(facts: Mapping[str, str]) -> list[str]:
    said = _("{amount} was received. Thank you.", amount=_amount(facts))
    return _entry(_("Payment received"), said, "circle-check", facts)


def _failed(facts: Mapping[str, str]) -> list[str]:
    said = _("{amount} was not paid, and its invoices are open again.", amount=_amount(facts))
    return _entry(_("A payment did not go through"), said, "triangle-alert", facts)


ENTRIES: dict[InboxKind, Callable[[Mapping[str, str]], list[str]]] = {
    InboxKind.AUTOPAY_ANNOUNCED: _announced,
    InboxKind.PAYMENT_TO_APPROVE: _to_approve,
    InboxKind.PAYMENT_TO_CONFIRM: _to_confirm,
    InboxKind.PAYMENT_APPROVED: _approved,
    InboxKind.PAYMENT_REFUSED: _refused,
    InboxKind.PAYMENT_RECEIVED: _received,
    InboxKind.PAYMENT_FAILED: _failed,
}
"""How the inbox says them: [heading, text, icon, link's path, link's words]."""
