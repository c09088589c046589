"""“Share with a payer”: which documents, to whom, until when, and the one message that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, ngettext
from occ_app.services import delegations, documents
from occ_app.services.mailings.words import in_words
from occ_app.state.base import PortalState, portal_event
from occ_app.state.once import OnceDialog

USUAL_DAYS = 30


@dataclass
class DelegateView:
    """The dialog for some documents; days as a date field has them."""

    query: str = ""
    words: str = ""
    sentence: str = ""
    first_day: str = ""
    usual_day: str = ""
    last_day: str = ""
    token: str = ""
    """Of this opening of the dialog: with it something is shared once. Empty where nothing can be."""
    error: str = ""
    ready: bool = True


def delegate_view(db: Session, actor: Actor, query: str) -> DelegateView:
    """What the dialog says of the documents of this query; refuses those that are not this actor's."""
    wanted = documents.chosen(db, actor, documents.choice_of(query))
    count = len(documents.numbers(db, actor, wanted))
    today = actor.today()
    return DelegateView(
        query=query,
        words=in_words(wanted),
        sentence=ngettext("{count} document", "{count} documents", count),
        first_day=today.isoformat(),
        usual_day=(today + timedelta(days=USUAL_DAYS)).isoformat(),
        last_day=(today + timedelta(days=delegations.MOST_DAYS)).isoformat(),
        token=token_hex(8),
    )


def share(db: Session, actor: Actor, query: str, form: Mapping[str, Any]) -> str:
    """Hand the documents over as the form says; the sentence that confirms it."""
    said = {name: str(form.get(name, "")) for name in ("email", "name", "ends_on", "note")}
    made = delegations.delegate(db, actor, documents.choice_of(query), **said)
    return _(
        "Shared with {email} until {day}. The link is on its way.",
        email=said["email"].strip(),
        day=long_date(made.ends_on),
    )


class DelegateState(OnceDialog, PortalState):
    """The dialog as it is open (shapes in `DelegateView`)."""

    query: str = ""
    words: str = ""
    sentence: str = ""
    first_day: str = ""
    usual_day: str = ""
    last_day: str = ""

    @portal_event(Permission.INVOICES_DELEGATE)
    async def prepare(self, query: str) -> Any:
        """Fill the dialog for the documents of this query, which may be `numbers=A,B`."""
        async for step in self._open(DelegateView, delegate_view, query):
            yield step

    @portal_event(Permission.INVOICES_DELEGATE)
    async def send(self, form: dict[str, Any]) -> Any:
        """Share as the form says, once however often it is pressed; a refusal leaves it as it is."""
        async for step in self._once(form, share, self.query):
            yield step
