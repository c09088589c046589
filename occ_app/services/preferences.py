"""What a person chooses for themselves: language, light or dark, and the company they are in now."""

from sqlalchemy import update
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import LANGUAGES
from occ_app.i18n import gettext as _
from occ_app.models import ColorMode, Person, SignInSession


def choose_language(db: Session, actor: Actor, language: str) -> None:
    """Speak this language to the person from now on, in mail too."""
    gate.require(actor, Permission.PREFERENCES_CHANGE)
    if language not in LANGUAGES:
        raise Invalid(_("This language is not available."), "language")
    _keep(db, actor, language=language)


def choose_color_mode(db: Session, actor: Actor, mode: str) -> None:
    """Show the portal light, dark, or as the person's system says."""
    gate.require(actor, Permission.PREFERENCES_CHANGE)
    if mode not in set(ColorMode):
        raise Invalid(_("Choose light, dark or system."), "mode")
    _keep(db, actor, color_mode=ColorMode(mode))


def choose_company(db: Session, actor: Actor, account_id: int) -> None:
    """Go to another company of this person; NotFound if no order of it names them."""
    gate.require(actor, Permission.PREFERENCES_CHANGE)
    if account_id not in dict(actor.accounts):
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    here = col(SignInSession.ref) == actor.session_ref
    db.execute(update(SignInSession).where(here).values(account_id=account_id))


def _keep(db: Session, actor: Actor, **values: object) -> None:
    db.execute(update(Person).where(col(Person.id) == actor.person_id).values(**values))
