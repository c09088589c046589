"""The billing profile at a glance: what each of its parts says now."""

from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.services.billing_profile import certificates, contact, recipients, tax_ids
from occ_app.services.billing_profile.certificates import Certificate
from occ_app.services.billing_profile.contact import Shown
from occ_app.services.billing_profile.recipients import Topics
from occ_app.services.billing_profile.tax_ids import TaxIds


@dataclass(frozen=True)
class Glance:
    """Contact and address, recipients by topic, tax ids and certificates."""

    contact: Shown
    topics: Topics
    tax_ids: TaxIds
    certificates: list[Certificate]


def glance(db: Session, actor: Actor) -> Glance:
    """All parts of the actor's company."""
    gate.require(actor, Permission.BILLING_READ)
    return Glance(
        contact.shown(db, actor),
        recipients.listing(db, actor),
        tax_ids.listing(db, actor),
        certificates.listing(db, actor),
    )
