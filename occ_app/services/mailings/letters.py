"""What the mail with a list says, in the language spoken here."""

from urllib.parse import quote

from sqlmodel import Session

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import Frequency, MailingSchedule
from occ_app.services import documents
from occ_app.services.documents import Choice
from occ_app.services.mailings.words import in_words
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings
from occ_app.templates import render

LONGEST_SUBJECT = 200


def list_letter(db: Session, actor: Actor, asked: MailingSchedule, wanted: Choice) -> Draft:
    """The letter that takes the files along: who sends it, what is listed, how many and what is due."""
    gate.require(actor, Permission.INVOICES_MAIL)
    dues = [row.invoice.due for row in documents.rows(db, actor, wanted)]
    return _draft(
        actor,
        asked,
        wanted,
        sentence=ngettext("{count} document", "{count} documents", len(dues)),
        amounts=[money.display(amount, i18n.language()) for amount in money.total(dues).values() if amount],
        problem="",
    )


def refused(actor: Actor, asked: MailingSchedule, problem: str) -> Draft:
    """The letter to whoever asked when the list cannot be sent."""
    return _draft(actor, asked, documents.choice_of(asked.query), sentence="", amounts=[], problem=problem)


def _draft(
    actor: Actor, asked: MailingSchedule, wanted: Choice, *, sentence: str, amounts: list[str], problem: str
) -> Draft:
    settings = get_settings()
    company = " ".join(actor.account_name.split())
    words = in_words(wanted)
    subject = _("Invoices of {company}: {words}", company=company, words=words)
    values = {
        "language": i18n.language(),
        "brand": settings.brand_name,
        "support": settings.support_email,
        "company": company,
        "sender": actor.name,
        "sender_email": actor.email,
        "words": words,
        "sentence": sentence,
        "amounts": amounts,
        "note": asked.note,
        "problem": problem,
        "is_regular": asked.frequency is not Frequency.ONCE,
        "url": f"{settings.base_url.rstrip('/')}/{i18n.language()}/invoices{_query(wanted, asked)}",
    }
    return Draft(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=render("mail_list.txt", **values),
        html=render("mail_list.html", **values),
    )


def _query(wanted: Choice, asked: MailingSchedule) -> str:
    """The list in the portal; chosen documents are found by no filter."""
    return f"?{quote(asked.query, safe='=&,%+')}" if asked.query and not wanted.numbers else ""
