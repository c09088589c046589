"""What a killed process, a lost answer or a lost webhook left open is finished, or taken back for good."""

from datetime import timedelta

import structlog

from occ_app.access.actors import system
from occ_app.charging import payments, refunding
from occ_app.charging.payments import ABANDONED, INTERRUPTED
from occ_app.db import transaction
from occ_app.integrations.payments import Unreachable, gateway
from occ_app.models import PaymentState
from occ_app.models.base import now
from occ_app.services import paying, refunds, webhooks
from occ_app.services.paying import Charge, baskets
from occ_app.settings import get_settings

ANSWER_WITHIN = timedelta(minutes=30)
"""How long a payer may take to answer their bank."""

KEEP_DRAFTS = timedelta(days=30)
HEARD_OF = (
    "payment_intent.succeeded",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "charge.refunded",
)

log = structlog.get_logger(__name__)


def sweep() -> int:
    """Look after every payment and refund that is open for more than a minute; how many that were."""
    with transaction() as db:
        late = paying.overdue(db, system())
    for order_id in late:
        with transaction() as db:
            paying.expire(db, system(), order_id)
    count = len(late)
    if get_settings().takes_cards:
        count += _payments() + _refunds()
    with transaction() as db:
        baskets.forget(db, system(), now() - KEEP_DRAFTS)
        webhooks.sweep(db, system())
    return count


def catch_up(back: timedelta = timedelta(hours=2)) -> int:
    """Ask for events of so long ago that never came as a webhook; how many those were."""
    if not get_settings().takes_cards:
        return 0
    missed = 0
    try:
        for kind in HEARD_OF:
            for event in gateway().events(kind, now() - back):
                with transaction() as db:
                    missed += webhooks.take(
                        db,
                        system(),
                        event.id,
                        kind=event.kind,
                        object_id=event.intent_id,
                        happened_at=event.created_at,
                    )
    except Unreachable:
        log.warning("the card company did not answer")
    return missed


def _payments() -> int:
    with transaction() as db:
        ids = paying.unsettled(db, system())
    for order_id in ids:
        with transaction(reads_only=True) as db:
            open_one = paying.charge_of(db, system(), order_id)
        _finish(open_one)
    return len(ids)


def _finish(one: Charge) -> None:
    """Somebody who paid themselves is told that nothing was charged; what nobody waits for is tried again."""
    if payments.look(one.id) is PaymentState.SUBMITTING:
        if one.is_off_session:
            payments.charge(one.id)
        else:
            payments.give_up(one.id, INTERRUPTED)
    elif one.state is PaymentState.NEEDS_ACTION and one.submitted_at < now() - ANSWER_WITHIN:
        payments.give_up(one.id, ABANDONED)


def _refunds() -> int:
    with transaction() as db:
        ids = refunds.unsettled(db, system())
    for refund_id in ids:
        refunding.refund(refund_id)
    return len(ids)
