"""How somebody learns what became of a file: in the inbox, and by mail where it took long."""

from datetime import timedelta

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.models import Account, Export, InboxKind, Person
from occ_app.models.base import now
from occ_app.services import inbox, outbox
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings

KIND = "file"

PATIENCE = timedelta(minutes=1)
"""Whoever waited longer is somewhere else by now."""


def tell_ready(db: Session, actor: Actor, row: Export) -> None:
    """That the file is there, and where."""
    gate.require(actor, Permission.INBOX_PUT)
    facts = {"key": row.key, "name": row.name, "count": str(row.total), "size": str(row.size)}
    _tell(db, actor, row, InboxKind.FILE_READY, facts)
    if now() - row.created_at > PATIENCE:
        _mail(db, actor, row)


def tell_failed(db: Session, actor: Actor, row: Export) -> None:
    """That there is none, and why."""
    gate.require(actor, Permission.INBOX_PUT)
    _tell(db, actor, row, InboxKind.FILE_FAILED, {"error": row.error})


def _tell(db: Session, actor: Actor, row: Export, kind: InboxKind, facts: dict[str, str]) -> None:
    inbox.put(
        db,
        actor,
        account_id=row.account_id,
        person_id=row.created_by,
        kind=kind,
        facts=facts | {"query": row.query},
        expires_at=row.expires_at,
    )


def _mail(db: Session, actor: Actor, row: Export) -> None:
    person, account = db.get(Person, row.created_by), db.get(Account, row.account_id)
    assert person is not None  # the keys are foreign keys
    assert account is not None
    with speaking(row.language):
        draft = _draft(row, " ".join(account.name.split()))
    outbox.put(db, actor, person.email, draft, kind=KIND, account_id=account.pk)


def _draft(row: Export, company: str) -> Draft:
    settings = get_settings()
    url = f"{settings.base_url.rstrip('/')}/{row.language}/overview"
    said = _(
        "The file {name} that you asked for in the name of {company} is ready. You find it in your inbox in the portal:",
        name=row.name,
        company=company,
    )
    subject = _("Your file is ready: {name}", name=row.name)
    return Draft(subject, f"{said}\n{url}\n\n{settings.brand_name} · {settings.support_email}\n")
