"""What a document's file is made of, for whoever may see it."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound
from occ_app.i18n import gettext as _
from occ_app.models import Account
from occ_app.services import invoices
from occ_app.services.invoices import Detail


@dataclass(frozen=True)
class Sheet:
    """One document, the company it was sent to, and the language of whoever asks."""

    detail: Detail
    account: Account
    language: str


def sheet(db: Session, actor: Actor, number: str) -> Sheet:
    """What the PDF of a document shows; NotFound if it is not one this actor may see."""
    gate.require(actor, Permission.INVOICES_READ)
    if "\0" in number:  # PostgreSQL would answer with an error of its own
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    detail = invoices.detail(db, actor, number)
    account = db.get(Account, detail.invoice.account_id)
    assert account is not None  # the key is a foreign key
    return Sheet(detail, account, actor.language)
