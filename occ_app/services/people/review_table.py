"""A review as a table for files: who was what, where that came from, and what was decided by whom and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.tables import Column, Kind
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy, moment
from occ_app.services.people import reviews, words
from occ_app.services.people.reviews import Item, Signed


@dataclass(frozen=True)
class Row:
    """One right, or one fact of the whole review."""

    cells: tuple[str, ...]


def table(db: Session, actor: Actor, review_id: int) -> tuple[Signed, list[Row]]:
    """Each decision, and below them who signed, when, and how many of what."""
    gate.require(actor, Permission.PEOPLE_CHANGE)
    review = reviews.one(db, actor, review_id)
    return review, [_decided(item, actor) for item in review.items] + _signature(review, actor)


def _decided(item: Item, actor: Actor) -> Row:
    when = moment(item.decided_at, actor.time_zone) if item.decided_at else ""
    role, decision = _(words.ROLES[item.role]), _(words.DECISIONS[item.decision])
    return Row((item.name, item.email, role, item.source, decision, item.decided_by, when))


def _signature(review: Signed, actor: Actor) -> list[Row]:
    def told(label: str, *facts: str) -> Row:
        return Row((label, *facts, *[""] * (6 - len(facts))))

    signed = (review.closed_by, moment(review.closed_at, actor.time_zone)) if review.closed_at else ("",)
    started = (review.started_by, moment(review.started_at, actor.time_zone))
    counts = [told(_(word), str(review.count(decision))) for decision, word in words.DECISIONS.items()]
    return [Row(("",) * 7), told(_("Started by"), *started), told(_("Signed off by"), *signed), *counts]


def _column(label: str, at: int, width: int) -> Column[Row]:
    return Column(label, Kind.TEXT, lambda row: row.cells[at], width)


COLUMNS: Sequence[Column[Row]] = (
    _column(lazy("Name"), 0, 28),
    _column(lazy("E-mail address"), 1, 32),
    _column(lazy("Role"), 2, 20),
    _column(lazy("Source"), 3, 32),
    _column(lazy("Decision"), 4, 18),
    _column(lazy("Decided by"), 5, 24),
    _column(lazy("Decided on"), 6, 22),
)
