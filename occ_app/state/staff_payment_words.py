"""Payments as the supplier's staff read of them: where they stand, how they were made, what happened."""

from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy, moment, short_date
from occ_app.models import (
    Payment,
    PaymentMethod,
    PaymentOrder,
    PaymentOrigin,
    PaymentState,
    Refund,
    RefundState,
    SavedCard,
)
from occ_app.money import Money
from occ_app.services.staff_payments import Concern, Detail, Step, StepKind
from occ_app.state import payment_words, words

STATES = {
    PaymentState.AWAITING_APPROVAL: (lazy("Waits for approval"), "clock", "payment_submitted"),
    PaymentState.SCHEDULED: (lazy("Planned"), "calendar", "open"),
    PaymentState.SUBMITTING: (lazy("Being charged"), "clock", "payment_submitted"),
    PaymentState.NEEDS_ACTION: (lazy("Payer has to confirm"), "user-round", "payment_submitted"),
    PaymentState.PROCESSING: (lazy("Being processed"), "clock", "payment_submitted"),
    PaymentState.ANNOUNCED: (lazy("Transfer announced"), "landmark", "open"),
    PaymentState.SUCCEEDED: (lazy("Received"), "circle-check", "closed"),
    PaymentState.FAILED: (lazy("Failed"), "triangle-alert", "past_due"),
    PaymentState.REFUSED: (lazy("Not approved"), "circle-slash", "past_due"),
    PaymentState.CANCELLED: (lazy("Taken back"), "circle-slash", "open"),
    PaymentState.EXPIRED: (lazy("Did not come"), "circle-alert", "past_due"),
}

SENTENCES = {
    PaymentState.AWAITING_APPROVAL: lazy("Somebody of the company has to approve it; nothing was charged."),
    PaymentState.SCHEDULED: lazy("It is sent on the day it was planned for."),
    PaymentState.SUBMITTING: lazy("The card company was asked to charge it and has not answered yet."),
    PaymentState.NEEDS_ACTION: lazy("The payer’s bank wants them to confirm it; nothing was charged yet."),
    PaymentState.PROCESSING: lazy("The card company has it and has not decided yet."),
    PaymentState.ANNOUNCED: lazy("A bank transfer was announced; it is matched when it comes."),
    PaymentState.SUCCEEDED: lazy("The money was received and put to the invoices."),
    PaymentState.FAILED: lazy("The card was not charged; the invoices are open."),
    PaymentState.REFUSED: lazy("The company did not approve it; nothing was charged."),
    PaymentState.CANCELLED: lazy("The company took it back; nothing was charged."),
    PaymentState.EXPIRED: lazy("The announced transfer did not come in time; the invoices are open."),
}

CONCERNS = {
    Concern.STUCK: lazy("The card company has not decided for more than 10 minutes."),
    Concern.REFUND_WAITS: lazy("A refund was not confirmed for more than 10 minutes."),
    Concern.REFUND_FAILED: lazy("A refund failed and was not tried again."),
    Concern.DISPUTED: lazy(
        "The payer’s bank disputes it: answer in the card company’s own pages before its deadline."
    ),
    Concern.EVENT_FAILED: lazy("What the card company told of it could not be worked on: see Webhooks."),
}

REFUNDS = {
    RefundState.NEW: (lazy("Under way"), "clock", "payment_submitted"),
    RefundState.DONE: (lazy("Given back"), "undo-2", "closed"),
    RefundState.FAILED: (lazy("Failed"), "triangle-alert", "past_due"),
}

CHARGEBACKS = {
    RefundState.NEW: (lazy("Disputed"), "triangle-alert", "past_due"),
    RefundState.DONE: (lazy("Taken back by the bank"), "undo-2", "closed"),
    RefundState.FAILED: (lazy("Dispute over, nothing taken back"), "circle-check", "closed"),
}

STEPS = {
    StepKind.SENT: (lazy("Sent"), "arrow-right"),
    StepKind.APPROVED: (lazy("Approved"), "check"),
    StepKind.REFUSED: (lazy("Refused"), "circle-slash"),
    StepKind.SUBMITTED: (lazy("Submitted"), "clock"),
    StepKind.RECEIVED: (lazy("Received"), "circle-check"),
    StepKind.ENDED: (lazy("Ended without a payment"), "triangle-alert"),
    StepKind.REFUND_ASKED: (lazy("Decided to give money back"), "undo-2"),
    StepKind.REFUND_DONE: (lazy("Given back"), "undo-2"),
    StepKind.REFUND_FAILED: (lazy("Could not be given back"), "triangle-alert"),
    StepKind.DISPUTED: (lazy("The payer’s bank disputes it"), "triangle-alert"),
    StepKind.CHARGED_BACK: (lazy("Taken back by the bank"), "undo-2"),
    StepKind.DISPUTE_WON: (lazy("Dispute over, nothing taken back"), "circle-check"),
    StepKind.EVENT: (lazy("The card company told of it"), "cloud"),
}


