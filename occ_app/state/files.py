"""The inbox: what is being prepared and how far it is, what is ready, and asking for more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import language, moment, ngettext, number, speaking
from occ_app.models import ExportKind, ExportState, InboxKind
from occ_app.money import Money
from occ_app.services import documents, exports, inbox
from occ_app.services.exports import Asked
from occ_app.services.inbox import Told
from occ_app.services.mailings.words import in_words
from occ_app.state import payment_words, words
from occ_app.state.base import PortalState, file_query, language_of, portal_event
from occ_app.state.flash import FlashState
from occ_app.state.frame import FrameState

UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


@dataclass
class FilesView:
    """The inbox in words. Files are [what, how far, done, total]; entries [heading, text, when, icon, link's
    address, link's words, whether new].
    """

    files: list[list[str]]
    entries: list[list[str]]
    unread: str


def files_view(db: Session, actor: Actor) -> FilesView:
    """What is being prepared, and what was told."""
    asked = exports.listing(db, actor) if actor.may(Permission.INVOICES_READ) else []
    unread = inbox.unread(db, actor)
    return FilesView(
        files=[_file(one) for one in asked if one.is_unfinished],
        entries=[_entry(told, actor) for told in inbox.listing(db, actor)],
        unread=number(unread) if unread else "",
    )


def seen_view(db: Session, actor: Actor) -> FilesView:
    """The same, and noted as read: what is new is still marked this once."""
    view = files_view(db, actor)
    inbox.mark_read(db, actor)
    view.unread = ""
    return view


def _file(asked: Asked) -> list[str]:
    done, total = min(asked.done, asked.total), asked.total
    how_far = _("Waiting")
    if asked.state is ExportState.RUNNING:
        how_far = ngettext(
            "{done} of {count} document", "{done} of {count} documents", total, done=number(done)
        )
    return [f"{asked.kind.upper()} · {asked.words}", how_far, str(done), str(total)]


def _entry(told: Told, actor: Actor) -> list[str]:
    heading, text, icon, path, link = ENTRIES[told.kind](told.facts)
    if "query" in told.facts:
        text = f"{in_words(documents.choice_of(told.facts['query']))} · {text}"
    address = path + file_query(actor) if path.startswith("/documents/") else path
    when = moment(told.created_at, actor.time_zone)
    return [
        heading,
        text,
        when,
        f"/icons.svg#{icon}",
        address,
        link,
        "true" if told.is_new else "",
    ]


def _ready(facts: Mapping[str, str]) -> list[str]:
    count = ngettext("{count} document", "{count} documents", int(facts["count"]))
    text = f"{count} · {_size(int(facts['size']))}"
    return [_("Your file is ready"), text, "package", f"/documents/files/{facts['key']}", facts["name"]]


def _failed(facts: Mapping[str, str]) -> list[str]:
    return [_("Your file could not be made"), facts["error"], "triangle-alert", "", ""]


def _asked_for(facts: Mapping[str, str]) -> list[str]:
    text = _("{name} asks for access to “{page}”", name=facts["name"], page=_title(facts))
    where = f"/{language()}/access-requests"
    return [_("Request for access"), _with(text, facts), "users", where, _("Approve or refuse")]


def _given(facts: Mapping[str, str]) -> list[str]:
    text = _("{name} gave you access to “{page}”.", name=facts["name"], page=_title(facts))
    where = f"/{language()}{facts['page'].partition('/[')[0]}"
    return [_("Access given"), text, "circle-check", where, _("Open the page")]


def _refused(facts: Mapping[str, str]) -> list[str]:
    text = _("{name} did not give you access to “{page}”.", name=facts["name"], page=_title(facts))
    return [_("Access refused"), _with(text, facts), "circle-slash", "", ""]


def _given_back(facts: Mapping[str, str]) -> list[str]:
    amount = words.money(Money(int(facts["minor"]), facts["currency"]))
    text = _("{amount} of payment {number}", amount=amount, number=facts["number"])
    where = f"/{language()}/payments/{facts['number']}"
    heading = _("Your bank took money back") if facts.get("by_bank") else _("Money was given back to you")
    return [heading, text, "undo-2", where, _("Look at the payment")]


def _title(facts: Mapping[str, str]) -> str:
    title = facts["title"]
    return _(title)


def _with(text: str, facts: Mapping[str, str]) -> str:
    return f"{text} · {facts['note']}" if facts["note"] else text


ENTRIES: dict[InboxKind, Callable[[Mapping[str, str]], list[str]]] = {
    InboxKind.ACCESS_ASKED: _asked_for,
    InboxKind.ACCESS_GIVEN: _given,
    InboxKind.ACCESS_REFUSED: _refused,
    InboxKind.FILE_READY: _ready,
    InboxKind.FILE_FAILED: _failed,
    **payment_words.ENTRIES,
    InboxKind.PAYMENT_REFUNDED: _given_back,
}
"""How each kind is said: [heading, text, icon, link's path, link's words]."""


def _size(count: int) -> str:
    """`1.4 MB`; of a few bytes, one kB."""
    name, unit = next((pair for pair in UNITS if count >= pair[1]), UNITS[-1])
    shown = format_decimal(max(count / unit, 1), format="#,##0.#", locale=language())
    return f"{shown} {name}"


def _announced(asked: Asked) -> str:
    said = _("We are preparing your file; you find it in the inbox.")
    if asked.kind is not ExportKind.PDF or asked.total <= exports.VOLUME:
        return said
    split = _("It will be a ZIP of several PDFs with {most} documents each.", most=number(exports.VOLUME))
    return f"{said} {split}"


class FilesState(PortalState):
    """The inbox of the top bar (shapes in `FilesView`); how much of it is new stands in the frame."""

    loaded: bool = False
    files: list[list[str]] = []
    entries: list[list[str]] = []

    @portal_event(Permission.FILES_ASK)
    async def prepare(self, query: str, kind: str) -> Any:
        """Have a list made into a file, and say where it will be."""
        asked = await self._ask(exports.request, query, kind)
        await self._take(await self._read(files_view))
        with speaking(language_of(self.router_data)):
            return FlashState.tell(_announced(asked))

    @portal_event(Permission.INBOX_READ)
    async def look(self) -> Any:
        """Fill the open inbox, and note that it was read."""
        return await self._take(await self._ask(seen_view))

    @portal_event(Permission.INBOX_READ)
    async def follow(self) -> Any:
        """See how far the files are while the inbox is closed."""
        return await self._take(await self._read(files_view))

    async def _take(self, view: FilesView) -> Any:
        """Show it; where fewer files are waited for than before, say what became of the last one."""
        has_finished = view.entries and len(view.files) < len(self.files)
        frame = await self.get_state(FrameState)
        frame.unread = view.unread
        self.loaded, self.files, self.entries = True, view.files, view.entries
        return FlashState.tell(view.entries[0][0]) if has_finished else None
