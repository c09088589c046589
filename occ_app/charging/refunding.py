"""Money given back: asked for here, or at the card company by the supplier itself."""

import structlog

from occ_app.access.actors import system
from occ_app.charging.payments import INVALID_AMOUNT
from occ_app.db import transaction
from occ_app.errors import Invalid
from occ_app.integrations.payments import RefundSeen, Refused, Unreachable, gateway
from occ_app.models import RefundState
from occ_app.services import refunds
from occ_app.services.refunds import Wanted
from occ_app.settings import get_settings

log = structlog.get_logger(__name__)


def refund(refund_id: int) -> RefundState:
    """Give back what was decided; where it stands then. Safe to call again: the card company is asked first."""
    with transaction(reads_only=True) as db:
        wanted = refunds.wanted(db, system(), refund_id)
    if wanted.state is not RefundState.NEW or not get_settings().takes_cards:
        return wanted.state
    try:
        seen = _made(wanted)
        if (
            seen is None and wanted.provider_id
        ):  # made there before, and not told of now: never made a second time
            return RefundState.NEW
        seen = seen or gateway().refund(wanted.number, wanted.intent_id, wanted.amount)
    except Unreachable:
        return RefundState.NEW
    except (Refused, Invalid) as error:
        with transaction() as db:
            why = error.code if isinstance(error, Refused) else INVALID_AMOUNT
            return refunds.failed(db, system(), wanted.id, why)
    return _settle(wanted, seen)


def _made(wanted: Wanted) -> RefundSeen | None:
    """The refund as the card company has it, made from here or from its own pages."""
    found = gateway().refunds(wanted.intent_id)
    return next(
        (seen for seen in found if wanted.number == seen.refund_ref or wanted.provider_id == seen.id), None
    )


def catch_up(intent_id: str) -> None:
    """Post what was given back of a payment without our asking, and what became of what we asked."""
    for seen in gateway().refunds(intent_id):
        with transaction() as db:
            known = refunds.known(db, system(), intent_id, seen.id, amount=seen.amount, ref=seen.refund_ref)
        if known is not None:
            _settle(known, seen)


def _settle(wanted: Wanted, seen: RefundSeen) -> RefundState:
    with transaction() as db:
        if seen.status in ("failed", "canceled"):
            return refunds.failed(db, system(), wanted.id, seen.status)
        if seen.status == "succeeded":
            return refunds.post(db, system(), wanted.id, seen.id)
    return RefundState.NEW
