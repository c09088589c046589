"""The supplier's outbox: what was mailed to whom, and whether it went."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext
from occ_app.models import MailState
from occ_app.services import outbox
from occ_app.services.mailings.runs import KIND as LIST
from occ_app.services.outbox import SIGN_IN_CODE, Letter
from occ_app.state import words
from occ_app.state.base import PortalState, portal_event

STATES = {
    MailState.WAITING: (lazy("Waiting"), "clock", "payment_submitted"),
    MailState.SENT: (lazy("Sent"), "circle-check", "closed"),
    MailState.FAILED: (lazy("Failed"), "triangle-alert", "past_due"),
}

KINDS = {SIGN_IN_CODE: lazy("Sign-in code"), LIST: lazy("List of invoices")}


@dataclass
class OutboxView:
    """The outbox in words. A letter is [to, subject, when, state, state's colour, state's icon, text, error,
    kind, files].
    """

    sentence: str
    letters: list[list[str]]
    loaded: bool = True


def outbox_view(db: Session, actor: Actor) -> OutboxView:
    """The newest letters and how many still wait."""
    letters = [_letter(letter, actor) for letter in outbox.recent(db, actor)]
    waiting = outbox.waiting(db, actor)
    sentence = ngettext("{count} message waits to be sent.", "{count} messages wait to be sent.", waiting)
    return OutboxView(sentence if waiting else _("Nothing waits to be sent."), letters)


def _letter(letter: Letter, actor: Actor) -> list[str]:
    word, icon, colour = STATES[letter.state]
    return [
        letter.to,
        letter.subject,
        moment(letter.sent_at or letter.created_at, actor.time_zone),
        _(word),
        colour,
        f"/icons.svg#{icon}",
        letter.text,
        _error(letter),
        _(KINDS[letter.kind]) if letter.kind in KINDS else letter.kind,
        " · ".join(f"{file.name} ({words.file_size(file.size)})" for file in letter.attachments),
    ]


def _error(letter: Letter) -> str:
    """What the mail server said last, and after how many tries."""
    if not letter.error:
        return ""
    return ngettext(
        "Tried {count} time: {error}", "Tried {count} times: {error}", letter.tries, error=letter.error
    )


class OutboxState(PortalState):
    """The letters on the page (shapes in `OutboxView`)."""

    loaded: bool = False
    sentence: str = ""
    letters: list[list[str]] = []

    @portal_event(Permission.OUTBOX_READ)
    async def load(self) -> None:
        """Fill the list."""
        self._show(await self._read(outbox_view))
