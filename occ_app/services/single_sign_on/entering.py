"""Coming in through one's company: which provider to ask, and the session that begins on its word."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from occ_app.access import gate, sessions, vault
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Forbidden
from occ_app.integrations.identity import Claims, Provider
from occ_app.models import ActivityKind, SignInMethod, SpentToken, SsoConnection, SsoDomain
from occ_app.services import activity, sign_in, throttle
from occ_app.services.sign_in import Entered, Visit
from occ_app.services.single_sign_on.arrivals import STAFF, NotLetIn, company_member, no_right, staff_member
from occ_app.services.single_sign_on.connections import provider_of
from occ_app.services.single_sign_on.domains import domain_of
from occ_app.services.throttle import Limit
from occ_app.settings import get_settings

ENTER = Permission.SSO_ENTER
STARTS_OF_SOURCE, RETURNS_OF_SOURCE = Limit("sso-starts", 60), Limit("sso-returns", 60)

LONGEST_TOKEN = 16_000
"""Characters of an ID token worth keeping for the way out."""


@dataclass(frozen=True)
class Door:
    """A provider that may vouch for somebody in its realm: a company, or `STAFF`."""

    realm: int
    provider: Provider


@dataclass(frozen=True)
class Refused:
    """Not let in, and why in a sentence."""

    sentence: str


def door_for(db: Session, actor: Actor, email: str, source: str) -> Door | None:
    """The provider for whoever has an address of this domain; None where there is none to ask."""
    gate.require(actor, ENTER)
    throttle.use(db, actor, STARTS_OF_SOURCE, source)
    query = (
        gate.rows(actor, ENTER, SsoConnection)
        .join(SsoDomain, col(SsoDomain.account_id) == col(SsoConnection.account_id))
        .where(col(SsoDomain.domain) == domain_of(email), col(SsoConnection.is_enabled))
    )
    connection = db.execute(query).scalar_one_or_none()
    return Door(connection.account_id, provider_of(connection)) if connection else None


def door_back(db: Session, actor: Actor, realm: int, source: str) -> Door | None:
    """The provider of a realm, for whoever comes back from it or is sent by it."""
    gate.require(actor, ENTER)
    throttle.use(db, actor, RETURNS_OF_SOURCE, source)
    return door_of(db, actor, realm)


def door_of(db: Session, actor: Actor, realm: int) -> Door | None:
    """The provider of a company, or the staff's; None where there is none, or it is switched off."""
    gate.require(actor, ENTER)
    settings = get_settings()
    if realm == STAFF:
        secret = settings.staff_oidc_client_secret.get_secret_value()
        provider = Provider(settings.staff_oidc_issuer, settings.staff_oidc_client_id, secret, is_ours=True)
        return Door(STAFF, provider) if settings.has_staff_oidc else None
    query = gate.rows(actor, ENTER, SsoConnection).where(
        col(SsoConnection.account_id) == realm, col(SsoConnection.is_enabled)
    )
    connection = db.execute(query).scalar_one_or_none()
    return Door(realm, provider_of(connection)) if connection else None


def spend(db: Session, actor: Actor, token: str, until: datetime) -> bool:
    """Use what counts once; False if it was used before."""
    gate.require(actor, ENTER)
    try:
        with db.begin_nested():
            db.add(SpentToken(key=sessions.digest(f"spent:{token}"), until=until))
    except IntegrityError:
        return False
    return True


def enter(db: Session, actor: Actor, realm: int, claims: Claims, visit: Visit) -> Entered | Refused:
    """Begin a session for whom the realm's provider vouches; what is refused is recorded with its reason."""
    gate.require(actor, ENTER)
    try:
        with db.begin_nested():
            return _entered(db, actor, realm, claims, visit)
    except NotLetIn as refusal:
        refuse(db, actor, realm, refusal.reason, visit=visit, email=claims.email)
        return Refused(str(refusal))


def refuse(db: Session, actor: Actor, realm: int, reason: str, *, visit: Visit, email: str = "") -> None:
    """Record that somebody was not let in."""
    gate.require(actor, ENTER)
    who = replace(actor, address=visit.address[:64], user_agent=visit.user_agent[:300])
    after = {"method": SignInMethod.SINGLE_SIGN_ON.value, "reason": reason}
    account_id = realm if realm != STAFF else None
    activity.record(db, who, ActivityKind.SIGN_IN_REFUSED, email, account_id=account_id, after=after)


def _entered(db: Session, actor: Actor, realm: int, claims: Claims, visit: Visit) -> Entered:
    is_staff = realm == STAFF
    person = staff_member(db, actor, claims) if is_staff else company_member(db, actor, realm, claims)
    token = claims.id_token if len(claims.id_token) <= LONGEST_TOKEN else ""
    try:
        return sign_in.let_in(
            db,
            actor,
            person,
            visit,
            SignInMethod.SINGLE_SIGN_ON,
            only_account_id=None if is_staff else realm,
            sso_sub=claims.sub,
            sso_sid=claims.sid[:255],
            sso_id_token=vault.lock(token),
        )
    except Forbidden as error:
        raise NotLetIn("no_right", no_right(person.email)) from error
