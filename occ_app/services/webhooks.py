"""Events of the card company: each kept once, claimed by one worker, tried again until its payment is settled."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import WebhookEvent, WebhookRefusal, WebhookState
from occ_app.models.base import now

TAKE = Permission.WEBHOOKS_TAKE
BATCH = 20
LEASE = timedelta(minutes=2)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=10), timedelta(hours=1)
MOST_TRIES = 20
KEEP, KEEP_REFUSALS = timedelta(days=60), timedelta(days=30)
MOST_REFUSALS = 10_000
"""Whoever sends rubbish fills no disk."""


def take(
    db: Session, actor: Actor, event_id: str, *, kind: str, object_id: str, happened_at: datetime
) -> bool:
    """Keep an event to be worked on; False for one that is known, which changes nothing."""
    gate.require(actor, TAKE)
    try:
        with db.begin_nested():
            db.add(
                WebhookEvent(
                    event_id=event_id[:64], kind=kind[:64], object_id=object_id[:64], happened_at=happened_at
                )
            )
            db.flush()
    except IntegrityError:
        return False
    return True


def refuse(db: Session, actor: Actor, reason: str, address: str) -> None:
    """Note a call that was not taken: forged, old, oversized, malformed or repeated."""
    gate.require(actor, TAKE)
    if db.execute(select(func.count()).select_from(WebhookRefusal)).scalar_one() < MOST_REFUSALS:
        db.add(WebhookRefusal(reason=reason[:32], address=address[:64]))
        db.flush()


def claim(db: Session, actor: Actor) -> WebhookEvent | None:
    """Take an event that is due, for one worker only; after a crash another one takes it up."""
    gate.require(actor, TAKE)
    is_due = (col(WebhookEvent.state) == WebhookState.WAITING, col(WebhookEvent.next_try_at) <= now())
    listed = select(WebhookEvent).where(*is_due).order_by(col(WebhookEvent.next_try_at), col(WebhookEvent.id))
    waiting: list[WebhookEvent] = list(db.execute(listed.limit(BATCH)).scalars())
    for event in waiting:
        taken = (
            update(WebhookEvent)
            .where(col(WebhookEvent.id) == event.pk, *is_due)
            .values(next_try_at=now() + LEASE, tries=col(WebhookEvent.tries) + 1)
        )
        done = db.execute(taken.execution_options(synchronize_session=False))
        if cast("CursorResult[Any]", done).rowcount == 1:
            db.refresh(event)
            return event
    return None


def settle(db: Session, actor: Actor, event: WebhookEvent, error: str = "") -> None:
    """Note that all is done, or why not; then it is tried again, later each time, until staff have to look."""
    gate.require(actor, TAKE)
    if not error:
        values = {"state": WebhookState.DONE, "error": ""}
    elif event.tries >= MOST_TRIES:
        values = {"state": WebhookState.FAILED, "error": error[:300]}
    else:
        wait = min(FIRST_RETRY * 2 ** min(event.tries - 1, 20), LAST_RETRY)
        values = {"next_try_at": now() + wait, "error": error[:300]}
    db.execute(update(WebhookEvent).where(col(WebhookEvent.id) == event.pk).values(**values))


def sweep(db: Session, actor: Actor) -> None:
    """Forget what is long done, and old refusals."""
    gate.require(actor, TAKE)
    is_done = col(WebhookEvent.state) == WebhookState.DONE
    db.execute(delete(WebhookEvent).where(is_done, col(WebhookEvent.received_at) < now() - KEEP))
    db.execute(delete(WebhookRefusal).where(col(WebhookRefusal.at) < now() - KEEP_REFUSALS))
