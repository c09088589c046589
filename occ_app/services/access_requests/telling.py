"""Who is told of a request, and of its answer: in the inbox and by mail, each in their language."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import DEFAULT_LANGUAGE, language, speaking
from occ_app.i18n import gettext as _
from occ_app.models import (
    AccessRequest,
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    ContactState,
    InboxKind,
    Person,
    RequestState,
)
from occ_app.services import inbox, outbox
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings
from occ_app.templates import render

KIND = "access_request"
LONGEST_SUBJECT = 200


def administrators(db: Session, actor: Actor) -> list[Person]:
    """Those who can decide, but for oneself."""
    rights = gate.narrow(actor, Permission.ACCESS_ASK, AccessRight, select(col(AccessRight.person_id)))
    rights = rights.where(col(AccessRight.role) == CompanyRole.ADMIN, col(AccessRight.ended_at).is_(None))
    active = gate.narrow(actor, Permission.ACCESS_ASK, Contact, select(col(Contact.person_id)))
    active = active.where(col(Contact.state) == ContactState.ACTIVE)
    ids = col(Person.id)
    query = select(Person).where(ids.in_(rights), ids.in_(active), ids != actor.person_id)
    return list(db.execute(query.order_by(col(Person.name), ids)).scalars())


def tell_administrators(db: Session, actor: Actor, asked: AccessRequest) -> None:
    """That somebody asks."""
    gate.require(actor, Permission.ACCESS_ASK)
    facts = {"name": actor.name, "page": asked.page, "title": asked.title, "note": asked.note}
    for person in administrators(db, actor):
        with speaking(spoken := _language(db, person, asked)):
            draft = _draft(
                _("{name} asks for access to “{page}”", name=actor.name, page=_(asked.title)),
                _("{name} ({email}) of {company} asks you to open this page.",
                  name=actor.name, email=actor.email, company=actor.account_name),
                asked.note, f"/{spoken}/access-requests", _("Approve or refuse"),
            )  # fmt: skip
        _tell(db, asked, person, draft, kind=InboxKind.ACCESS_ASKED, facts=facts)


def tell_asker(db: Session, actor: Actor, asked: AccessRequest) -> None:
    """What was decided."""
    gate.require(actor, Permission.ACCESS_DECIDE)
    person = db.get(Person, asked.person_id)
    assert person is not None  # the key is a foreign key
    facts = {"name": actor.name, "page": asked.page, "title": asked.title, "note": asked.reason}
    spoken, kind = _language(db, person, asked), InboxKind.ACCESS_REFUSED
    with speaking(spoken):
        title = _(asked.title)
        if asked.state is RequestState.APPROVED:
            kind = InboxKind.ACCESS_GIVEN
            said = _("{name} gave you access to “{page}”.", name=actor.name, page=title)
            draft = _draft(said, said, "", _path(spoken, asked), _("Open the page"))
        else:
            said = _("{name} did not give you access to “{page}”.", name=actor.name, page=title)
            draft = _draft(said, said, asked.reason, "", "")
    _tell(db, asked, person, draft, kind=kind, facts=facts)


def _tell(
    db: Session,
    asked: AccessRequest,
    person: Person,
    draft: Draft,
    *,
    kind: InboxKind,
    facts: Mapping[str, str],
) -> None:
    inbox.put(db, system(), account_id=asked.account_id, person_id=person.pk, kind=kind, facts=facts)
    outbox.put(db, system(), person.email, draft, kind=KIND, account_id=asked.account_id)


def _language(db: Session, person: Person, asked: AccessRequest) -> str:
    account = db.get(Account, asked.account_id)
    return person.language or (account.language if account else DEFAULT_LANGUAGE)


def _path(spoken: str, asked: AccessRequest) -> str:
    """The page itself, or for one of many of its kind their list."""
    return f"/{spoken}{asked.page.partition('/[')[0]}"


def _draft(subject: str, sentence: str, quoted: str, path: str, label: str) -> Draft:
    settings = get_settings()
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    values = {
        "language": language(),
        "subject": subject,
        "sentence": sentence,
        "quoted": quoted,
        "url": f"{settings.base_url.rstrip('/')}{path}" if path else "",
        "label": label,
        "brand": settings.brand_name,
        "support": settings.support_email,
    }
    return Draft(subject, render("mail_notice.txt", **values), render("mail_notice.html", **values))
