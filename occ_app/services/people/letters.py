"""What mail about people says, in the reader's language; names in it are somebody's own words, on one line."""

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language as spoken
from occ_app.i18n import speaking
from occ_app.models import Account, Person
from occ_app.services import outbox
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings
from occ_app.templates import render

LONGEST_SUBJECT = 200
RIGHTS_CHANGED = "rights_changed"
REVIEW_DUE = "review_due"


def one_line(text: str) -> str:
    """Without line breaks and control characters, which have no place in names and headings."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def language_for(db: Session, actor: Actor, person: Person | None) -> str:
    """What somebody reads: what they chose, or else what their company does."""
    gate.require(actor, Permission.PORTAL_USE)
    account = db.get(Account, actor.account_id)
    return (person.language if person else "") or (account.language if account else actor.language)


def tell(db: Session, actor: Actor, person: Person, sentences: list[str], *, path: str = "/overview") -> None:
    """Mail somebody what was done to their access; `sentences` are in their language, the first the subject."""
    gate.require(actor, Permission.PEOPLE_READ)
    language = language_for(db, actor, person)
    with speaking(language):
        draft = letter(sentences[0], sentences, _("Open the portal"), f"/{language}{path}")
    outbox.put(db, system(), person.email, draft, kind=RIGHTS_CHANGED, account_id=actor.account_id)


def letter(
    subject: str, sentences: list[str], button: str, path: str, *, message: str = "", fine: str = ""
) -> Draft:
    """A short letter with one button, in the language spoken here."""
    settings = get_settings()
    values = {
        "subject": one_line(subject)[:LONGEST_SUBJECT],
        "sentences": [one_line(sentence) for sentence in sentences],
        "message": message,
        "button": button,
        "url": f"{settings.base_url.rstrip('/')}{path}",
        "fine": fine,
        "brand": settings.brand_name,
        "support": settings.support_email,
        "language": spoken(),
    }
    return Draft(
        subject=str(values["subject"]),
        text=render("mail_people.txt", **values),
        html=render("mail_people.html", **values),
    )
