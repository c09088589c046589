"""The trail of what people did: appended in the transaction that did it, one entry sealed by the next."""

import hashlib
import json
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.models import ActivityEntry, ActivityHead, ActivityKind
from occ_app.models.base import now

SEALED = ("chain", "seq", "account_id", "kind", "person_id", "who", "on_behalf", "subject", "before", "after",
          "address", "user_agent", "previous_hash")  # fmt: skip


def record(
    db: Session,
    actor: Actor,
    kind: ActivityKind,
    subject: str = "",
    *,
    account_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> ActivityEntry:
    """Append an entry: what the actor did to `subject`, in the actor's company unless another is named.

    `before` and `after` hold plain JSON values of what changed; never a secret.
    """
    gate.require(actor, Permission.ACTIVITY_RECORD)
    account = actor.account_id if account_id is None else account_id
    head = _head(db, account or 0)
    entry = ActivityEntry(
        chain=head.chain,
        seq=head.seq + 1,
        account_id=account,
        at=now(),
        kind=kind,
        person_id=actor.person_id,
        who=_plain(actor.email or actor.name or "visitor", 254),
        on_behalf=_plain(_on_behalf(actor), 254),
        subject=_plain(subject, 254),
        before=before or {},
        after=after or {},
        address=_plain(actor.address, 64),
        user_agent=_plain(actor.user_agent, 300),
        previous_hash=head.hash,
        hash="",
    )
    entry.hash = seal(entry)
    head.seq, head.hash = entry.seq, entry.hash
    db.add(entry)
    db.flush()
    return entry


def sealed_text(entry: ActivityEntry) -> str:
    """What the hash of an entry is made of: its fields as JSON, the hash before it among them."""
    facts = {name: getattr(entry, name) for name in SEALED} | {
        "at": entry.at.isoformat(timespec="microseconds")
    }
    return json.dumps(facts, sort_keys=True, ensure_ascii=False)


def seal(entry: ActivityEntry) -> str:
    """The hash of an entry: SHA-256 of its sealed text, hexadecimal."""
    return hashlib.sha256(sealed_text(entry).encode()).hexdigest()


def _head(db: Session, chain: int) -> ActivityHead:
    """The end of a chain, locked until this transaction ends."""
    wanted = select(ActivityHead).where(col(ActivityHead.chain) == chain).with_for_update()
    fresh = wanted.execution_options(populate_existing=True)
    head: ActivityHead | None = db.execute(fresh).scalar_one_or_none()
    if head is None:
        with suppress(IntegrityError), db.begin_nested():  # another process may begin the same chain
            db.add(ActivityHead(chain=chain))
        head = db.execute(fresh).scalar_one()
    return head


def _plain(text: str, most: int) -> str:
    """A text of one line: what a browser says of itself, or somebody typed, may hold anything."""
    return "".join(c if c.isprintable() else " " for c in text)[:most]


def _on_behalf(actor: Actor) -> str:
    return actor.account_name if actor.roles & {Role.VIEWER, Role.DELEGATE} else ""
