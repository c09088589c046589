"""What mail about changed billing data says, and who gets it; in each reader's language."""

from collections.abc import Callable, Collection, Mapping

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import moment, speaking
from occ_app.models import BillingProfile, CompanyRole, MailTopic
from occ_app.models.base import now
from occ_app.services import outbox
from occ_app.services.billing_profile import readers
from occ_app.services.billing_profile.addresses import country_name
from occ_app.services.billing_profile.words import FIELDS
from occ_app.services.people.letters import letter

CHANGED = "billing_data_changed"
READ = Permission.BILLING_READ

ALWAYS_TOLD = frozenset({MailTopic.BILLING_DATA})
"""What the billing contact and the administrators are mailed about, whoever is set besides."""


def contact_changed(
    db: Session, actor: Actor, before: Mapping[str, str], after: Mapping[str, str], emails: Collection[str]
) -> None:
    """Tell what became of contact and address, the one that was the contact until now too."""
    gate.require(actor, READ)

    def said() -> list[str]:
        subject = _("The billing contact or address of {company} has changed", company=actor.account_name)
        return [subject, *(_change(name, before[name], after[name]) for name in after)]

    tell(db, actor, said, path="/billing-profile/contact", also=emails)


def tell(
    db: Session,
    actor: Actor,
    said: Callable[[], list[str]],
    *,
    path: str,
    also: Collection[str] = (),
) -> None:
    """Mail the billing contact, the administrators, whoever is set for it, and `also` these addresses.

    `said` answers sentences in the language spoken, the first of them the subject.
    """
    gate.require(actor, READ)
    for email, language in _readers(db, actor, also).items():
        with speaking(language):
            by = _("{name} ({email}) changed this on {moment}.", name=actor.name, email=actor.email,
                   moment=moment(now(), actor.time_zone))  # fmt: skip
            subject, *sentences = said()
            fine = _("If you did not expect this, please write to us.")
            draft = letter(
                subject,
                [subject, by, *sentences],
                _("Open the billing profile"),
                f"/{language}{path}",
                fine=fine,
            )
        outbox.put(db, system(), email, draft, kind=CHANGED, account_id=actor.account_id)


def _readers(db: Session, actor: Actor, also: Collection[str]) -> dict[str, str]:
    contacts = db.execute(
        gate.narrow(actor, READ, BillingProfile, select(col(BillingProfile.email)))
    ).scalars()
    account_id = actor.account_id or 0
    admins = [person.email for person in readers.people(db, actor, account_id, CompanyRole.ADMIN)]
    named = dict.fromkeys([*also, *contacts, *admins])
    chosen = readers.chosen(db, actor, account_id, MailTopic.BILLING_DATA)
    return dict(readers.in_language(db, actor, account_id, list(named)) + chosen)


def _change(field: str, old: str, new: str) -> str:
    if field == "country":
        old, new = (country_name(code) if code else "" for code in (old, new))
    return f"{_(FIELDS[field])}: {old or '—'} → {new or '—'}"
