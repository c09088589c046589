"""Money given back: asked for here, at the card company by the supplier itself, or by the payer's bank."""

from collections.abc import Iterator

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
            seen is None and not wanted.provider_id
        ):  # what has a name there was made before: never a second time
            seen = gateway().refund(wanted.number, wanted.intent_id, wanted.amount)
    except Unreachable:
        return RefundState.NEW
    except Refused as error:
        return _failed(wanted, error.code)
    except Invalid:
        return _failed(wanted, INVALID_AMOUNT)
    return _settle(wanted, seen) if seen else RefundState.NEW


def _made(wanted: Wanted) -> RefundSeen | None:
    """The refund as the card company has it, made from here or from its own pages; or what became of a dispute."""
    asked = gateway().disputes if wanted.is_chargeback else gateway().refunds
    for seen in asked(wanted.intent_id):
        if wanted.number == seen.refund_ref or wanted.provider_id == seen.id:
            return seen
    return None


def catch_up(intent_id: str) -> None:
    """Post what was given back of a payment without our asking, and what became of what we asked."""
    for seen in _given_back(intent_id):
        with transaction() as db:
            known = refunds.known(db, system(), intent_id, seen)
        if known is not None:
            _settle(known, seen)


def _given_back(intent_id: str) -> Iterator[RefundSeen]:
    """Refunds are dealt with before disputes are asked for, which a restricted key may not let us read."""
    yield from gateway().refunds(intent_id)
    yield from gateway().disputes(intent_id)


def _settle(wanted: Wanted, seen: RefundSeen) -> RefundState:
    if seen.status in ("failed", "canceled"):
        return _failed(wanted, seen.status)
    if seen.status == "succeeded":
        with transaction() as db:
            return refunds.post(db, system(), wanted.id, seen.id)
    return RefundState.NEW


def _failed(wanted: Wanted, why: str) -> RefundState:
    with transaction() as db:
        return refunds.failed(db, system(), wanted.id, why)
