"""What an administrator sets up: the provider, the domains, whether it is the only way in, and who has come so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlmodel import Session, col, delete

from occ_app.access import gate, vault
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations.identity import Provider
from occ_app.models import (
    ActivityKind,
    CompanyRole,
    Person,
    SignInMethod,
    SignInSession,
    SsoConnection,
    SsoDomain,
    SsoIdentity,
)
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.single_sign_on.requirement import account_of, no_longer_required, now_required
from occ_app.services.single_sign_on.wanted import Wanted, checked

MANAGE = Permission.SSO_MANAGE


@dataclass(frozen=True)
class Connection:
    """The company's single sign-on as its administrator sees it; the secret is never shown."""

    issuer: str
    client_id: str
    domains: list[str]
    is_enabled: bool
    entry_role: str
    tested_at: datetime | None
    is_required: bool
    came_so: bool
    """Whether this administrator is in through it, as it is set up now."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who has come in through it."""

    id: int
    name: str
    email: str
    last_at: datetime


def shown(db: Session, actor: Actor) -> Connection | None:
    """The company's single sign-on; None if there is none."""
    gate.require(actor, MANAGE)
    connection = _stored(db, actor)
    if connection is None:
        return None
    return Connection(
        issuer=connection.issuer,
        client_id=connection.client_id,
        domains=_domains(db, actor),
        is_enabled=connection.is_enabled,
        entry_role=connection.entry_role or "",
        tested_at=connection.tested_at,
        is_required=account_of(db, actor).requires_sso,
        came_so=_came_so(db, actor, connection),
    )


def save(db: Session, actor: Actor, asked: Wanted) -> None:
    """Set it up, or change it. What must prove itself anew is not required any more until it has."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    wanted, domains = checked(db, actor, asked)
    db.refresh(account_of(db, actor), with_for_update=True)  # two tabs save one after the other
    connection = _stored(db, actor)
    before = _facts(db, actor, connection)
    if connection is None:
        connection = SsoConnection(account_id=account_of(db, actor).pk, issuer="", client_id="", secret="")
    _change(db, actor, connection, wanted)
    _replace_domains(db, actor, domains)
    after = _facts(db, actor, connection) | ({"secret": "changed"} if wanted.secret else {})
    if after != before:
        activity.record(db, actor, ActivityKind.SSO_CHANGED, wanted.issuer, before=before, after=after)


def require_it(db: Session, actor: Actor, *, required: bool) -> None:
    """Close every other way in, or open them again. Only who is in through it may close the others."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    connection = _existing(db, actor)
    if not required:
        no_longer_required(db, actor)
        return
    if not connection.is_enabled or not _came_so(db, actor, connection):
        raise Invalid(
            _("First sign in with your company yourself: then it is certain that nobody is locked out.")
        )
    now_required(db, actor)


def remove(db: Session, actor: Actor) -> None:
    """Take it away: people enter with a code again, and whoever came in through it has to."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    connection = _existing(db, actor)
    before = _facts(db, actor, connection)
    no_longer_required(db, actor)
    _end_sessions(db, actor)
    for table in (SsoIdentity, SsoDomain, SsoConnection):
        db.execute(delete(table).where(col(table.account_id) == actor.account_id))
    activity.record(db, actor, ActivityKind.SSO_REMOVED, str(before["issuer"]), before=before)


def provider(db: Session, actor: Actor) -> Provider:
    """The provider, to be tried out."""
    return provider_of(_existing(db, actor))


def note_tested(db: Session, actor: Actor) -> None:
    """It has answered as it should, just now."""
    _existing(db, actor).tested_at = now()


def visitors(db: Session, actor: Actor) -> list[Visitor]:
    """Who has come in through it, the latest first."""
    query = (
        gate.narrow(actor, MANAGE, SsoIdentity, select(SsoIdentity, Person))
        .join(Person, col(Person.id) == col(SsoIdentity.person_id))
        .order_by(col(SsoIdentity.last_at).desc(), col(SsoIdentity.id))
        .limit(200)
    )
    return [Visitor(one.pk, who.name, who.email, one.last_at) for one, who in db.execute(query)]


def forget(db: Session, actor: Actor, identity_id: int) -> None:
    """Let an address be somebody else's at the provider: whoever comes next with it is bound to it."""
    gate.require(actor, MANAGE)
    require_fresh_proof(actor)
    one = gate.one(db, gate.rows(actor, MANAGE, SsoIdentity).where(col(SsoIdentity.id) == identity_id))
    person = db.get(Person, one.person_id)
    _end_sessions(db, actor, col(SignInSession.person_id) == one.person_id)
    db.delete(one)
    db.flush()
    activity.record(db, actor, ActivityKind.SSO_FORGOTTEN, person.email if person else "")