def standing(order: PaymentOrder | None, payment: Payment | None) -> tuple[str, str, str]:
    """Where it stands: a word, its icon and its colour."""
    if back := payment_words.went_back(payment):
        return back, "undo-2", "open"
    if order is not None:
        word, icon, colour = STATES[order.state]
        return _(word), icon, colour
    if payment is not None and payment.settled_on is None:
        return _("On its way"), "clock", "payment_submitted"
    return _("Received"), "circle-check", "closed"


def amount(order: PaymentOrder | None, payment: Payment | None) -> str:
    """The money that came, or is to come."""
    known = payment or order
    return words.money(known.amount) if known else ""


def method(order: PaymentOrder | None, payment: Payment | None, card: SavedCard | None) -> str:
    """`Visa ···· 4242`, or how else it was paid."""
    if card is not None and order is not None and order.method is PaymentMethod.CARD:
        return card.words
    known = order or payment
    return _(words.METHODS[known.method]) if known else ""


def facts(found: Detail) -> list[list[str]]:
    """[label, value, href] of what is known of it."""
    order, payment = found.order, found.payment
    company = f"/{language()}/staff/companies/{found.company.number}"
    listed = [
        [_("Company"), f"{found.company.name} · {found.company.number}", company],
        [_("Paid by"), _maker(found), ""],
        [_("Status"), _sentence(order, payment), ""],
        [_("Amount"), amount(order, payment), ""],
        [_("Method"), method(order, payment, found.card), ""],
        [_("Reference"), (order.reference if order else payment.reference if payment else ""), ""],
        *(_of_money(payment, order) if payment else []),
        [_("Reason"), _failure(order.failure) if order else "", ""],
    ]
    return [fact for fact in listed if fact[1]]


def _of_money(payment: Payment, order: PaymentOrder | None) -> list[list[str]]:
    def shown(minor: int) -> str:
        return words.money(Money(minor, payment.currency)) if minor else ""

    is_known_otherwise = order is not None and payment.number != order.number
    return [
        [_("Received on"), short_date(payment.received_on), ""],
        [_("Number in the ERP"), payment.erp_number or (payment.number if is_known_otherwise else ""), ""],
        [_("Given back"), shown(payment.refunded_minor), ""],
        [_("Not put to an invoice"), shown(payment.unapplied_minor), ""],
    ]


def _maker(found: Detail) -> str:
    if found.order is None:
        return ""
    if found.order.origin is PaymentOrigin.AUTOPAY:
        return _("Autopay")
    if found.order.origin is PaymentOrigin.DELEGATE:
        return _("{name}, whom invoices were shared with", name=found.maker or "—")
    return found.maker or "—"


def _sentence(order: PaymentOrder | None, payment: Payment | None) -> str:
    if order is not None and not payment_words.went_back(payment):
        return _(SENTENCES[order.state])
    return standing(order, payment)[0]


def refund(row: Refund, who: str) -> list[str]:
    """[amount, state, state's colour, state's icon, what is known of it]."""
    if row.is_chargeback:
        (word, icon, colour), known = CHARGEBACKS[row.state], [row.number, row.provider_id]
    else:
        decided = who or _("at the card company")
        (word, icon, colour), known = REFUNDS[row.state], [row.number, decided, row.reason, row.failure]
    return [words.money(row.amount), _(word), colour, f"/icons.svg#{icon}", " · ".join(filter(None, known))]


def _failure(code: str) -> str:
    """Why a payment failed, in words and as the card company has it: staff may have to ask there."""
    return f"{payment_words.failure(code)} ({code})" if code else ""


def step(one: Step, time_zone: str) -> list[str]:
    """[what, when and who, icon, what was said]."""
    word, icon = STEPS[one.kind]
    what = f"{_(word)}: {words.money(one.amount)}" if one.amount else _(word)
    return [
        what,
        " · ".join(filter(None, (moment(one.at, time_zone), one.who))),
        f"/icons.svg#{icon}",
        _failure(one.said) if one.kind is StepKind.ENDED else one.said,
    ]
