"""Inviting: anybody of a company asks others in, to what they are themselves; an administrator to anything."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor, system, visitor
from occ_app.access.permissions import Permission
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext, speaking
from occ_app.models import ActivityKind, CompanyRole, Contact, ContactState, Invitation, Person
from occ_app.models.base import now
from occ_app.services import activity, outbox, throttle
from occ_app.services.people import letters, standing, words
from occ_app.services.throttle import Limit

INVITE = Permission.PEOPLE_INVITE
GOOD_FOR = timedelta(days=7)
LONGEST_NAME, LONGEST_MESSAGE = 200, 1_000
BY_PERSON = Limit("invitations-person", 30, timedelta(hours=1))
TO_ADDRESS = Limit("invitations-address", 5, timedelta(hours=1))


@dataclass(frozen=True)
class Asked:
    """An open invitation, as its company sees it."""

    id: int
    email: str
    name: str
    roles: tuple[CompanyRole, ...]
    by: str
    expires_at: datetime
    is_expired: bool
    is_changeable: bool
    """Whether this actor may send it again or cancel it."""


def givable(db: Session, actor: Actor) -> list[CompanyRole]:
    """What the actor may invite others to be, in the order of roles."""
    gate.require(actor, INVITE)
    mine = standing.givable(standing.roles_of(db, actor, actor.person_id or 0))
    return [role for role in words.ROLES if role in mine]


def listing(db: Session, actor: Actor) -> list[Asked]:
    """The open invitations, the newest first."""
    gate.require(actor, INVITE)
    columns = select(Invitation, col(Person.name), col(Person.email))
    waiting = (
        gate.narrow(actor, INVITE, Invitation, columns)
        .join(Person, col(Person.id) == col(Invitation.invited_by))
        .where(*_open())
        .order_by(col(Invitation.id).desc())
    )
    return [_asked(actor, one, name or email) for one, name, email in db.execute(waiting)]


def invite(
    db: Session,
    actor: Actor,
    email: str,
    *,
    name: str,
    roles: Collection[CompanyRole],
    message: str = "",
) -> Invitation:
    """Ask somebody in by mail; Invalid for who is in already, or was asked before."""
    gate.require(actor, INVITE)
    require_fresh_proof(actor)
    to = _address(email)
    throttle.use(db, visitor(), BY_PERSON, str(actor.person_id))
    standing.lock(db, actor)
    _check_roles(db, actor, roles)
    _check_free(db, actor, to)
    invitation = Invitation(
        account_id=actor.account_id or 0,
        email=to,
        name=letters.one_line(name)[:LONGEST_NAME],
        roles=",".join(role for role in words.ROLES if role in roles),
        message=_plain(message)[:LONGEST_MESSAGE],
        token_hash="",
        invited_by=actor.person_id or 0,
        expires_at=now(),
    )
    _send(db, actor, invitation)
    activity.record(db, actor, ActivityKind.INVITED, to, after={"roles": invitation.roles.split(",")})
    return invitation


def resend(db: Session, actor: Actor, invitation_id: int) -> Invitation:
    """Send a new link, good for as long as the first was; the old one is dead. From now on it is the actor's."""
    gate.require(actor, INVITE)
    require_fresh_proof(actor)
    throttle.use(db, visitor(), BY_PERSON, str(actor.person_id))
    standing.lock(db, actor)
    invitation = _mine(db, actor, invitation_id)
    _check_roles(db, actor, [CompanyRole(role) for role in invitation.roles.split(",")])
    invitation.invited_by = actor.person_id or 0
    _send(db, actor, invitation)
    activity.record(db, actor, ActivityKind.INVITATION_RESENT, invitation.email)
    return invitation


def cancel(db: Session, actor: Actor, invitation_id: int) -> None:
    """Make an open invitation worthless."""
    gate.require(actor, INVITE)
    standing.lock(db, actor)
    invitation = _mine(db, actor, invitation_id)
    invitation.cancelled_at = now()
    db.flush()
    activity.record(db, actor, ActivityKind.INVITATION_CANCELLED, invitation.email)


def _open() -> tuple[ColumnElement[bool], ...]:
    return col(Invitation.accepted_at).is_(None), col(Invitation.cancelled_at).is_(None)


def _mine(db: Session, actor: Actor, invitation_id: int) -> Invitation:
    """One's own, or any for an administrator; NotFound for others and for what is over."""
    query: Select[tuple[Invitation]] = gate.rows(actor, INVITE, Invitation).where(
        col(Invitation.id) == invitation_id, *_open()
    )
    if not actor.may(Permission.PEOPLE_CHANGE):
        query = query.where(col(Invitation.invited_by) == actor.person_id)
    return gate.one(db, query.execution_options(populate_existing=True))


