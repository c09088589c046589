"""Who is mailed about what: a list of addresses for each topic."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.models import MailTopic
from occ_app.services.billing_profile import recipients
from occ_app.state.base import PortalState, portal_event, record_id
from occ_app.state.flash import say

NOBODY: dict[str, list[list[str]]] = {topic.value: [] for topic in MailTopic}
NOTHING = dict.fromkeys(NOBODY, "")
TOPIC, EMAIL = "topic", "email"
LONGEST_EMAIL = 254


@dataclass
class RecipientsView:
    """The page in words; a recipient is [id, e-mail, whether mail came back from it], by topic."""

    named: dict[str, list[list[str]]]
    otherwise: str
    loaded: bool = True


def recipients_view(db: Session, actor: Actor) -> RecipientsView:
    """Everybody the company has named."""
    topics = recipients.listing(db, actor)
    return RecipientsView(
        named={
            topic.value: [[str(one.id), one.email, "true" if one.is_suppressed else ""] for one in named]
            for topic, named in topics.named.items()
        },
        otherwise=otherwise(topics.otherwise),
    )


def otherwise(emails: list[str]) -> str:
    """Who gets the mail of a topic that names nobody."""
    if not emails:
        return _("Nobody is set.")
    return _("Nobody is set, so it goes to {emails}.", emails=", ".join(emails))


class BillingRecipientsState(PortalState):
    """The page (shapes in `RecipientsView`)."""

    loaded: bool = False
    named: dict[str, list[list[str]]] = NOBODY
    otherwise: str = ""
    errors: dict[str, str] = NOTHING
    """By topic, what is wrong with the address that was written there."""
    added: int = 0
    """Grows with every address that was added: then the fields are empty again."""

    @portal_event(Permission.BILLING_READ)
    async def load(self) -> None:
        """Fill the page."""
        self.errors = NOTHING
        self._show(await self._read(recipients_view))

    @portal_event(Permission.BILLING_CHANGE)
    async def add(self, form: dict[str, Any]) -> Any:
        """Have an address mailed about a topic."""
        topic = str(form.get(TOPIC))
        if topic not in NOTHING:
            return None
        self.errors = NOTHING
        try:
            await self._ask(recipients.add, MailTopic(topic), str(form.get(EMAIL) or ""))
            self.added += 1
        except Invalid as refused:
            self.errors = NOTHING | {topic: str(refused)}
        self._show(await self._read(recipients_view))
        return None if self.errors[topic] else say(self, lazy("The address was added."))

    @portal_event(Permission.BILLING_CHANGE)
    async def remove(self, recipient: str) -> Any:
        """Mail an address no longer."""
        self.errors = NOTHING
        await self._ask(recipients.remove, record_id(recipient))
        self._show(await self._read(recipients_view))
        return say(self, lazy("The address was removed."))
