"""Limits on what can be repeated from outside: counted in the database, so all processes share them."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import func, select
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.sessions import digest
from occ_app.errors import TooMany
from occ_app.i18n import ngettext
from occ_app.models import Attempt
from occ_app.models.base import now

KEEP = timedelta(days=1)
"""How long uses are remembered; no limit may look further back."""


@dataclass(frozen=True)
class Limit:
    """At most so many uses within so long, for each address or source."""

    name: str
    most: int
    within: timedelta = timedelta(minutes=15)


def use(db: Session, actor: Actor, limit: Limit, by: str) -> None:
    """Note one use of something limited; TooMany, and nothing noted, where the limit is reached."""
    gate.require(actor, Permission.SIGN_IN)
    hashed = digest(f"{limit.name}:{_network(by)}")
    _queue(db, hashed)
    key = f"{limit.name}:{hashed[:48]}"
    recent = select(func.count()).where(col(Attempt.key) == key, col(Attempt.at) > now() - limit.within)
    if db.execute(recent).scalar_one() >= limit.most:
        raise TooMany(_come_back(limit))
    db.add(Attempt(key=key, at=now()))
    db.flush()


def sweep(db: Session, actor: Actor) -> None:
    """Forget the uses that no limit counts any more."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    db.execute(delete(Attempt).where(col(Attempt.at) < now() - KEEP))


def _network(by: str) -> str:
    """Whoever has one IPv6 address has 2^64 of them: those count as one source."""
    try:
        address = ip_address(by)
    except ValueError:
        return by
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def _queue(db: Session, hashed: str) -> None:
    # SQLite has one writer anyway; on PostgreSQL simultaneous uses would not see each other.
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(int(hashed[:15], 16))))


def _come_back(limit: Limit) -> str:
    return ngettext(
        "Too many tries. Please wait {count} minute and try again.",
        "Too many tries. Please wait {count} minutes and try again.",
        int(limit.within.total_seconds() // 60),
    )