def _asked(actor: Actor, one: Invitation, by: str) -> Asked:
    is_changeable = actor.may(Permission.PEOPLE_CHANGE) or one.invited_by == actor.person_id
    roles = tuple(CompanyRole(role) for role in one.roles.split(","))
    is_expired = one.expires_at < now()
    return Asked(one.pk, one.email, one.name, roles, by, one.expires_at, is_expired, is_changeable)


def _address(email: str) -> str:
    try:
        found = validate_email(email.strip()[:320], check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid(_("This does not look like an e-mail address. Please check it."), "email") from error
    return found.normalized.lower()


def _plain(text: str) -> str:
    """Lines of text, without what only machines read."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(letters.one_line(line) for line in lines).strip()


def _check_roles(db: Session, actor: Actor, roles: Collection[CompanyRole]) -> None:
    if not roles:
        raise Invalid(_("Please choose at least one role."), "roles")
    if not set(roles) <= set(givable(db, actor)):
        raise Forbidden(
            _("You can invite others only to what you are yourself. An administrator can do more.")
        )


def _check_free(db: Session, actor: Actor, email: str) -> None:
    place = (
        gate.narrow(actor, INVITE, Contact, select(Contact, Person))
        .join(Person, col(Person.id) == col(Contact.person_id))
        .where(col(Person.email) == email)
    )
    found = db.execute(place).one_or_none()
    if found:
        _check_place(db, actor, *found)
    again = gate.rows(actor, INVITE, Invitation).where(col(Invitation.email) == email, *_open())
    if db.execute(again).first():
        raise Invalid(
            _("{email} has an open invitation already. You can send it again.", email=email), "email"
        )


def _check_place(db: Session, actor: Actor, contact: Contact, person: Person) -> None:
    """Who was removed may be asked in again, by an administrator; who has no right left, by anybody."""
    who = person.name or person.email
    if contact.state is ContactState.SUSPENDED:
        raise Invalid(
            _("{name} is suspended here. An administrator can resume their access.", name=who), "email"
        )
    if contact.state is ContactState.REMOVED and not actor.may(Permission.PEOPLE_CHANGE):
        raise Invalid(
            _(
                "{name} was removed by an administrator. Only an administrator can invite them again.",
                name=who,
            ),
            "email",
        )
    if contact.state is ContactState.ACTIVE and standing.roles_of(db, actor, person.pk):
        raise Invalid(
            _("{name} is in your company already. An administrator can change their roles.", name=who),
            "email",
        )


def _send(db: Session, actor: Actor, invitation: Invitation) -> None:
    """Give the invitation a new link, and mail it in the language its reader has, or else the company's."""
    throttle.use(db, visitor(), TO_ADDRESS, invitation.email)
    token, moment = secrets.token_urlsafe(32), now()
    invitation.token_hash = sessions.digest(f"invitation:{token}")
    invitation.sent_at, invitation.expires_at = moment, moment + GOOD_FOR
    db.add(invitation)
    db.flush()
    known = db.execute(select(Person).where(col(Person.email) == invitation.email)).scalar_one_or_none()
    language = letters.language_for(db, actor, known)
    with speaking(language):
        draft = _letter(
            actor, invitation, f"/auth/invitation?{urlencode({'token': token, 'language': language})}"
        )
    outbox.put(db, system(), invitation.email, draft, kind=outbox.INVITATION, account_id=actor.account_id)


def _letter(actor: Actor, invitation: Invitation, path: str) -> outbox.Draft:
    inviter, company = letters.one_line(actor.name), letters.one_line(actor.account_name)
    greeting = [_("Hello {name},", name=invitation.name)] if invitation.name else []
    roles = words.roles(invitation.roles.split(","))
    return letters.letter(
        _("{inviter} invites you to {company}", inviter=inviter, company=company),
        [
            *greeting,
            _("{inviter} ({email}) invites you to the customer portal of {company}.",
              inviter=inviter, email=actor.email, company=company),
            _("You would be there as: {roles}.", roles=roles),
        ],
        _("Accept the invitation"),
        path,
        message=invitation.message,
        fine=ngettext(
            "The link works once, for {count} day. If you did not expect it, ignore this message: nothing happens.",
            "The link works once, for {count} days. If you did not expect it, ignore this message: nothing happens.",
            GOOD_FOR.days,
        ),
    )  # fmt: skip
