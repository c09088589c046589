"""Asking for a page: once at a time, not too often, and only for what a role of the company gives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, smallest_role
from occ_app.errors import Invalid, TooMany
from occ_app.i18n import gettext as _
from occ_app.models import AccessRequest, ActivityKind, CompanyRole, RequestState
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.access_requests.telling import administrators, tell_administrators

MOST_A_DAY = 5
LAPSES_AFTER, AGAIN_AFTER = timedelta(days=14), timedelta(days=1)
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Standing:
    """Where somebody stands with a page that is not open to them."""

    can_ask: bool
    asked_at: datetime | None = None
    """When they asked and nobody has answered yet."""
    refused_at: datetime | None = None
    """When they were refused, not long enough ago to ask again."""
    reason: str = ""


def standing(db: Session, actor: Actor, page: str, needs: Permission) -> Standing:
    """Whether this actor can ask for the page now, or what became of it."""
    gate.require(actor, Permission.PORTAL_USE)
    if not actor.may(Permission.ACCESS_ASK) or actor.may(needs) or smallest_role(needs) is None:
        return Standing(can_ask=False)
    latest = _latest(db, actor, page)
    if latest and latest.state is RequestState.OPEN:
        return Standing(can_ask=False, asked_at=latest.asked_at)
    refused_at = latest.decided_at if latest and latest.state is RequestState.REFUSED else None
    if latest and refused_at and refused_at > now() - AGAIN_AFTER:
        return Standing(can_ask=False, refused_at=refused_at, reason=latest.reason)
    return Standing(can_ask=bool(administrators(db, actor)))


def ask(db: Session, actor: Actor, page: str, title: str, needs: Permission, *, note: str = "") -> bool:
    """Ask the administrators for a page; False where that was asked already.

    `page` is its route, `title` its title as catalogues have it.
    """
    gate.require(actor, Permission.ACCESS_ASK)
    _lapse(db, actor)
    stands = standing(db, actor, page, needs)
    if stands.asked_at:
        return False
    role = smallest_role(needs)
    if not stands.can_ask or role is None:
        raise Invalid(_("You cannot ask for this page now."))
    _limit_day(db, actor)
    assert actor.account_id  # without a company nobody has the right
    assert actor.person_id
    asked = AccessRequest(
        account_id=actor.account_id,
        person_id=actor.person_id,
        page=page,
        title=title,
        permission=needs.value,
        role=CompanyRole(role.value),
        note=plain(note),
    )
    try:
        with db.begin_nested():
            db.add(asked)
    except IntegrityError:  # a second click, or another tab
        return False
    activity.record(db, actor, ActivityKind.ACCESS_ASKED, page, after={"role": role.value})
    tell_administrators(db, actor, asked)
    return True


def sweep(db: Session, actor: Actor) -> None:
    """Let lapse what nobody answered."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    db.execute(update(AccessRequest).where(*_old()).values(state=RequestState.LAPSED))


def plain(text: str) -> str:
    """As written, without what nobody types."""
    kept = "".join(c for c in text.replace("\r\n", "\n").strip() if c == "\n" or c.isprintable())
    if len(kept) > LONGEST_NOTE:
        raise Invalid(_("The note is too long."), "note")
    return kept


def _old() -> tuple[Any, ...]:
    return (
        col(AccessRequest.state) == RequestState.OPEN,
        col(AccessRequest.asked_at) <= now() - LAPSES_AFTER,
    )


def _lapse(db: Session, actor: Actor) -> None:
    mine = _mine(actor).where(*_old()).with_only_columns(col(AccessRequest.id))
    ids = list(db.execute(mine).scalars())
    if ids:
        values = {"state": RequestState.LAPSED}
        db.execute(update(AccessRequest).where(col(AccessRequest.id).in_(ids)).values(**values))


def _latest(db: Session, actor: Actor, page: str) -> AccessRequest | None:
    """What the actor last asked of this page; what has lapsed counts as never asked."""
    mine = _mine(actor).where(col(AccessRequest.page) == page).order_by(col(AccessRequest.id).desc())
    found: AccessRequest | None = db.execute(mine.limit(1)).scalar_one_or_none()
    if found and found.state is RequestState.OPEN and found.asked_at <= now() - LAPSES_AFTER:
        return None
    return found


def _mine(actor: Actor) -> Select[Any]:
    rows = gate.rows(actor, Permission.ACCESS_ASK, AccessRequest)
    return rows.where(col(AccessRequest.person_id) == actor.person_id)


def _limit_day(db: Session, actor: Actor) -> None:
    recent = _mine(actor).where(col(AccessRequest.asked_at) > now() - timedelta(days=1))
    if int(db.execute(recent.with_only_columns(func.count())).scalar_one()) >= MOST_A_DAY:
        raise TooMany(_("You have asked for many pages today. Please go on tomorrow."))
