"""Reminding administrators of a review whose day is near."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, ngettext, speaking
from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    ContactState,
    Decision,
    Person,
    Review,
    ReviewItem,
)
from occ_app.models.base import now
from occ_app.services import outbox
from occ_app.services.people import letters

REMIND = Permission.PEOPLE_REMIND
DAYS_BEFORE = timedelta(days=3)


def remind(db: Session, actor: Actor) -> int:
    """Mail the administrators of each review that is soon due, once; how many reviews that were."""
    waiting = gate.rows(actor, REMIND, Review).where(
        col(Review.closed_at).is_(None), col(Review.reminded_at).is_(None)
    )
    due = []
    for review in db.execute(waiting.with_for_update(skip_locked=True)).scalars():
        account = db.get_one(Account, review.account_id)
        if review.due_on <= account.today() + DAYS_BEFORE:
            due.append(review)
            _remind(db, actor, account, review)
            review.reminded_at = now()
    db.flush()
    return len(due)


def _remind(db: Session, actor: Actor, account: Account, review: Review) -> None:
    open_items = gate.rows(actor, REMIND, ReviewItem).where(
        col(ReviewItem.review_id) == review.pk, col(ReviewItem.decision) == Decision.UNDECIDED
    )
    count = len(db.execute(open_items).all())
    for person in _administrators(db, account):
        language = person.language or account.language
        with speaking(language):
            draft = letters.letter(
                _("The review of access at {company} is due", company=account.name),
                [
                    _("It should be done by {day}.", day=long_date(review.due_on)),
                    ngettext("{count} right is undecided.", "{count} rights are undecided.", count),
                    _("Nothing is removed by itself: what stays undecided is listed so."),
                ],
                _("Open the review"),
                f"/{language}/people/review",
            )
        outbox.put(db, actor, person.email, draft, kind=letters.REVIEW_DUE, account_id=account.pk)


def _administrators(db: Session, account: Account) -> list[Person]:
    in_company = (col(Contact.person_id) == col(Person.id)) & (col(Contact.account_id) == account.pk)
    query = (
        select(Person)
        .join(AccessRight, col(AccessRight.person_id) == col(Person.id))
        .join(Contact, in_company)
        .where(
            col(AccessRight.account_id) == account.pk,
            col(AccessRight.role) == CompanyRole.ADMIN,
            col(AccessRight.ended_at).is_(None),
            col(Contact.state) == ContactState.ACTIVE,
        )
    )
    return list(db.execute(query.order_by(col(Person.id))).scalars())
