"""Who reads mail about a company's billing, each in a language of their own."""

from sqlmodel import Session, col, func, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    ContactState,
    MailRecipient,
    MailTopic,
    Person,
)

READ = Permission.BILLING_READ

Address = tuple[str, str]
"""(e-mail, language)."""


def chosen(db: Session, actor: Actor, account_id: int, topic: MailTopic) -> list[Address]:
    """Those a company has named for a topic, and nobody else."""
    gate.require(actor, READ)
    rows = gate.narrow(actor, READ, MailRecipient, select(col(MailRecipient.email))).where(
        col(MailRecipient.account_id) == account_id, col(MailRecipient.topic) == topic
    )
    emails = list(db.execute(rows.order_by(col(MailRecipient.email))).scalars())
    return in_language(db, actor, account_id, emails)


def in_charge(db: Session, actor: Actor, account_id: int) -> list[Person]:
    """Whoever pays a company's invoices: its finance contacts, or else its administrators."""
    finance = people(db, actor, account_id, CompanyRole.FINANCE)
    return finance or people(db, actor, account_id, CompanyRole.ADMIN)


def people(db: Session, actor: Actor, account_id: int, role: CompanyRole) -> list[Person]:
    """Everybody who is this in a company and may use it now."""
    gate.require(actor, READ)
    in_company = (col(Contact.account_id) == col(AccessRight.account_id)) & (
        col(Contact.person_id) == col(AccessRight.person_id)
    )
    rows = (
        gate.narrow(actor, READ, AccessRight, select(Person).select_from(AccessRight))
        .join(Person, col(Person.id) == col(AccessRight.person_id))
        .join(Contact, in_company)
        .where(
            col(AccessRight.account_id) == account_id,
            col(AccessRight.role) == role,
            col(AccessRight.ended_at).is_(None),
            col(Contact.state) == ContactState.ACTIVE,
        )
    )
    return list(db.execute(rows.order_by(col(Person.email))).scalars())


def in_language(db: Session, actor: Actor, account_id: int, emails: list[str]) -> list[Address]:
    """Each address with the language to write it in: the person's own choice, or else the company's."""
    gate.require(actor, READ)
    usual = db.get_one(Account, account_id).language
    query = select(col(Person.email), col(Person.language)).where(func.lower(Person.email).in_(emails))
    own = {email: language for email, language in db.execute(query) if language}
    return [(email, own.get(email, usual)) for email in emails]