def provider_of(connection: SsoConnection) -> Provider:
    """The stored connection with its secret opened."""
    try:
        secret = vault.unlock(connection.secret)
    except ValueError as error:
        raise Invalid(_("The client secret can no longer be read: write it again."), "secret") from error
    return Provider(connection.issuer, connection.client_id, secret)


def _stored(db: Session, actor: Actor) -> SsoConnection | None:
    found: SsoConnection | None = db.execute(gate.rows(actor, MANAGE, SsoConnection)).scalar_one_or_none()
    return found


def _existing(db: Session, actor: Actor) -> SsoConnection:
    return gate.one(db, gate.rows(actor, MANAGE, SsoConnection))


def _domains(db: Session, actor: Actor) -> list[str]:
    query = gate.narrow(actor, MANAGE, SsoDomain, select(col(SsoDomain.domain))).order_by(
        col(SsoDomain.domain)
    )
    return list(db.execute(query).scalars())


def _change(db: Session, actor: Actor, connection: SsoConnection, wanted: Wanted) -> None:
    is_another = (connection.issuer, connection.client_id) != (wanted.issuer, wanted.client_id)
    if is_another and not wanted.secret:  # the one we keep is for the provider that gave it, nobody else
        raise Invalid(_("Write the client secret that the identity provider gave you."), "secret")
    if is_another and connection.id:
        _end_sessions(db, actor)
    if wanted.secret:
        connection.secret = vault.lock(wanted.secret)
        connection.changed_at, connection.tested_at = now(), None
    if wanted.secret or not wanted.is_enabled:
        no_longer_required(db, actor)
    connection.issuer, connection.client_id = wanted.issuer, wanted.client_id
    connection.is_enabled = wanted.is_enabled
    connection.entry_role = CompanyRole(wanted.entry_role) if wanted.entry_role else None
    db.add(connection)


def _replace_domains(db: Session, actor: Actor, domains: list[str]) -> None:
    account_id = account_of(db, actor).pk
    db.execute(delete(SsoDomain).where(col(SsoDomain.account_id) == account_id))
    db.add_all(SsoDomain(account_id=account_id, domain=domain) for domain in domains)
    db.flush()


def _facts(db: Session, actor: Actor, connection: SsoConnection | None) -> dict[str, Any]:
    if connection is None:
        return {}
    return {
        "issuer": connection.issuer,
        "client_id": connection.client_id,
        "domains": _domains(db, actor),
        "enabled": connection.is_enabled,
        "entry_role": connection.entry_role or "",
    }


def _came_so(db: Session, actor: Actor, connection: SsoConnection) -> bool:
    session = db.execute(_own(actor)).scalar_one_or_none()
    return (
        session is not None
        and session.method is SignInMethod.SINGLE_SIGN_ON
        and session.only_account_id == connection.account_id
        and session.created_at > connection.changed_at
    )


def _own(actor: Actor) -> Select[SignInSession]:
    return select(SignInSession).where(col(SignInSession.ref) == actor.session_ref)


def _end_sessions(db: Session, actor: Actor, *which: Any) -> None:
    """Those that came in through it, but for the administrator's own."""
    live = update(SignInSession).where(
        col(SignInSession.only_account_id) == actor.account_id,
        col(SignInSession.method) == SignInMethod.SINGLE_SIGN_ON,
        col(SignInSession.ref) != actor.session_ref,
        col(SignInSession.ended_at).is_(None),
        *which,
    )
    db.execute(live.values(ended_at=now()))
