"""What second factors a person has, who asks for one, and giving one up."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select, update

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.access.proof import require_fresh_proof
from occ_app.access.rights import places
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, AuthenticatorApp, Factor, Passkey, Person, RecoveryCode
from occ_app.services import activity
from occ_app.services.factors.showing import recovery_hash
from occ_app.settings import get_settings

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another. Ten of them are 49 bits: not to be guessed."""


@dataclass(frozen=True)
class Standing:
    """A person's second factors as they are now."""

    app_since: datetime | None
    passkeys: list[Passkey]
    codes_left: int
    required_by: str
    """The company (or the supplier) that asks for one; empty if nobody does."""

    @property
    def has_any(self) -> bool:
        """Whether there is one to show."""
        return self.app_since is not None or bool(self.passkeys)


def standing(db: Session, actor: Actor) -> Standing:
    """What this person has."""
    gate.require(actor, Permission.FACTORS_SHOW)
    app = select(AuthenticatorApp.created_at).where(AuthenticatorApp.person_id == actor.person_id)
    keys = select(Passkey).where(Passkey.person_id == actor.person_id).order_by(col(Passkey.id))
    left = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == actor.person_id, col(RecoveryCode.used_at).is_(None))
    )
    return Standing(
        db.exec(app).one_or_none(), list(db.exec(keys)), db.exec(left).one(), _required_by(db, actor)
    )


def has_any(db: Session, actor: Actor) -> bool:
    """Whether the person has a second factor to show."""
    gate.require(actor, Permission.FACTORS_SHOW)
    return standing(db, actor).has_any


def hold(db: Session, actor: Actor) -> None:
    """One change of a person's factors at a time: two of them could each take the other for the one that is left."""
    gate.require(actor, Permission.FACTORS_MANAGE)
    db.exec(select(Person.id).where(Person.id == actor.person_id).with_for_update())


def remove_app(db: Session, actor: Actor) -> None:
    """Forget the authenticator app."""
    _require_may_remove(db, actor)
    gone = delete(AuthenticatorApp).where(col(AuthenticatorApp.person_id) == actor.person_id)
    if db.execute(gone.returning(col(AuthenticatorApp.id))).first() is None:
        raise NotFound(_("There is no authenticator app to remove."))
    _removed(db, actor, Factor.APP, "")


def remove_passkey(db: Session, actor: Actor, passkey_id: int) -> None:
    """Forget one of one's own passkeys."""
    _require_may_remove(db, actor)
    gone = delete(Passkey).where(col(Passkey.id) == passkey_id, col(Passkey.person_id) == actor.person_id)
    name = db.execute(gone.returning(col(Passkey.name))).scalar_one_or_none()
    if name is None:
        raise NotFound(_("This passkey is not there any more."))
    _removed(db, actor, Factor.PASSKEY, name)


def make_codes(db: Session, actor: Actor) -> list[str]:
    """New recovery codes, told once; those before are worthless."""
    _require_may_remove(db, actor)
    if not has_any(db, actor):
        raise Invalid(_("Add a second factor first: recovery codes stand in for it."))
    return fresh_codes(db, actor)


def fresh_codes(db: Session, actor: Actor) -> list[str]:
    """Ten codes instead of whatever the person had."""
    gate.require(actor, Permission.FACTORS_MANAGE)
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == actor.person_id))
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(10)) for _code in range(CODES)]
    assert actor.person_id  # who has factors is a person
    db.add_all(RecoveryCode(person_id=actor.person_id, code_hash=recovery_hash(actor, one)) for one in codes)
    activity.record(db, actor, ActivityKind.RECOVERY_CODES_MADE, after={"codes": CODES})
    return [f"{one[:5]}-{one[5:]}" for one in codes]


def _require_may_remove(db: Session, actor: Actor) -> None:
    gate.require(actor, Permission.FACTORS_MANAGE)
    if Role.UNPROVEN in actor.roles:
        raise Forbidden(_("Show the second factor you have first."))
    require_fresh_proof(actor)
    hold(db, actor)


def _removed(db: Session, actor: Actor, factor: Factor, name: str) -> None:
    """Tell the trail; with the last factor go the codes that stand in for it, unless somebody asks for one."""
    left = standing(db, actor)
    if not left.has_any:
        if left.required_by:
            raise Invalid(
                _(
                    "{company} asks for a second factor. Add another before you remove this one.",
                    company=left.required_by,
                )
            )
        db.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == actor.person_id))
        db.exec(update(Person).where(col(Person.id) == actor.person_id).values(has_factor=False))
    activity.record(db, actor, ActivityKind.FACTOR_REMOVED, name, before={"factor": factor.value})


def _required_by(db: Session, actor: Actor) -> str:
    person = db.get_one(Person, actor.person_id)
    if person.is_staff and get_settings().asks_staff_for_factor:
        return get_settings().brand_name
    asking = (place.account for place in places(db, person, None).values())
    return next((account.name for account in asking if account.requires_second_factor), "")
