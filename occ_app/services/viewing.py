"""Staff look at a company as its people see it: for a reason, for a while, and the company can read that they did."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, Person, SignInSession
from occ_app.models.base import now
from occ_app.services import activity, companies

MINUTES = (15, 30, 60)
SHORTEST_REASON, LONGEST_REASON = 10, 200


def start(db: Session, actor: Actor, number: str, reason: str, minutes: int) -> None:
    """From now on this session sees the company of this number, read-only; it ends by itself."""
    gate.require(actor, Permission.COMPANIES_VIEW)
    account = companies.company(db, actor, number).account
    why = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise Invalid(
            _(
                "Please say why, in {least} to {most} letters: the company reads it.",
                least=SHORTEST_REASON,
                most=LONGEST_REASON,
            ),
            "reason",
        )
    if minutes not in MINUTES:
        raise Invalid(_("Please choose 15, 30 or 60 minutes."), "minutes")
    until = now() + timedelta(minutes=minutes)
    _keep(db, actor, account_id=account.pk, viewing_id=account.pk, viewing_until=until)
    facts = {"reason": why, "minutes": minutes}
    activity.record(db, actor, ActivityKind.VIEWING_STARTED, account.name, account_id=account.pk, after=facts)


def stop(db: Session, actor: Actor) -> None:
    """Be oneself again."""
    gate.require(actor, Permission.VIEWING_END)
    activity.record(db, actor, ActivityKind.VIEWING_STOPPED, actor.account_name)
    _keep(db, actor, account_id=None, viewing_id=None, viewing_until=None)


def sweep(db: Session, actor: Actor) -> None:
    """Tell the trail of the companies whose viewing has ended by itself."""
    gate.require(actor, Permission.SESSIONS_SWEEP)
    session = SignInSession
    over = (
        select(session, Person, Account)
        .join(Person, col(Person.id) == col(session.person_id))
        .join(Account, col(Account.id) == col(session.viewing_id))
        .where(col(session.viewing_until) < now())
        .with_for_update(of=session)
    )
    for viewed, person, account in db.execute(over).all():
        viewer = replace(actor, email=person.email, person_id=person.pk)
        activity.record(db, viewer, ActivityKind.VIEWING_STOPPED, account.name, account_id=account.pk)
        viewed.account_id = None if viewed.account_id == viewed.viewing_id else viewed.account_id
        viewed.viewing_id = viewed.viewing_until = None
        db.add(viewed)
    db.flush()


def _keep(db: Session, actor: Actor, **values: object) -> None:
    here = col(SignInSession.ref) == actor.session_ref
    db.execute(update(SignInSession).where(here).values(**values))
