"""Showing a second factor: a code of the app, a passkey, or a recovery code.

None is the answer to whatever is wrong, so that the try is committed: counted, and in the trail.
"""

import hmac
import unicodedata
from datetime import datetime, timedelta

import pyotp
import structlog
from sqlmodel import Session, col, select, update

from occ_app.access import gate, sessions, vault
from occ_app.access.actors import Actor, visitor
from occ_app.access.permissions import Permission, Role
from occ_app.access.rights import places
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations import passkeys
from occ_app.models import (
    ActivityKind,
    AuthenticatorApp,
    ChallengeKind,
    Factor,
    Passkey,
    Person,
    RecoveryCode,
    SignInSession,
)
from occ_app.models.base import now
from occ_app.services import activity, throttle
from occ_app.services.factors import challenges
from occ_app.services.throttle import Limit

log = structlog.get_logger(__name__)

TRIES, TRIES_OF_DAY = Limit("factor-tries", 10), Limit("factor-day", 30, timedelta(days=1))
"""A code of the app is one of a million and three are good at a time: a year of guessing succeeds with 1 in 30,
and only for somebody who has the mailbox already."""

PASSKEY_TRIES = Limit("passkey-tries", 30)
"""Nobody guesses a signature; this bounds what one person can have written into the trail."""
STEPS_AROUND = 1
"""How many steps of 30 seconds a clock may be wrong."""


def show_code(db: Session, actor: Actor, code: str, *, at: datetime | None = None) -> str | None:
    """Show a code of the app or a recovery code; the session's new token, None if it is not right.

    `at` is another clock's time.
    """
    gate.require(actor, Permission.FACTORS_SHOW)
    count_try(db, actor, TRIES, TRIES_OF_DAY)
    plain = tidy(code)
    if _takes_step(db, actor, plain, at or now()):
        return accept(db, actor, Factor.APP)
    if _takes_recovery_code(db, actor, plain):
        return accept(db, actor, Factor.RECOVERY_CODE)
    refuse(db, actor, "code")
    return None


def ask_passkey(db: Session, actor: Actor) -> str:
    """What the browser asks the person's passkeys, as JSON; good for one answer of this session."""
    gate.require(actor, Permission.FACTORS_SHOW)
    known = list(db.exec(select(Passkey.credential_id).where(Passkey.person_id == actor.person_id)))
    if not known:
        raise Invalid(_("You have no passkey for this portal."))
    return passkeys.request(challenges.give(db, actor, ChallengeKind.SHOW_PASSKEY), known)


def show_passkey(db: Session, actor: Actor, answer: str) -> str | None:
    """Show a passkey; the session's new token, None if the answer does not hold."""
    gate.require(actor, Permission.FACTORS_SHOW)
    count_try(db, actor, PASSKEY_TRIES)
    challenge = challenges.take(db, actor, ChallengeKind.SHOW_PASSKEY)
    mine = select(Passkey).where(
        Passkey.person_id == actor.person_id, Passkey.credential_id == passkeys.named(answer)
    )
    key = db.exec(mine.with_for_update()).one_or_none()
    if key is None or not challenge:
        refuse(db, actor, "passkey")
        return None
    try:
        key.sign_count = passkeys.shown(answer, challenge, key.public_key, key.sign_count)
    except passkeys.Refused as refused:
        refuse(db, actor, f"{key.name}: {refused}")
        return None
    key.last_used_at = now()
    return accept(db, actor, Factor.PASSKEY)


def tidy(code: str) -> str:
    """`123 456`, `１２３４５６` and `abcd-efgh` as they are compared: no gaps, small letters."""
    return "".join(c for c in unicodedata.normalize("NFKC", code[:60]).lower() if c.isalnum())


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The step of 30 seconds whose code this is, if it is near; compared in constant time."""
    if not secret:
        return None
    app = pyotp.TOTP(secret)
    current = app.timecode(at)
    near = range(current - STEPS_AROUND, current + STEPS_AROUND + 1)
    found = [step for step in near if hmac.compare_digest(app.generate_otp(step).encode(), code.encode())]
    return found[0] if found else None


def accept(db: Session, actor: Actor, factor: Factor) -> str:
    """The session goes on proven, under a new token; the companies learn of a sign-in once it is complete."""
    gate.require(actor, Permission.FACTORS_SHOW)
    session = db.exec(select(SignInSession).where(SignInSession.ref == actor.session_ref)).one()
    person = db.get_one(Person, actor.person_id)
    companies = list(places(db, person, session)) if session.awaits_proof else [actor.account_id]
    kind = ActivityKind.SIGNED_IN if session.awaits_proof else ActivityKind.FACTOR_SHOWN
    facts = {"method": session.method.value} if session.awaits_proof else {}
    for account_id in companies or [None]:
        activity.record(db, actor, kind, account_id=account_id, after=facts | {"factor": factor.value})
    return sessions.renew(db, actor.session_ref)


def refuse(db: Session, actor: Actor, why: str) -> None:
    """Note a wrong answer: `why` is for those who read the trail."""
    gate.require(actor, Permission.FACTORS_SHOW)
    first = Role.UNPROVEN in actor.roles
    activity.record(db, actor, ActivityKind.FACTOR_REFUSED, after={"why": why[:200], "at_sign_in": first})


def count_try(db: Session, actor: Actor, *limits: Limit) -> None:
    """Note a try of this person; TooMany where a limit is reached."""
    gate.require(actor, Permission.FACTORS_SHOW)
    # The limits are those of strangers at the door, which this person still is.
    for limit in limits:
        throttle.use(db, visitor(actor.language), limit, f"person {actor.person_id}")


def _takes_step(db: Session, actor: Actor, code: str, at: datetime) -> bool:
    """Whether it is a code of the app, of a step newer than the last one used: each is good once."""
    app = db.exec(select(AuthenticatorApp).where(AuthenticatorApp.person_id == actor.person_id)).one_or_none()
    step = step_of(_secret_of(app), code, at) if app else None
    if app is None or step is None:
        return False
    newer = update(AuthenticatorApp).where(
        col(AuthenticatorApp.id) == app.pk, col(AuthenticatorApp.last_step) < step
    )
    taken = db.execute(newer.values(last_step=step).returning(col(AuthenticatorApp.id)))
    return taken.first() is not None


def _secret_of(app: AuthenticatorApp) -> str:
    """Empty where `OCC_SECRET_KEY` is another than when the app was added: no code is right then."""
    try:
        return vault.unlock(app.secret)
    except ValueError:
        log.warning("an authenticator app was added under another OCC_SECRET_KEY")
        return ""


def _takes_recovery_code(db: Session, actor: Actor, code: str) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            col(RecoveryCode.person_id) == actor.person_id,
            col(RecoveryCode.code_hash) == recovery_hash(actor, code),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now())
        .returning(col(RecoveryCode.id))
    )
    return db.execute(used).first() is not None


def recovery_hash(actor: Actor, code: str) -> str:
    """What is stored of a recovery code of this person."""
    return sessions.digest(f"recovery:{actor.person_id}:{tidy(code)}")
