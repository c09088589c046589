"""What the card company told us by webhook: read again from it, then posted."""

import structlog

from occ_app.access.actors import system
from occ_app.charging import payments, refunding
from occ_app.charging.cards import know_card_anew
from occ_app.db import transaction
from occ_app.integrations.payments import Unreachable, gateway
from occ_app.services import paying, webhooks

CARD_REPLACED = "payment_method.automatically_updated"
"""The bank gave its holder another card, and the card company was told."""

log = structlog.get_logger(__name__)


def hear() -> int:
    """Work through the events that wait; how many were heard."""
    heard = 0
    while _hear_one():
        heard += 1
    return heard


def _hear_one() -> bool:
    with transaction() as db:
        event = webhooks.claim(db, system())
    if event is None:
        return False
    try:
        error = _act(event.kind, event.object_id)
    except Unreachable:
        error = "the card company did not answer"
    except Exception as fault:  # told to staff and tried again, like any other
        log.exception("an event was not heard", told=event.event_id)
        error = type(fault).__name__
    with transaction() as db:
        webhooks.settle(db, system(), event, error)
    return True


def _act(kind: str, object_id: str) -> str:
    """Ask the card company about what an event is of; why it is left, empty where all is done."""
    if kind == CARD_REPLACED:
        know_card_anew(object_id)
        return ""
    return _of_payment(kind, object_id)


def _of_payment(kind: str, intent_id: str) -> str:
    with transaction(reads_only=True) as db:
        order_id = paying.by_provider_id(db, system(), intent_id) if intent_id else None
        wanted = paying.charge_of(db, system(), order_id) if order_id else None
    if wanted is None:
        # Another program’s payment, or one of ours that was made but never kept, and so never confirmed.
        return ""
    seen = gateway().intent(intent_id)
    if seen.payment_ref != wanted.number:
        log.error("an event names another payment", payment=wanted.number, intent=intent_id)
        return "names another payment"
    payments.settle(wanted, seen)
    if kind.startswith(("charge.refund", "refund.", "charge.dispute.")):
        refunding.catch_up(intent_id)
    return ""
