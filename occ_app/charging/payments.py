"""One payment at the card company: created there, remembered here, only then charged, then posted as it ended."""

from collections.abc import Callable

import structlog
from sqlmodel import Session

from occ_app.access.actors import Actor, system
from occ_app.db import transaction
from occ_app.errors import Invalid
from occ_app.integrations.payments import (
    Declined,
    Failure,
    Intent,
    IntentStatus,
    Refused,
    Unreachable,
    gateway,
)
from occ_app.integrations.payments.words import HOLDER_ABSENT
from occ_app.models import AT_PROVIDER, PaymentState
from occ_app.services import paying
from occ_app.services.paying import Charge

INTERRUPTED, ABANDONED = "interrupted", "authentication_abandoned"
"""Our own words beside the card company’s, for what it was never asked, or never answered."""

INVALID_AMOUNT = "invalid_amount"
"""The card company’s word for an amount it cannot take."""

log = structlog.get_logger(__name__)


def charge(order_id: int) -> PaymentState:
    """Charge a payment that was sent; where it stands then. Safe to call again, at any time and by anybody.

    The card company first makes a payment that nobody has confirmed; only the one whose id is committed here is ever
    confirmed, and it can succeed once. So whatever is tried twice, and wherever it stops, money moves once.
    """
    wanted = _wanted(order_id)
    if wanted.state is not PaymentState.SUBMITTING:
        return wanted.state
    try:
        provider_id = wanted.provider_id or _begin(wanted)
        if not provider_id:
            return _wanted(order_id).state
        return settle(
            wanted, gateway().confirm(provider_id, wanted.number, off_session=wanted.is_off_session)
        )
    except Unreachable:
        # It may have been charged: the sweep asks until it knows.
        log.warning("the card company did not answer", payment=wanted.number)
        return PaymentState.SUBMITTING
    except Invalid:
        # Less may have been left to pay than the card company can count: nothing was made there.
        return _failed(wanted, INVALID_AMOUNT)
    except (Declined, Refused) as error:
        log.info("payment not confirmed", payment=wanted.number, code=_code(error))
        return look(order_id, why=_code(error))


def look(order_id: int, *, why: str = "") -> PaymentState:
    """Ask the card company how a payment stands, and write it down; `why` is what is known of its failure."""
    wanted = _wanted(order_id)
    if wanted.state not in AT_PROVIDER:
        return wanted.state
    if not wanted.provider_id:
        # Nothing was confirmed, since nothing is confirmed before its id is kept.
        return _failed(wanted, why) if why else wanted.state
    try:
        seen = gateway().intent(wanted.provider_id)
    except (Unreachable, Refused):
        return wanted.state
    if why and seen.status is IntentStatus.REQUIRES_CONFIRMATION:
        # It was refused before it was confirmed, and would be each time.
        return give_up(order_id, why)
    return settle(wanted, seen, why=why)


def give_up(order_id: int, why: str) -> PaymentState:
    """Make sure that a payment can no longer be charged, then let its invoices go; posted, if it was charged after all."""
    wanted = _wanted(order_id)
    if wanted.state not in AT_PROVIDER:
        return wanted.state
    if not wanted.provider_id:
        return _failed(wanted, why)
    try:
        seen = gateway().cancel(wanted.provider_id)
    except Unreachable:
        return wanted.state
    except Refused:
        return _after_refusal(wanted, why)
    return settle(wanted, seen, why=why)


def settle(wanted: Charge, seen: Intent, *, why: str = "") -> PaymentState:
    """Write down what the card company says of a payment."""
    match seen.status:
        case IntentStatus.SUCCEEDED:
            state = _posted(wanted, seen)
        case IntentStatus.CANCELED:
            state = _failed(wanted, why or _word(seen.failure))
        case IntentStatus.REQUIRES_PAYMENT_METHOD:
            state = give_up(wanted.id, _word(seen.failure) or why or "card_declined")
        case IntentStatus.REQUIRES_ACTION if wanted.is_off_session:  # nobody is there to answer
            state = give_up(wanted.id, HOLDER_ABSENT)
        case IntentStatus.REQUIRES_ACTION:
            state = _noted(paying.awaiting_action, wanted)
        case IntentStatus.PROCESSING:
            state = _noted(paying.processing, wanted)
        case _:
            state = wanted.state
    return state


def secret(actor: Actor, number: str) -> str:
    """What the payer’s browser shows the card company to answer its bank: for this page only, kept nowhere.

    Empty where no bank waits for an answer.
    """
    with transaction(reads_only=True) as db:
        order = paying.answerable(db, actor, number)
    if not order.asks_payer or not order.provider_id:
        return ""
    return gateway().client_secret(order.provider_id)


def _begin(wanted: Charge) -> str:
    """Make the payment there and keep its id; the id that counts, empty where the payment has ended meanwhile."""
    made = gateway().create_intent(wanted.number, wanted.customer, wanted.card, wanted.amount)
    with transaction() as db:
        counts = paying.note_intent(db, system(), wanted.id, made.id)
    if counts != made.id:
        _discard(made.id)
    return counts


def _discard(provider_id: str) -> None:
    """Somebody else’s counts. This one was never confirmed, so leaving it costs nothing."""
    try:
        gateway().cancel(provider_id)
    except (Unreachable, Refused):
        log.info("an unconfirmed payment stays at the card company", intent=provider_id)


def _after_refusal(wanted: Charge, why: str) -> PaymentState:
    """It could not be taken back: because it succeeded, or because it had ended already."""
    try:
        seen = gateway().intent(wanted.provider_id)
    except Refused as error:
        # The card company has never heard of it: a server of another time, or another account.
        return _failed(wanted, why) if error.code == "resource_missing" else wanted.state
    except Unreachable:
        return wanted.state
    if seen.status is IntentStatus.REQUIRES_PAYMENT_METHOD:
        return _failed(wanted, why)
    if seen.status in (IntentStatus.REQUIRES_ACTION, IntentStatus.REQUIRES_CONFIRMATION):
        return wanted.state  # the sweep asks again
    return settle(wanted, seen, why=why)


def _posted(wanted: Charge, seen: Intent) -> PaymentState:
    with transaction() as db:
        return paying.post(db, system(), wanted.id, seen.received, seen.id).state


def _failed(wanted: Charge, why: str) -> PaymentState:
    with transaction() as db:
        return paying.failed(db, system(), wanted.id, why or INTERRUPTED).state


def _noted(note: Callable[[Session, Actor, int], None], wanted: Charge) -> PaymentState:
    with transaction() as db:
        note(db, system(), wanted.id)
    return _wanted(wanted.id).state


def _code(error: Declined | Refused) -> str:
    return _word(error.failure) if isinstance(error, Declined) else error.code


def _word(failure: Failure | None) -> str:
    """The more telling of the card company’s two codes."""
    return (failure.decline_code or failure.code) if failure else ""


def _wanted(order_id: int) -> Charge:
    with transaction(reads_only=True) as db:
        return paying.charge_of(db, system(), order_id)
