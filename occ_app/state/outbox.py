"""The supplier's outbox: what was mailed to whom, whether it arrived, and what to do where it did not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment, ngettext
from occ_app.models import MailState
from occ_app.services import bounces, outbox
from occ_app.services.outbox import SIGN_IN_CODE, Letter
from occ_app.state import words
from occ_app.state.addresses import address
from occ_app.state.base import PortalState, language_of, portal_event
from occ_app.state.flash import say
from occ_app.state.mail_kinds import kind_words

PAGE = 50
STATES = {
    MailState.WAITING: (lazy("Waiting"), "clock", "payment_submitted"),
    MailState.SENT: (lazy("Sent"), "circle-check", "closed"),
    MailState.FAILED: (lazy("Failed"), "triangle-alert", "past_due"),
    MailState.BOUNCED: (lazy("Came back"), "undo-2", "past_due"),
}


@dataclass
class OutboxView:
    """The outbox in words. A letter is [to, subject, when, state, state's colour, state's icon, text, error,
    kind, files, id, whether its address gets no more mail, whether it can be sent again]; a tab [label, href, current].
    """

    sentence: str
    letters: list[list[str]]
    tabs: list[list[str]] = field(default_factory=list)
    older: str = ""
    search: str = ""
    loaded: bool = True


def outbox_view(db: Session, actor: Actor, params: Mapping[str, str] | None = None) -> OutboxView:
    """The letters that this address asks for, the newest first, and how many still wait."""
    asked = params or {}
    search, state = asked.get("q", "")[:200], _state(asked.get("state", ""))
    before = _number(asked.get("before", ""))
    found = outbox.recent(db, actor, PAGE + 1, search=search, state=state, before=before)
    waiting = outbox.waiting(db, actor)
    sentence = ngettext("{count} message waits to be sent.", "{count} messages wait to be sent.", waiting)
    return OutboxView(
        sentence if waiting else _("Nothing waits to be sent."),
        [_letter(letter, actor) for letter in found[:PAGE]],
        tabs=[_tab(one, search, is_current=one is state) for one in (None, *STATES)],
        older=_address(search, state, before=found[PAGE - 1].id) if len(found) > PAGE else "",
        search=search,
    )


def _state(name: str) -> MailState | None:
    return MailState(name) if name in set(MailState) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _tab(state: MailState | None, search: str, *, is_current: bool) -> list[str]:
    label = _(STATES[state][0]) if state else _("All messages")
    return [label, _address(search, state), "page" if is_current else "false"]


def _address(search: str, state: MailState | None, before: int = 0) -> str:
    return address("/staff/outbox", q=search, state=state.value if state else "", before=before)


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
        kind_words(letter.kind),
        " · ".join(f"{file.name} ({words.file_size(file.size)})" for file in letter.attachments),
        str(letter.id),
        "true" if letter.is_held else "",
        "true" if _can_go_again(letter) else "",
    ]


def _can_go_again(letter: Letter) -> bool:
    return letter.kind != SIGN_IN_CODE and letter.state is not MailState.WAITING and not letter.is_held


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
    tabs: list[list[str]] = []
    older: str = ""
    search: str = ""

    @portal_event(Permission.OUTBOX_READ)
    async def load(self) -> None:
        """Fill the list."""
        self._show(await self._read(outbox_view, dict(self.router.url.query_parameters)))

    @portal_event(Permission.OUTBOX_READ)
    async def find(self, text: str) -> Any:
        """Go to the letters in which this text is."""
        state = _state(self.router.url.query_parameters.get("state", ""))
        here = _address(text[:200], state).partition("/staff/")[2]
        return rx.redirect(f"/{language_of(self.router_data)}/staff/{here}", replace=True)

    @portal_event(Permission.OUTBOX_MANAGE)
    async def resend(self, mail_id: str) -> Any:
        """Send a message once more."""
        await self._ask(bounces.resend, _number(mail_id))
        self._show(await self._read(outbox_view, dict(self.router.url.query_parameters)))
        return say(self, lazy("The message is sent again."))

    @portal_event(Permission.OUTBOX_MANAGE)
    async def allow_again(self, mail_id: str) -> Any:
        """Mail this address again from now on."""
        await self._ask(bounces.allow_again, _number(mail_id))
        self._show(await self._read(outbox_view, dict(self.router.url.query_parameters)))
        return say(self, lazy("Mail to this address is allowed again."))
