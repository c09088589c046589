"""Adding a second factor: an app is added by its first code, a passkey by its first signature."""

from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from sqlmodel import Session, col, select, update

from occ_app.access import gate, sessions, vault
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.access.proof import require_fresh_proof
from occ_app.errors import Forbidden, Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations import passkeys
from occ_app.models import (
    ActivityKind,
    AuthenticatorApp,
    ChallengeKind,
    Factor,
    Passkey,
    Person,
    SignInMethod,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.factors import challenges
from occ_app.services.factors.having import fresh_codes, has_any, hold
from occ_app.services.factors.showing import PASSKEY_TRIES, accept, count_try, refuse, step_of, tidy
from occ_app.settings import get_settings

MOST_PASSKEYS = 20
LONGEST_NAME = 60


@dataclass(frozen=True)
class NewFactor:
    """A factor was added: the session's new token, and recovery codes if it was the first."""

    token: str
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NewApp:
    """What the person puts into their app: by picture, or by hand."""

    address: str
    secret: str


def begin_app(db: Session, actor: Actor) -> NewApp:
    """A fresh secret for an app, good for this session until a code of it is shown."""
    _require_may_add(db, actor)
    if db.exec(select(AuthenticatorApp.id).where(AuthenticatorApp.person_id == actor.person_id)).first():
        raise Invalid(_("You have an authenticator app already. Remove it before you add another."))
    return _as_shown(actor, challenges.give(db, actor, ChallengeKind.ADD_APP, pyotp.random_base32()))


def pending_app(db: Session, actor: Actor) -> NewApp | None:
    """The secret this session is being shown; None if there is none (any more)."""
    gate.require(actor, Permission.FACTORS_MANAGE)
    secret = challenges.asked(db, actor, ChallengeKind.ADD_APP)
    return _as_shown(actor, secret) if secret else None


def add_app(db: Session, actor: Actor, code: str, *, at: datetime | None = None) -> NewFactor | None:
    """Add the app whose secret this session was shown; None if the code is not right."""
    _require_may_add(db, actor)
    count_try(db, actor, PASSKEY_TRIES)
    secret = challenges.asked(db, actor, ChallengeKind.ADD_APP)
    step = step_of(secret, tidy(code), at or now()) if secret else None
    if step is None:
        refuse(db, actor, "first code")
        return None
    challenges.take(db, actor, ChallengeKind.ADD_APP)
    is_first = not has_any(db, actor)
    assert actor.person_id  # who may add a factor is a person
    db.add(AuthenticatorApp(person_id=actor.person_id, secret=vault.lock(secret), last_step=step))
    return _added(db, actor, Factor.APP, "", is_first=is_first)


def ask_new_passkey(db: Session, actor: Actor) -> str:
    """What the browser is asked to make a passkey, as JSON; good for one answer of this session."""
    _require_may_add(db, actor)
    known = _known(db, actor)
    if len(known) >= MOST_PASSKEYS:
        raise Invalid(_("You have as many passkeys as one person may have. Remove one first."))
    challenge = challenges.give(db, actor, ChallengeKind.ADD_PASSKEY)
    return passkeys.creation(challenge, sessions.digest(f"passkeys of {actor.person_id}"), actor.email, known)


def add_passkey(db: Session, actor: Actor, answer: str, name: str) -> NewFactor | None:
    """Add the passkey that the browser made; None if the answer does not hold."""
    _require_may_add(db, actor)
    count_try(db, actor, PASSKEY_TRIES)
    challenge = challenges.take(db, actor, ChallengeKind.ADD_PASSKEY)
    try:
        key = passkeys.created(answer, challenge)
    except passkeys.Refused as refused:
        refuse(db, actor, str(refused))
        return None
    if db.exec(select(Passkey.id).where(Passkey.credential_id == key.credential_id)).first():
        refuse(db, actor, "a passkey that is known already")
        return None
    is_first, called = not has_any(db, actor), _name(name, len(_known(db, actor)) + 1)
    assert actor.person_id  # who may add a factor is a person
    db.add(Passkey(person_id=actor.person_id, name=called, **vars(key)))
    return _added(db, actor, Factor.PASSKEY, called, is_first=is_first)


def _require_may_add(db: Session, actor: Actor) -> None:
    """Whoever owes a factor may add the first one, but not get past one they have by adding another.

    A first one is asked for wherever the person signs in from then on, in other companies too: the word of one
    company's own sign-in is not enough for it.
    """
    gate.require(actor, Permission.FACTORS_MANAGE)
    hold(db, actor)
    if not has_any(db, actor):
        if actor.only_account_id is not None:
            raise Forbidden(
                _(
                    "Your company’s sign-in looks after your second factor. Sign in with a code to add one here."
                )
            )
        return
    if Role.UNPROVEN in actor.roles:
        raise Forbidden(_("Show the second factor you have first."))
    require_fresh_proof(actor)


def _added(db: Session, actor: Actor, factor: Factor, name: str, *, is_first: bool) -> NewFactor:
    db.exec(update(Person).where(col(Person.id) == actor.person_id).values(has_factor=True))
    activity.record(db, actor, ActivityKind.FACTOR_ADDED, name, after={"factor": factor.value})
    if is_first:
        _ask_elsewhere(db, actor)
    token = accept(db, actor, factor)
    return NewFactor(token, fresh_codes(db, actor) if is_first else [])


def _ask_elsewhere(db: Session, actor: Actor) -> None:
    """From here on the person's other sessions owe the factor too: one of them may be somebody else's."""
    others = (
        col(SignInSession.person_id) == actor.person_id,
        col(SignInSession.ref) != actor.session_ref,
        col(SignInSession.method) != SignInMethod.SINGLE_SIGN_ON,
    )
    db.exec(update(SignInSession).where(*others).values(awaits_proof=True))


def _known(db: Session, actor: Actor) -> list[str]:
    return list(db.exec(select(Passkey.credential_id).where(Passkey.person_id == actor.person_id)))


def _name(name: str, number: int) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain[:LONGEST_NAME] or _("Passkey {number}", number=number)


def _as_shown(actor: Actor, secret: str) -> NewApp:
    address = pyotp.TOTP(secret).provisioning_uri(name=actor.email, issuer_name=get_settings().brand_name)
    return NewApp(address, secret)
