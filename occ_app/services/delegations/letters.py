"""What the mail with the link says."""

from urllib.parse import urlencode

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, ngettext, speaking
from occ_app.models import Delegation
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings
from occ_app.templates import render

LONGEST_SUBJECT = 200
NAMED = 10
"""So many documents are named; of more it is said how many."""


def letter(actor: Actor, made: Delegation, token: str, numbers: list[str], language: str) -> Draft:
    """Who shares what until when, and the way in."""
    settings = get_settings()
    query = urlencode({"token": token, "language": language})
    with speaking(language):
        sender, company = " ".join(actor.name.split()), " ".join(actor.account_name.split())
        count = ngettext("{count} document", "{count} documents", len(numbers))
        subject = _(
            "{sender} of {company} shares {count} with you", sender=sender, company=company, count=count
        )
        values = {
            "language": language,
            "brand": settings.brand_name,
            "support": settings.support_email,
            "subject": subject,
            "reader": made.name,
            "sender": sender,
            "sender_email": actor.email,
            "company": company,
            "count": count,
            "numbers": numbers if len(numbers) <= NAMED else [],
            "until": long_date(made.ends_on),
            "note": made.note,
            "url": f"{settings.base_url.rstrip('/')}/auth/shared?{query}",
        }
        return Draft(
            subject=" ".join(subject.split())[:LONGEST_SUBJECT],
            text=render("mail_shared.txt", **values),
            html=render("mail_shared.html", **values),
        )
