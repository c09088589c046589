"""“Share with a payer”: which documents, to whom, until when, and the one message that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, ngettext, speaking
from occ_app.services import delegations, documents
from occ_app.services.mailings.words import in_words
from occ_app.state.base import PortalState, language_of, portal_event
from occ_app.state.flash import FlashState

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


class DelegateState(PortalState):
    """The dialog as it is open (shapes in `DelegateView`)."""

    ready: bool = False
    query: str = ""
    words: str = ""
    sentence: str = ""
    first_day: str = ""
    usual_day: str = ""
    last_day: str = ""
    token: str = ""
    error: str = ""
    sending: bool = False
    sent: int = 0
    """Grows with everything shared: then the dialog closes (`portal.js`)."""
    _spent: str = ""

    @portal_event(Permission.INVOICES_DELEGATE)
    async def prepare(self, query: str) -> Any:
        """Fill the dialog for the documents of this query, which may be `numbers=A,B`."""
        self.ready = False
        yield
        try:
            self._show(await self._read(delegate_view, query))
        except PortalError as refusal:
            self._show(DelegateView(error=str(refusal)))

    @portal_event(Permission.INVOICES_DELEGATE)
    async def send(self, form: dict[str, Any]) -> Any:
        """Share as the form says, once however often it is pressed; a refusal leaves it as it is."""
        if self._spent and form.get("token") == self._spent:
            return
        self.sending, self.error = True, ""
        yield
        try:
            self._check(form)
            told = await self._ask(share, self.query, form)
            self._spent, self.sent = self.token, self.sent + 1
            yield FlashState.tell(told)
        except PortalError as refusal:
            self.error = str(refusal)
        self.sending = False

    def _check(self, form: dict[str, Any]) -> None:
        """A form that was drawn for other documents shares nothing."""
        if not self.token or form.get("token") != self.token:
            with speaking(language_of(self.router_data)):
                raise Invalid(_("This window is out of date. Please close it and open it again."))
