"""Who somebody is whom a provider vouches for, and whether they may come in: known, joining, or refused with a reason."""

from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlmodel import Session, col

from occ_app.access import gate, rights
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.integrations.identity import Claims
from occ_app.models import (
    AccessRight,
    ActivityKind,
    Contact,
    ContactState,
    Person,
    RightSource,
    SsoConnection,
    SsoDomain,
    SsoIdentity,
)
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.single_sign_on.domains import domain_of, normal
from occ_app.settings import get_settings

ENTER = Permission.SSO_ENTER
STAFF = 0
"""The realm of the supplier's own people; every other realm is a company's."""


class NotLetIn(Exception):
    """`str(refusal)` is the sentence for the person, `reason` the word for the trail."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class _Arrival:
    """Somebody at the door, under a confirmed address."""

    realm: int
    issuer: str
    email: str
    claims: Claims


def staff_member(db: Session, actor: Actor, claims: Claims) -> Person:
    """One of the supplier's staff, for whom the supplier's own provider vouches; else NotLetIn."""
    gate.require(actor, ENTER)
    arrival = _Arrival(STAFF, get_settings().staff_oidc_issuer, _address(claims), claims)
    identity = _identity(db, arrival)
    person = db.get(Person, identity.person_id) if identity else _person(db, arrival)
    if person is None or not person.is_staff:
        raise NotLetIn("not_staff", _("{email} is not the address of one of our staff.", email=arrival.email))
    _bind(db, arrival, identity, person)
    return person


def company_member(db: Session, actor: Actor, realm: int, claims: Claims) -> Person:
    """Somebody of a company, for whom its provider vouches; NotLetIn if they may not be in it."""
    connection = _connection(db, actor, realm)
    arrival = _Arrival(realm, connection.issuer, _address(claims), claims)
    _is_allowed(db, actor, arrival)
    identity = _identity(db, arrival)
    person = db.get(Person, identity.person_id) if identity else _person(db, arrival)
    contact = _contact(db, realm, person) if person else None
    if person is None or contact is None:
        person = _join(db, actor, arrival, connection, person)
    elif contact.state is not ContactState.ACTIVE:
        raise NotLetIn(contact.state.value, no_right(arrival.email))
    elif not _has_right(db, realm, person):
        raise NotLetIn("no_right", no_right(arrival.email))
    _bind(db, arrival, identity, person)
    return person


def no_right(email: str) -> str:
    """The sentence for whoever is known at the company and not here."""
    return _(
        "{email} has no access to your company here. An administrator of your company can give it.",
        email=email,
    )


def _connection(db: Session, actor: Actor, realm: int) -> SsoConnection:
    """Locked, so that two first visits at once do not make the same person twice."""
    query = gate.rows(actor, ENTER, SsoConnection).where(
        col(SsoConnection.account_id) == realm, col(SsoConnection.is_enabled)
    )
    connection: SsoConnection | None = db.execute(query.with_for_update()).scalar_one_or_none()
    if connection is None:
        raise NotLetIn("switched_off", _("Signing in with this company is switched off."))
    return connection


def _address(claims: Claims) -> str:
    email = normal(claims.email)
    if not (email and claims.is_verified and 0 < len(claims.sub) <= 255):
        raise NotLetIn(
            "email_unverified",
            _(
                "Your company’s sign-in gives no confirmed e-mail address for you. Whoever looks after it can change that."
            ),
        )
    return email


def _is_allowed(db: Session, actor: Actor, arrival: _Arrival) -> None:
    allowed = gate.rows(actor, ENTER, SsoDomain).where(
        col(SsoDomain.account_id) == arrival.realm, col(SsoDomain.domain) == domain_of(arrival.email)
    )
    if db.execute(allowed).first() is None:
        raise NotLetIn(
            "domain", _("{email} is not an address your company signs in with here.", email=arrival.email)
        )


def _identity(db: Session, arrival: _Arrival) -> SsoIdentity | None:
    query = _bound(arrival).where(col(SsoIdentity.sub) == arrival.claims.sub)
    return db.execute(query).scalar_one_or_none()


def _bound(arrival: _Arrival) -> Select[SsoIdentity]:
    return select(SsoIdentity).where(
        col(SsoIdentity.realm) == arrival.realm, col(SsoIdentity.issuer) == arrival.issuer
    )


def _person(db: Session, arrival: _Arrival) -> Person | None:
    return db.execute(select(Person).where(col(Person.email) == arrival.email)).scalar_one_or_none()


def _contact(db: Session, realm: int, person: Person) -> Contact | None:
    query = select(Contact).where(col(Contact.account_id) == realm, col(Contact.person_id) == person.pk)
    return db.execute(query).scalar_one_or_none()


def _has_right(db: Session, realm: int, person: Person) -> bool:
    live = exists().where(
        col(AccessRight.account_id) == realm,
        col(AccessRight.person_id) == person.pk,
        col(AccessRight.ended_at).is_(None),
    )
    return bool(db.execute(select(live)).scalar_one())


def _join(
    db: Session, actor: Actor, arrival: _Arrival, connection: SsoConnection, known: Person | None
) -> Person:
    """The first visit of somebody nobody has named: only where the company wants that."""
    role, account_id = connection.entry_role, connection.account_id
    if role is None:
        raise NotLetIn("no_right", no_right(arrival.email))
    person = known or Person(email=arrival.email, name=" ".join(arrival.claims.name.split())[:200])
    db.add(person)
    db.flush()
    db.add(Contact(account_id=account_id, person_id=person.pk))
    db.add(
        AccessRight(account_id=account_id, person_id=person.pk, role=role, source=RightSource.SINGLE_SIGN_ON)
    )
    db.flush()
    rights.changed(db, person.pk)
    after = {"role": role.value}
    activity.record(db, actor, ActivityKind.SSO_JOINED, arrival.email, account_id=account_id, after=after)
    return person


def _bind(db: Session, arrival: _Arrival, identity: SsoIdentity | None, person: Person) -> None:
    """An address that somebody else has had at the provider does not let its next owner be them."""
    if identity is None:
        if db.execute(_bound(arrival).where(col(SsoIdentity.person_id) == person.pk)).first():
            raise NotLetIn(
                "sub",
                _(
                    "{email} was somebody else’s at your company’s sign-in until now. An administrator of your company "
                    "can clear that, under “Single sign-on”.",
                    email=person.email,
                ),
            )
        identity = SsoIdentity(
            account_id=arrival.realm or None,
            realm=arrival.realm,
            issuer=arrival.issuer,
            sub=arrival.claims.sub,
            person_id=person.pk,
        )
    identity.last_at = now()
    db.add(identity)
    db.flush()
