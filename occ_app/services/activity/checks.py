"""Whether the trail is whole: all of it by the command and once a day, its last entries whenever it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import ActivityCheck, ActivityEntry, ActivityHead
from occ_app.models.base import now
from occ_app.services.activity.chain import seal

LAST = 50
"""How many entries are looked at whenever the page is shown."""


@dataclass(frozen=True)
class Standing:
    """How far a company's trail is known to be whole."""

    seq: int
    """The last entry."""
    hash: str
    is_intact: bool
    """Whether the last entries fit together, and the last look at all of them found nothing."""
    checked_at: datetime | None
    """When all entries were last looked at; None if never yet."""
    checked_to: int = 0


def standing(db: Session, actor: Actor) -> Standing:
    """The trail of the actor's own company."""
    gate.require(actor, Permission.ACTIVITY_READ)
    chain = actor.account_id
    heads = select(ActivityHead).where(col(ActivityHead.chain) == chain)
    head = db.execute(heads).scalar_one_or_none() or ActivityHead(chain=chain or 0)
    checks = select(ActivityCheck).where(col(ActivityCheck.chain) == chain)
    known = db.execute(checks).scalar_one_or_none()
    is_intact = not (known and known.problem) and _ends_well(db, head)
    return Standing(head.seq, head.hash, is_intact, *((known.at, known.seq) if known else (None, 0)))


def broken(db: Session, actor: Actor) -> list[str]:
    """What does not fit in the trail, a sentence each; empty when nothing was changed, taken out or cut off."""
    gate.require(actor, Permission.ACTIVITY_CHECK)
    return [problem for _head, problem in _looked_at(db) if problem]


def check(db: Session, actor: Actor) -> list[str]:
    """As `broken`, and what was found is kept for those who look at the trail."""
    gate.require(actor, Permission.ACTIVITY_CHECK)
    known = _known(db)
    found = []
    for head, problem in _looked_at(db):
        kept = known.get(head.chain) or ActivityCheck(chain=head.chain, at=now(), seq=0)
        kept.at, kept.seq, kept.problem = now(), max(kept.seq, head.seq), problem[:500]
        db.add(kept)
        found += [problem] if problem else []
    db.flush()
    return found


def problems(db: Session, actor: Actor) -> tuple[datetime | None, list[str]]:
    """When all of the trail was last looked at, and what did not fit: for the supplier's staff."""
    gate.require(actor, Permission.COMPANIES_READ)
    checks = list(db.execute(select(ActivityCheck).order_by(col(ActivityCheck.chain))).scalars())
    return min((one.at for one in checks), default=None), [one.problem for one in checks if one.problem]


def _looked_at(db: Session) -> Iterator[tuple[ActivityHead, str]]:
    chains = set(db.execute(select(col(ActivityEntry.chain)).distinct()).scalars())
    heads = {head.chain: head for head in db.execute(select(ActivityHead)).scalars()}
    known = _known(db)
    for chain in sorted(chains | heads.keys() | known.keys()):
        head = heads.get(chain) or ActivityHead(chain=chain)
        yield head, _problem(db, head, known[chain].seq if chain in known else 0)


def _known(db: Session) -> dict[int, ActivityCheck]:
    return {found.chain: found for found in db.execute(select(ActivityCheck)).scalars()}


def _problem(db: Session, head: ActivityHead, at_least: int) -> str:
    """Why a chain is not whole, which had so many entries when all of it was last looked at."""
    rows = (
        select(ActivityEntry).where(col(ActivityEntry.chain) == head.chain).order_by(col(ActivityEntry.seq))
    )
    previous, seq = "", 0
    for entry in db.execute(rows.execution_options(yield_per=1_000)).scalars():
        seq += 1
        if (entry.seq, entry.previous_hash, entry.hash) != (seq, previous, seal(entry)):
            return f"company {head.chain}: entry {entry.seq} was changed, or one before it taken out"
        previous = entry.hash
    if (head.seq, head.hash) != (seq, previous):
        return f"company {head.chain}: the trail ends at entry {seq}, {head.seq} were written"
    if seq < at_least:
        return f"company {head.chain}: the trail ends at entry {seq}, {at_least} were there at the last check"
    return ""


def _ends_well(db: Session, head: ActivityHead) -> bool:
    """Whether the last entries fit together, and end where the trail ends."""
    of_chain = select(ActivityEntry).where(col(ActivityEntry.chain) == head.chain)
    last = db.execute(of_chain.order_by(col(ActivityEntry.seq).desc()).limit(LAST)).scalars().all()
    seq, expected = head.seq, head.hash
    for entry in last:
        if (entry.seq, entry.hash, seal(entry)) != (seq, expected, expected):
            return False
        seq, expected = seq - 1, entry.previous_hash
    return head.seq - seq == min(head.seq, LAST)
