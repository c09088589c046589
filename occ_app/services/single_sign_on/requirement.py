"""Whether a company lets its people in through its own provider only."""

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind
from occ_app.services import activity


def account_of(db: Session, actor: Actor) -> Account:
    """The administrator's company."""
    gate.require(actor, Permission.SSO_MANAGE)
    account = db.get(Account, actor.account_id)
    if account is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    return account


def no_longer_required(db: Session, actor: Actor) -> None:
    """Let codes open the company again, if they did not."""
    account = account_of(db, actor)
    if account.requires_sso:
        account.requires_sso = False
        _note(db, actor, account)


def now_required(db: Session, actor: Actor) -> None:
    """Let nothing else open the company, if something did."""
    account = account_of(db, actor)
    if not account.requires_sso:
        account.requires_sso = True
        _note(db, actor, account)


def lift(db: Session, actor: Actor, number: str) -> str:
    """For the operator, when a company's provider fails: codes by e-mail open the company again; its name."""
    gate.require(actor, Permission.SSO_LIFT)
    wanted = select(Account).where(col(Account.number) == number)
    account: Account | None = db.execute(wanted).scalar_one_or_none()
    if account is None:
        raise NotFound(_("There is no company with the number {number}.", number=number))
    if account.requires_sso:
        account.requires_sso = False
        _note(db, actor, account)
    return account.name


def _note(db: Session, actor: Actor, account: Account) -> None:
    is_required = account.requires_sso
    activity.record(
        db,
        actor,
        ActivityKind.SSO_REQUIRED,
        account.name,
        account_id=account.pk,
        before={"required": not is_required},
        after={"required": is_required},
    )
