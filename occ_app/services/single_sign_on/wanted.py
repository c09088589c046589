"""What an administrator wrote, checked: above all that a domain is the company's own."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.integrations.identity import check
from occ_app.models import ContactRole, OrderContact, Person, SsoDomain
from occ_app.services.single_sign_on import domains as names
from occ_app.settings import get_settings

MANAGE = Permission.SSO_MANAGE
LONGEST_ISSUER, LONGEST_ID, LONGEST_SECRET = 300, 255, 1_000


@dataclass(frozen=True)
class Wanted:
    """What an administrator wrote; an empty secret keeps the one there is."""

    issuer: str
    client_id: str
    secret: str
    domains: str
    entry_role: str = ""
    is_enabled: bool = True


def checked(db: Session, actor: Actor, asked: Wanted) -> tuple[Wanted, list[str]]:
    """The same in its stored form, and the domains one by one; Invalid names the field that is wrong."""
    gate.require(actor, MANAGE)
    issuer, client_id, secret = (text.strip() for text in (asked.issuer, asked.client_id, asked.secret))
    if not f"{issuer}{client_id}{secret}".isprintable():
        raise Invalid(_("It contains a character that cannot be used."), "issuer")
    if len(check(issuer)) > LONGEST_ISSUER:
        raise Invalid(_("This address is too long."), "issuer")
    if not client_id or len(client_id) > LONGEST_ID:
        raise Invalid(_("Write the client ID that the identity provider gave you."), "client_id")
    if len(secret) > LONGEST_SECRET:
        raise Invalid(_("This secret is too long."), "secret")
    if asked.entry_role not in ("", *ContactRole):
        raise Invalid(_("Choose what people become at their first visit."), "entry_role")
    domains = names.parse(asked.domains)
    for domain in domains:
        _is_ours(db, actor, domain)
    return replace(asked, issuer=issuer, client_id=client_id, secret=secret), domains


def _is_ours(db: Session, actor: Actor, domain: str) -> None:
    """An order vouches for a domain by naming somebody there; an invitation, which anybody can write, does not."""
    named = gate.narrow(actor, MANAGE, OrderContact, select(col(OrderContact.id)))
    named = named.join(Person, col(Person.id) == col(OrderContact.person_id))
    at_domain = named.where(col(Person.email).endswith(f"@{domain}", autoescape=True))
    if db.execute(at_domain.limit(1)).first() is None:
        raise Invalid(
            _(
                "No order of your company names anybody at {domain}. Write to {support} if it is yours.",
                domain=domain,
                support=get_settings().support_email,
            ),
            "domains",
        )
    taken = select(col(SsoDomain.id)).where(
        col(SsoDomain.domain) == domain, col(SsoDomain.account_id) != actor.account_id
    )
    if db.execute(taken).first():
        raise Invalid(
            _(
                "{domain} is in use by another company. Write to {support}.",
                domain=domain,
                support=get_settings().support_email,
            ),
            "domains",
        )
