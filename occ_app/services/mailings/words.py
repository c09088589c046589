"""What a list holds, in words: for the mail, and for whoever looks at what is planned."""

from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.services.documents import Choice
from occ_app.services.invoices import FIELDS, Group
from occ_app.services.lists import phrases

GROUPS = {Group.PAST_DUE: lazy("Past due"), Group.OPEN: lazy("Open"), Group.CLOSED: lazy("Closed")}
SHOWN_NUMBERS = 10


def in_words(wanted: Choice) -> str:
    """`Past due · Support · Issued from 1 Oct 2026`, in the language spoken here."""
    if wanted.numbers:
        shown = ", ".join(wanted.numbers[:SHOWN_NUMBERS])
        more = ", …" if len(wanted.numbers) > SHOWN_NUMBERS else ""
        return _("Chosen documents: {numbers}", numbers=f"{shown}{more}")
    group = wanted.wanted.group
    parts = [_(GROUPS[group])] if group in GROUPS else []
    parts += [phrase.text for phrase in phrases(wanted.wanted, FIELDS)]
    return " · ".join(parts) or _("All invoices")
