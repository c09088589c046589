"""What a session was asked: kept on our side, answered once, and by that session only."""

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from occ_app.access import gate, vault
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import ChallengeKind, FactorChallenge
from occ_app.models.base import now

LIVES = {
    ChallengeKind.ADD_APP: timedelta(minutes=15),
    ChallengeKind.ADD_PASSKEY: timedelta(minutes=5),
    ChallengeKind.SHOW_PASSKEY: timedelta(minutes=5),
}


def give(db: Session, actor: Actor, kind: ChallengeKind, secret: str = "") -> str:
    """Ask this session something new, instead of what it was asked before; returns the secret, base64url."""
    gate.require(actor, Permission.FACTORS_SHOW)
    given = secret or secrets.token_urlsafe(32)
    db.exec(delete(FactorChallenge).where(*_of(actor, kind)))
    db.add(
        FactorChallenge(
            session_ref=actor.session_ref,
            kind=kind,
            secret=vault.lock(given),
            expires_at=now() + LIVES[kind],
        )
    )
    db.flush()
    return given


def asked(db: Session, actor: Actor, kind: ChallengeKind) -> str:
    """What this session is being asked; empty if nothing (any more)."""
    gate.require(actor, Permission.FACTORS_SHOW)
    query = select(FactorChallenge.secret).where(*_of(actor, kind), FactorChallenge.expires_at > now())
    found = db.exec(query).one_or_none()
    return vault.unlock(found) if found else ""


def take(db: Session, actor: Actor, kind: ChallengeKind) -> str:
    """As `asked`, and never again: of simultaneous answers one gets it."""
    gate.require(actor, Permission.FACTORS_SHOW)
    moment = now()
    taken = delete(FactorChallenge).where(*_of(actor, kind))
    row = db.execute(taken.returning(col(FactorChallenge.secret), col(FactorChallenge.expires_at))).first()
    return vault.unlock(row.secret) if row and row.expires_at > moment else ""


def sweep(db: Session, actor: Actor) -> None:
    """Forget what nobody can answer any more."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    db.exec(delete(FactorChallenge).where(col(FactorChallenge.expires_at) < now()))


def _of(actor: Actor, kind: ChallengeKind) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(FactorChallenge.session_ref) == actor.session_ref, col(FactorChallenge.kind) == kind
