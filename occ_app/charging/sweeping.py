"""What a killed process, a lost answer or a lost webhook left open is finished, or taken back for good."""

from datetime import timedelta

import structlog

from occ_app.access.actors import system
from occ_app.charging import payments, refunding
from occ_app.charging.each import each
from occ_app.charging.payments import ABANDONED, INTERRUPTED
from occ_app.db import transaction
from occ_app.integrations.payments import Unreachable, gateway
from occ_app.models import PaymentState
from occ_app.models.base import now
from occ_app.services import paying, refunds, webhooks
from occ_app.services.paying import baskets
from occ_app.settings import get_settings

KEEP_DRAFTS = timedelta(days=30)
HEARD_OF = (
    "payment_intent.succeeded",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
    "payment_method.automatically_updated",
)

log = structlog.get_logger(__name__)


def sweep() -> int:
    """Look after every payment and refund that is open for more than a minute; how many that were.

    One that goes wrong holds up none of the others; what went wrong first is raised when all are done.
    """
    with transaction() as db:
        late = paying.overdue(db, system())
        is_charging = get_settings().takes_cards
        payments_open = paying.unsettled(db, system()) if is_charging else []
        refunds_open = refunds.unsettled(db, system()) if is_charging else []
    steps = [(_expire, late), (_finish, payments_open), (refunding.refund, refunds_open)]
    failures = [fault for step, ids in steps for fault in each(step, ids)[1]]
    with transaction() as db:
        baskets.forget(db, system(), now() - KEEP_DRAFTS)
        webhooks.sweep(db, system())
    if failures:
        raise failures[0]
    return sum(len(ids) for _step, ids in steps)


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
                        object_id=event.about,
                        happened_at=event.created_at,
                    )
    except Unreachable:
        log.warning("the card company did not answer")
    return missed


def _expire(order_id: int) -> None:
    with transaction() as db:
        paying.expire(db, system(), order_id)


def _finish(order_id: int) -> None:
    """Somebody who paid themselves is told that nothing was charged; what nobody waits for is tried again."""
    with transaction(reads_only=True) as db:
        one = paying.charge_of(db, system(), order_id)
    state = payments.look(order_id)
    if state is PaymentState.SUBMITTING:
        if one.is_off_session:
            payments.charge(order_id)
        else:
            payments.give_up(order_id, INTERRUPTED)
    elif state is PaymentState.NEEDS_ACTION and one.answer_by < now():
        payments.give_up(order_id, ABANDONED)
