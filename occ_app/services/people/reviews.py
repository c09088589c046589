"""Reviews of access: every live right is kept or removed by an administrator, and the result is signed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import (
    AccessRight,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactState,
    Decision,
    Order,
    Person,
    Review,
    ReviewItem,
)
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.people import changes, standing, words
from occ_app.services.people.directory import entries

CHANGE = Permission.PEOPLE_CHANGE
LONGEST = timedelta(days=365)


@dataclass(frozen=True)
class Item:
    """One right under review."""

    id: int
    contact_id: int
    person_id: int
    name: str
    email: str
    role: CompanyRole
    source: str
    decision: Decision
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class Signed:
    """A review: open, or signed off by somebody."""

    id: int
    started_by: str
    started_at: datetime
    due_on: date
    closed_by: str
    closed_at: datetime | None
    items: tuple[Item, ...]

    def count(self, decision: Decision) -> int:
        """How many rights were decided so."""
        return sum(item.decision is decision for item in self.items)


def start(db: Session, actor: Actor, due_on: date) -> Review:
    """Begin a review of every live right; Invalid while another is open."""
    gate.require(actor, CHANGE)
    standing.lock(db, actor)
    if not actor.today() <= due_on <= actor.today() + LONGEST:
        raise Invalid(_("Please choose a day from today on, within a year."), "due_on")
    if _open(db, actor) is not None:
        raise Invalid(_("A review is open already. Close it before you start another."))
    review = Review(account_id=actor.account_id or 0, started_by=actor.person_id or 0, due_on=due_on)
    db.add(review)
    db.flush()
    people = entries(db, actor)
    db.add_all(
        ReviewItem(
            account_id=review.account_id,
            review_id=review.pk,
            right_id=right.id,
            person_id=one.person_id or 0,
            role=right.role,
        )
        for one in people
        for right in one.rights
    )
    db.flush()
    activity.record(db, actor, ActivityKind.REVIEW_STARTED, due_on.isoformat())
    return review


def keep(db: Session, actor: Actor, item_id: int) -> None:
    """Note that somebody needs this right."""
    gate.require(actor, CHANGE)
    standing.lock(db, actor)
    item = _item(db, actor, item_id)
    _decide(item, actor, Decision.KEPT)
    db.flush()
    person = db.get_one(Person, item.person_id)
    activity.record(db, actor, ActivityKind.REVIEW_KEPT, person.email, after={"role": item.role.value})


def keep_person(db: Session, actor: Actor, person_id: int) -> None:
    """Note that somebody needs every right they have."""
    gate.require(actor, CHANGE)
    for item_id in _undecided(db, actor, person_id):
        keep(db, actor, item_id)


def remove(db: Session, actor: Actor, item_id: int, *, is_sure: bool = False) -> None:
    """End a right, as an administrator otherwise would; with the last one the person is removed."""
    gate.require(actor, CHANGE)
    standing.lock(db, actor)
    item = _item(db, actor, item_id)
    contact = _contact(db, actor, item.person_id)
    live = gate.rows(actor, CHANGE, AccessRight).where(
        col(AccessRight.person_id) == item.person_id, col(AccessRight.ended_at).is_(None)
    )
    left = {right.role for right in db.execute(live).scalars()} - {item.role}
    if left:
        changes.change_roles(db, actor, contact.pk, left, is_sure=is_sure)
    elif contact.state is not ContactState.REMOVED:
        changes.remove(db, actor, contact.pk, is_sure=is_sure)
    _decide(item, actor, Decision.REMOVED)
    db.flush()


def remove_person(db: Session, actor: Actor, person_id: int, *, is_sure: bool = False) -> None:
    """End every right of somebody that is still undecided or was kept."""
    gate.require(actor, CHANGE)
    items = _undecided(db, actor, person_id)
    changes.remove(db, actor, _contact(db, actor, person_id).pk, is_sure=is_sure)
    for item_id in items:
        _decide(_item(db, actor, item_id, ended=True), actor, Decision.REMOVED)
    db.flush()


def close(db: Session, actor: Actor) -> Review:
    """Sign the review off: what was not decided is listed as undecided, and nothing more is removed."""
    gate.require(actor, CHANGE)
    standing.lock(db, actor)
    review = _open(db, actor)
    if review is None:
        raise Invalid(_("There is no open review."))
    _note_gone(db, actor, review)
    review.closed_by, review.closed_at = actor.person_id, now()
    db.flush()
    signed = _signed(db, actor, review)
    activity.record(
        db, actor, ActivityKind.REVIEW_CLOSED, signed.due_on.isoformat(),
        after={"counts": dict(Counter(item.decision.value for item in signed.items)),
               "decisions": [[item.email, item.role.value, item.decision.value] for item in signed.items]},
    )  # fmt: skip
    return review


def current(db: Session, actor: Actor) -> Signed | None:
    """The open review."""
    gate.require(actor, CHANGE)
    review = _open(db, actor)
    return _signed(db, actor, review) if review else None


def past(db: Session, actor: Actor) -> list[Signed]:
    """Those signed off, the newest first."""
    closed = gate.rows(actor, CHANGE, Review).where(col(Review.closed_at).is_not(None))
    newest = db.execute(closed.order_by(col(Review.id).desc()).limit(50)).scalars().all()
    return [_signed(db, actor, review) for review in newest]


def one(db: Session, actor: Actor, review_id: int) -> Signed:
    """A review, open or not."""
    review = gate.one(db, gate.rows(actor, CHANGE, Review).where(col(Review.id) == review_id))
    return _signed(db, actor, review)


def _open(db: Session, actor: Actor) -> Review | None:
    rows = gate.rows(actor, CHANGE, Review).where(col(Review.closed_at).is_(None))
    found: Review | None = db.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()
    return found


def _item(db: Session, actor: Actor, item_id: int, *, ended: bool = False) -> ReviewItem:
    """One item of the open review; Invalid if its right has ended meanwhile."""
    rows = (
        gate.rows(actor, CHANGE, ReviewItem)
        .join(Review, col(Review.id) == col(ReviewItem.review_id))
        .where(col(ReviewItem.id) == item_id, col(Review.closed_at).is_(None))
    )
    item = gate.one(db, rows.execution_options(populate_existing=True))
    right = db.get_one(AccessRight, item.right_id)
    if right.ended_at is not None and not ended:
        raise Invalid(_("This right has ended meanwhile."))
    return item


def _undecided(db: Session, actor: Actor, person_id: int) -> list[int]:
    review = _open(db, actor)
    rows = (
        gate.narrow(actor, CHANGE, ReviewItem, select(col(ReviewItem.id)))
        .join(AccessRight, col(AccessRight.id) == col(ReviewItem.right_id))
        .where(
            col(ReviewItem.review_id) == (review.pk if review else 0),
            col(ReviewItem.person_id) == person_id,
            col(AccessRight.ended_at).is_(None),
        )
    )
    return list(db.execute(rows.order_by(col(ReviewItem.id))).scalars())


def _contact(db: Session, actor: Actor, person_id: int) -> Contact:
    return gate.one(db, gate.rows(actor, CHANGE, Contact).where(col(Contact.person_id) == person_id))


def _decide(item: ReviewItem, actor: Actor, decision: Decision) -> None:
    item.decision, item.decided_by, item.decided_at = decision, actor.person_id, now()


def _note_gone(db: Session, actor: Actor, review: Review) -> None:
    rows = (
        gate.rows(actor, CHANGE, ReviewItem)
        .join(AccessRight, col(AccessRight.id) == col(ReviewItem.right_id))
        .where(
            col(ReviewItem.review_id) == review.pk,
            col(ReviewItem.decision) != Decision.REMOVED,
            col(AccessRight.ended_at).is_not(None),
        )
    )
    for item in db.execute(rows).scalars():
        item.decision = Decision.GONE


def _signed(db: Session, actor: Actor, review: Review) -> Signed:
    return Signed(
        id=review.pk,
        started_by=_name(db.get(Person, review.started_by)),
        started_at=review.started_at,
        due_on=review.due_on,
        closed_by=_name(db.get(Person, review.closed_by)) if review.closed_by else "",
        closed_at=review.closed_at,
        items=tuple(_items(db, actor, review)),
    )


def _items(db: Session, actor: Actor, review: Review) -> list[Item]:
    decider: Any = aliased(Person)
    giver: Any = aliased(Person)
    columns = select(ReviewItem, Person, col(Contact.id), decider, AccessRight, col(Order.number), giver)
    in_company = (col(Contact.person_id) == col(Person.id)) & (col(Contact.account_id) == review.account_id)
    rows = (
        gate.narrow(actor, CHANGE, ReviewItem, columns)
        .join(Person, col(Person.id) == col(ReviewItem.person_id))
        .join(AccessRight, col(AccessRight.id) == col(ReviewItem.right_id))
        .join(Contact, in_company)
        .outerjoin(Order, col(Order.id) == col(AccessRight.order_id))
        .outerjoin(decider, decider.id == col(ReviewItem.decided_by))
        .outerjoin(giver, giver.id == col(AccessRight.given_by))
        .where(col(ReviewItem.review_id) == review.pk)
        .order_by(col(Person.name), col(Person.id), col(ReviewItem.id))
    )
    return [_seen(review, *row) for row in db.execute(rows)]


def _seen(review: Review, item: ReviewItem, person: Person, contact_id: int, *about: Any) -> Item:
    decider, right, order, giver = about
    return Item(
        id=item.pk,
        contact_id=contact_id,
        person_id=person.pk,
        name=person.name,
        email=person.email,
        role=item.role,
        source=words.source(right, order or "", _name(giver)),
        decision=Decision.GONE if _is_gone(review, item, right.ended_at) else item.decision,
        decided_by=_name(decider),
        decided_at=item.decided_at,
    )


def _name(person: Person | None) -> str:
    return (person.name or person.email) if person else ""


def _is_gone(review: Review, item: ReviewItem, ended_at: datetime | None) -> bool:
    """Of an open review: a right that ended in another way needs no decision. A closed one stays as it was signed."""
    return review.closed_at is None and ended_at is not None and item.decision is not Decision.REMOVED
