"""What happened to a payment, and what comes next: one sentence each."""

from datetime import datetime

from occ_app.access.actors import Actor
from occ_app.i18n import day_of, long_date, moment, ngettext
from occ_app.i18n import gettext as _
from occ_app.models import Payment, PaymentOrder, PaymentState
from occ_app.money import Money
from occ_app.services import paying
from occ_app.services.payments import Detail
from occ_app.state import payment_words, words
from occ_app.state.pay_hints import named

S = PaymentState
Told = tuple[str, str]


def sentences(found: Detail, actor: Actor) -> Told:
    """What happened, and what comes next; the second may be empty."""
    if found.order is None:
        return (_booked(found.payment), "") if found.payment else ("", "")
    told = _waits if found.order.is_holding else _ended
    return told(found, found.order, actor)


def _booked(payment: Payment) -> str:
    if payment.settled_on:
        return _("Received on {day}.", day=long_date(payment.settled_on))
    return _("It is on its way since {day}.", day=long_date(payment.received_on))


def _day(at: datetime | None, actor: Actor) -> str:
    return long_date(day_of(at, actor.time_zone)) if at else ""


def _waits(found: Detail, order: PaymentOrder, actor: Actor) -> Told:
    match order.state:
        case S.AWAITING_APPROVAL:
            return _awaiting(found, order)
        case S.SCHEDULED:
            return _scheduled(found, order)
        case S.NEEDS_ACTION if order.asks_payer:
            return _asked(order, actor)
        case S.NEEDS_ACTION:
            return payment_words.failure(order.failure), _("The card company has not answered yet.")
        case S.ANNOUNCED:
            amount, until = words.money(order.amount), _day(order.expires_at, actor)
            said = _("Please transfer {amount} by {day}, with the reference below.", amount=amount, day=until)
            return said, _("Until it arrives, the invoices are shown as “Payment submitted”.")
        case _:
            said = _("The card company has not answered yet.")
            return said, _("This page looks again by itself; you need not wait, nothing is charged twice.")


def _asked(order: PaymentOrder, actor: Actor) -> Told:
    when = moment(order.answer_by, actor.time_zone)
    if paying.may_answer(actor, order):
        said = _(
            "Nothing is charged until you do. If it is not confirmed by {when}, it is given up.", when=when
        )
        return _("The bank wants you to confirm this payment."), said
    said = _("Nothing is charged before. If it is not confirmed by {when}, it is given up.", when=when)
    return _("The bank wants whoever made this payment to confirm it."), said


def _awaiting(found: Detail, order: PaymentOrder) -> Told:
    missing = order.approvals_needed - sum(decision.is_approved for decision, _name in found.decisions)
    before = _("Nothing is paid before.")
    if len(found.approvers) < missing:
        way_on = _("An administrator can change the rule, or give somebody the right.")
        return _("Nobody in your company can approve it at present."), way_on
    if found.may_decide:
        name = found.maker or _("Autopay")
        return _("{name} wants to pay this and needs your approval.", name=name), before
    said = ngettext(
        "It waits for {count} approval, by {names}.",
        "It waits for {count} approvals, by {names}.",
        missing,
        names=named(found.approvers),
    )
    return said, before


def _scheduled(found: Detail, order: PaymentOrder) -> Told:
    day = long_date(order.scheduled_for) if order.scheduled_for else ""
    card = payment_words.method(order.method, found.card)
    said = _("It will be charged to {card} on {day}.", card=card, day=day)
    return said, _("Until then it can be moved, paid at once, or taken back.")


def _ended(found: Detail, order: PaymentOrder, actor: Actor) -> Told:
    is_open = _("Nothing was paid; the invoices are open again.")
    match order.state:
        case S.SUCCEEDED:
            return _succeeded(found.payment)
        case S.FAILED:
            return _("Nothing was charged."), payment_words.failure(order.failure)
        case S.REFUSED:
            return _refused(found), is_open
        case S.EXPIRED:
            until = _day(order.expires_at, actor)
            said = _("The transfer was not seen by {day}, so the invoices are open again.", day=until)
            return said, _("If it was sent, nothing is lost: we match it when it comes.")
        case _:
            return _("It was taken back."), is_open


def _succeeded(payment: Payment | None) -> Told:
    if payment is None:
        return _("The credits were put to the invoices. Nothing was charged."), ""
    day = long_date(payment.received_on)
    if payment.refunded_minor:
        back = words.money(Money(payment.refunded_minor, payment.currency))
        return _("Paid on {day}; {amount} of it went back to you.", day=day, amount=back), ""
    said = _("Paid on {day}. Thank you.", day=day)
    if payment.unapplied_minor:
        return said, _("What no invoice took any more is kept for the next payment.")
    return said, _("The receipt is here, and was sent by e-mail.")


def _refused(found: Detail) -> str:
    for decision, name in found.decisions:
        if not decision.is_approved:
            return _("{name} refused it: {reason}", name=name, reason=decision.reason)
    return _("It was refused.")
