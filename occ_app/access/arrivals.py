"""Who is arriving: the actor behind a request's cookie, and the address it comes from."""

from sqlmodel import Session
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from occ_app import db
from occ_app.access import cookies, sessions
from occ_app.access.actors import Actor
from occ_app.errors import SignedOut
from occ_app.settings import Settings


def signed_in(scope: Scope) -> Actor | None:
    """The actor of a live session, whose use is noted; None for anybody else."""
    token = cookies.token_in(HTTPConnection(scope).cookies)
    if not token:
        return None
    with db.transaction(reads_only=True) as session:
        actor = _actor(session, token)
        stale = sessions.stale(session, {actor.session_ref}) if actor else set()
    if stale:
        with db.transaction() as session:
            sessions.touch(session, stale)
    return actor


def address(scope: Scope, settings: Settings) -> str:
    """The client's address: behind N trusted proxies the N-th from the right of X-Forwarded-For."""
    hops = settings.trusted_proxy_hops
    # A proxy may add a line of its own below one that the client made up: all of them count, in their order.
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    if hops and len(forwarded) >= hops and forwarded[-hops].strip():
        return forwarded[-hops].strip()[:64]
    return scope["client"][0] if scope.get("client") else ""


def _actor(session: Session, token: str) -> Actor | None:
    ref = sessions.find(session, token)
    try:
        return sessions.resume(session, ref) if ref else None
    except SignedOut:
        return None
