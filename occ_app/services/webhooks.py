"""Events of the card company: each kept once, claimed by one worker, tried again until its payment is settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, WebhookEvent, WebhookRefusal, WebhookState
from occ_app.models.base import now
from occ_app.services import activity

TAKE = Permission.WEBHOOKS_TAKE
BATCH = 20
LEASE = timedelta(minutes=2)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=10), timedelta(hours=1)
MOST_TRIES = 20
KEEP, KEEP_REFUSALS = timedelta(days=60), timedelta(days=30)
MOST_REFUSALS = 10_000
"""Whoever sends rubbish fills no disk."""

A_DAY = timedelta(days=1)
SHOWN = 5
"""Refused calls told of one by one, for each reason."""


@dataclass(frozen=True)
class Refused:
    """Calls that were not taken for the same reason, and where the latest of them came from."""

    reason: str
    count: int
    latest: list[tuple[str, datetime]]
    """Addresses, each with when, the latest first."""


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


def recent(
    db: Session, actor: Actor, most: int = 50, *, state: WebhookState | None = None, before: int = 0
) -> list[WebhookEvent]:
    """The newest events, older than `before`."""
    gate.require(actor, Permission.WEBHOOKS_READ)
    query = select(WebhookEvent).order_by(col(WebhookEvent.id).desc()).limit(most)
    query = query.where(col(WebhookEvent.state) == state) if state else query
    query = query.where(col(WebhookEvent.id) < before) if before else query
    return list(db.execute(query).scalars())


def heard(db: Session, actor: Actor) -> tuple[datetime | None, int]:
    """When the last event came, and how many were given up."""
    gate.require(actor, Permission.WEBHOOKS_READ)
    last = db.execute(select(col(WebhookEvent.received_at)).order_by(col(WebhookEvent.id).desc()).limit(1))
    given_up = select(func.count()).where(col(WebhookEvent.state) == WebhookState.FAILED)
    return last.scalar_one_or_none(), int(db.execute(given_up).scalar_one())


def refusals(db: Session, actor: Actor) -> list[Refused]:
    """Calls of the last day that were not taken, by reason, the most frequent first."""
    gate.require(actor, Permission.WEBHOOKS_READ)
    lately = col(WebhookRefusal.at) > now() - A_DAY
    counted = select(col(WebhookRefusal.reason), func.count().label("calls")).where(lately)
    grouped = counted.group_by(col(WebhookRefusal.reason)).order_by(
        text("calls DESC"), col(WebhookRefusal.reason)
    )
    return [Refused(reason, calls, _latest(db, reason)) for reason, calls in db.execute(grouped).all()]


def retry(db: Session, actor: Actor, event_id: int) -> None:
    """Have an event that was given up worked on again, with all its tries."""
    gate.require(actor, Permission.WEBHOOKS_MANAGE)
    event = db.execute(
        select(WebhookEvent).where(col(WebhookEvent.id) == event_id).with_for_update()
    ).scalar_one_or_none()
    if event is None:
        raise NotFound(_("This message is not there (any more)."))
    if event.state is not WebhookState.FAILED:
        raise Invalid(_("This message was not given up: nothing needs to be tried again."))
    event.state, event.tries, event.next_try_at = WebhookState.WAITING, 0, now()
    db.flush()
    activity.record(db, actor, ActivityKind.WEBHOOK_RETRIED, event.event_id, after={"kind": event.kind})


def _latest(db: Session, reason: str) -> list[tuple[str, datetime]]:
    calls = select(col(WebhookRefusal.address), col(WebhookRefusal.at)).where(
        col(WebhookRefusal.reason) == reason
    )
    newest = calls.order_by(col(WebhookRefusal.at).desc(), col(WebhookRefusal.id).desc())
    return [(address, at) for address, at in db.execute(newest.limit(SHOWN)).all()]


def sweep(db: Session, actor: Actor) -> None:
    """Forget what is long done, and old refusals."""
    gate.require(actor, TAKE)
    is_done = col(WebhookEvent.state) == WebhookState.DONE
    db.execute(delete(WebhookEvent).where(is_done, col(WebhookEvent.received_at) < now() - KEEP))
    db.execute(delete(WebhookRefusal).where(col(WebhookRefusal.at) < now() - KEEP_REFUSALS))
