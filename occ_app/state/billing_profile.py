"""The billing profile at a glance."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import ngettext
from occ_app.models import MailTopic, Validity
from occ_app.services.billing_profile import overview, tax_ids
from occ_app.services.billing_profile.addresses import in_one_line
from occ_app.services.billing_profile.letters import ALWAYS_TOLD
from occ_app.services.billing_profile.overview import Glance
from occ_app.services.billing_profile.words import TOPICS, VALIDITIES
from occ_app.state.base import PortalState, portal_event
from occ_app.state.billing_tax import MARKS
from occ_app.state.pending_payments import PendingPaymentsState

LATE = (Validity.EXPIRING, Validity.EXPIRED)


@dataclass
class ProfileGlance:
    """The page in words. A topic is [name, who]; a tax id [name, number]; a warning [word, colour, icon, what]."""

    company: str
    address: str
    reached: str
    topics: list[list[str]]
    tax_ids: list[list[str]]
    papers: str
    warnings: list[list[str]]
    may_pay: bool = False
    loaded: bool = True


def profile_glance(db: Session, actor: Actor) -> ProfileGlance:
    """What each part of the profile says now."""
    seen = overview.glance(db, actor)
    values = seen.contact.values
    return ProfileGlance(
        company=values["legal_name"],
        address=in_one_line(values),
        reached=" · ".join(filter(None, (values["attention"], values["email"], values["phone"]))),
        topics=_topics(seen),
        tax_ids=[[tax_ids.name_of(one), tax_ids.displayed(one)] for one in seen.tax_ids.live],
        papers=_papers(seen),
        warnings=[
            [_(VALIDITIES[one.validity]), MARKS[one.validity][0], f"/icons.svg#{MARKS[one.validity][1]}",
             one.record.number]
            for one in seen.certificates if one.validity in LATE
        ],
        may_pay=actor.may(Permission.PAYMENTS_MAKE),
    )  # fmt: skip


def _topics(seen: Glance) -> list[list[str]]:
    """Who gets the mail of each topic; where nobody is named, that it goes to who else gets it."""
    return [[_(word), _who(seen, topic)] for topic, word in TOPICS.items()]


def _who(seen: Glance, topic: MailTopic) -> str:
    named = [one.email for one in seen.topics.named[topic]]
    if topic in ALWAYS_TOLD:
        return ", ".join([_("the billing contact and the administrators"), *named])
    return ", ".join(named) or _("{emails} (nobody is set)", emails=", ".join(seen.topics.otherwise) or "—")


def _papers(seen: Glance) -> str:
    count = sum(one.validity is not Validity.ENDED for one in seen.certificates)
    if not count:
        return _("No exemption certificate")
    return ngettext("{count} exemption certificate", "{count} exemption certificates", count)


class BillingProfileState(PortalState):
    """The page (shapes in `ProfileGlance`)."""

    loaded: bool = False
    company: str = ""
    address: str = ""
    reached: str = ""
    topics: list[list[str]] = []
    tax_ids: list[list[str]] = []
    papers: str = ""
    warnings: list[list[str]] = []
    may_pay: bool = False
    """Whether what waits for money is the person's to pay: then it is filled too."""

    @portal_event(Permission.BILLING_READ)
    async def load(self) -> Any:
        """Fill the page."""
        self._show(await self._read(profile_glance))
        return PendingPaymentsState.load if self.may_pay else None
