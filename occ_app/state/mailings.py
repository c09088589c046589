"""“E-mail the list”: what will be sent and to whom it may go, and the one message that asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import moment, ngettext, number
from occ_app.models import Frequency
from occ_app.services import documents, mailings
from occ_app.services.documents import Choice
from occ_app.services.mailings.files import MOST_ROWS
from occ_app.services.mailings.words import in_words
from occ_app.state.base import PortalState, portal_event
from occ_app.state.once import OnceDialog

RECIPIENT, FORMAT = "to:", "as:"
"""How the names of the form's check boxes begin."""

DAYS = {Frequency.WEEKLY: "weekday", Frequency.MONTHLY: "day"}
"""Which field of the form holds the day."""


@dataclass
class DialogView:
    """The dialog for one list. People are [name of the check box, name, address, whether oneself]."""

    query: str = ""
    words: str = ""
    sentence: str = ""
    people: list[list[str]] = field(default_factory=list)
    token: str = ""
    """Of this opening of the dialog: with it a list is sent once. Empty where nothing can be sent."""
    error: str = ""
    ready: bool = True


def dialog_view(db: Session, actor: Actor, query: str) -> DialogView:
    """What the dialog says of the list with this query; refuses documents that are not this actor's."""
    wanted = documents.chosen(db, actor, documents.choice_of(query))
    people = mailings.colleagues(db, actor)
    return DialogView(
        query=query,
        words=in_words(wanted),
        sentence=_sentence(db, actor, wanted),
        people=[
            [f"{RECIPIENT}{one.email}", one.name, one.email, "true" if one.is_self else ""] for one in people
        ],
        token=token_hex(8),
    )


def post(db: Session, actor: Actor, query: str, form: Mapping[str, Any]) -> str:
    """Have the list mailed as the form says, now or regularly; the sentence that confirms it."""
    asked: dict[str, Any] = {
        "recipients": _ticked(form, RECIPIENT),
        "formats": _ticked(form, FORMAT),
        "note": str(form.get("note", "")),
    }
    wanted, when = documents.choice_of(query), str(form.get("when", ""))
    if when == Frequency.ONCE:
        to = mailings.send_list(db, actor, wanted, **asked)
        return ngettext("On its way to {count} person.", "On its way to {count} people.", len(to))
    planned = mailings.schedule(db, actor, wanted, frequency=when, day=_day(form, when), **asked)
    assert planned.next_run_at  # it has just been scheduled
    return ngettext(
        "Scheduled for {count} person, for the first time on {moment}.",
        "Scheduled for {count} people, for the first time on {moment}.",
        len(planned.recipients),
        moment=moment(planned.next_run_at, actor.time_zone),
    )


def _sentence(db: Session, actor: Actor, wanted: Choice) -> str:
    count = documents.count(db, actor, wanted, MOST_ROWS)
    if count > MOST_ROWS:
        return _("More than {most} documents", most=number(MOST_ROWS))
    return ngettext("{count} document", "{count} documents", count)


def _ticked(form: Mapping[str, Any], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in form if name.startswith(prefix)]


def _day(form: Mapping[str, Any], when: str) -> int:
    text = str(form.get(DAYS.get(when, ""), ""))  # type: ignore[call-overload]
    return int(text) if text.isdecimal() and len(text) < 3 else 0


class MailingsState(OnceDialog, PortalState):
    """The dialog as it is open (shapes in `DialogView`)."""

    query: str = ""
    words: str = ""
    sentence: str = ""
    people: list[list[str]] = []

    @portal_event(Permission.INVOICES_MAIL)
    async def prepare(self, query: str) -> Any:
        """Fill the dialog for the list with this query, which may be `numbers=A,B`."""
        async for step in self._open(DialogView, dialog_view, query):
            yield step

    @portal_event(Permission.INVOICES_MAIL)
    async def send(self, form: dict[str, Any]) -> Any:
        """Send what the form asks for, once however often it is pressed; a refusal leaves it as it is."""
        async for step in self._once(form, post, self.query):
            yield step
