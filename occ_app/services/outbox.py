"""Mail: written in the transaction that wants it, claimed and settled by the worker, read by staff."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import CursorResult, func, select, update
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.models import MailState, MailSuppression, OutboxAttachment, OutboxMail
from occ_app.models.base import now
from occ_app.settings import get_settings

SIGN_IN_CODE, INVITATION, SHARED_INVOICES = "sign_in_code", "invitation", "shared_invoices"
PRIVATE = frozenset({SIGN_IN_CODE, INVITATION, SHARED_INVOICES})
"""What opens a door: in production nobody but its recipient reads it."""

USEFUL_FOR = {SIGN_IN_CODE: timedelta(minutes=10)}
"""Mail of these kinds is worthless later: it is given up, and deleted a day after."""

LEASE = timedelta(minutes=5)
"""A claimed message is its worker's for longer than sending can take; after a crash another one takes it up."""

FIRST_RETRY, LAST_RETRY = timedelta(seconds=15), timedelta(hours=1)
MOST_TRIES = 30
BATCH = 20

HELD_BACK = "Not sent: earlier mail to this address came back."

KEEP_FILES = timedelta(days=30)
"""How long the files of messages are kept; their names stay."""


@dataclass(frozen=True)
class Draft:
    """What a message says."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class File:
    """What goes along with messages."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Enclosure:
    """A file that went along, as staff see it: never what is in it."""

    name: str
    size: int
    """In bytes."""


@dataclass(frozen=True)
class Letter:
    """A message as staff see it."""

    id: int
    to: str
    kind: str
    subject: str
    text: str
    state: MailState
    tries: int
    error: str
    created_at: datetime
    sent_at: datetime | None
    attachments: tuple[Enclosure, ...] = ()
    is_held: bool = False
    """Whether mail came back from this address, so that it gets no more."""


def put(
    db: Session,
    actor: Actor,
    to: str,
    draft: Draft,
    *,
    kind: str,
    account_id: int | None = None,
    bundle: str = "",
) -> OutboxMail:
    """Have a message sent, if and when the caller's transaction ends well; `bundle` as `enclose` answers it."""
    gate.require(actor, Permission.MAIL_SEND)
    mail = OutboxMail(to=to, kind=kind, account_id=account_id, bundle=bundle, **asdict(draft))
    db.add(mail)
    db.flush()
    return mail


def enclose(db: Session, actor: Actor, files: Sequence[File]) -> str:
    """Store files once for any number of messages; the name of their bundle, empty without files."""
    gate.require(actor, Permission.MAIL_SEND)
    bundle = token_hex(16) if files else ""
    db.add_all(OutboxAttachment(bundle=bundle, size=len(file.content), **asdict(file)) for file in files)
    db.flush()
    return bundle


def enclosed(db: Session, actor: Actor, mail: OutboxMail) -> list[OutboxAttachment]:
    """The files a claimed message takes along."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    if not mail.bundle:
        return []
    query = select(OutboxAttachment).where(col(OutboxAttachment.bundle) == mail.bundle)
    return list(db.execute(query.order_by(col(OutboxAttachment.id))).scalars())


def claim(db: Session, actor: Actor) -> OutboxMail | None:
    """Take a message that is due, for one worker only; it is sent outside of any transaction."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    _give_up_late(db)
    _hold_back(db)
    due = (
        select(OutboxMail)
        .where(col(OutboxMail.state) == MailState.WAITING, col(OutboxMail.next_try_at) <= now())
        .order_by(col(OutboxMail.next_try_at), col(OutboxMail.id))
        .limit(BATCH)
    )
    return next((mail for mail in db.execute(due).scalars().all() if _take(db, mail)), None)


def settle(db: Session, actor: Actor, mail: OutboxMail, error: str = "", *, is_final: bool = False) -> None:
    """Note what became of a claimed message; a failure is tried again, later each time, unless it is final."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    moment = now()
    if not error:
        values = {"state": MailState.SENT, "sent_at": moment, "error": ""}
    elif is_final or mail.tries >= MOST_TRIES:
        values = {"state": MailState.FAILED, "error": error[:500]}
    else:
        wait = min(FIRST_RETRY * 2 ** min(mail.tries - 1, 20), LAST_RETRY)
        values = {"next_try_at": moment + wait, "error": error[:500]}
    db.execute(update(OutboxMail).where(col(OutboxMail.id) == mail.pk).values(**values))


def waiting(db: Session, actor: Actor) -> int:
    """How many messages are still to be sent."""
    gate.require(actor, Permission.OUTBOX_READ)
    query = select(func.count()).where(col(OutboxMail.state) == MailState.WAITING)
    return int(db.execute(query).scalar_one())


def recent(
    db: Session,
    actor: Actor,
    most: int = 50,
    *,
    search: str = "",
    state: MailState | None = None,
    before: int = 0,
) -> list[Letter]:
    """The newest messages, older than `before`; in production without the sign-in codes, which are for the recipient.

    `search` is looked for in addresses and subjects.
    """
    gate.require(actor, Permission.OUTBOX_READ)
    query = select(OutboxMail).order_by(col(OutboxMail.id).desc()).limit(most)
    said = func.lower(col(OutboxMail.to) + "\n" + col(OutboxMail.subject))
    words = search.replace("\0", "").lower().split()
    query = query.where(*(said.contains(word, autoescape=True) for word in words))
    query = query.where(col(OutboxMail.state) == state) if state else query
    query = query.where(col(OutboxMail.id) < before) if before else query
    mails = list(db.execute(query).scalars())
    enclosures = _enclosures(db, {mail.bundle for mail in mails} - {""})
    held = _held_back(db, {mail.to for mail in mails})
    return [_letter(mail, enclosures.get(mail.bundle, ()), is_held=mail.to in held) for mail in mails]


def sweep(db: Session, actor: Actor) -> None:
    """Give up what is too late to be of use, and forget such mail after a day, files after a month."""
    gate.require(actor, Permission.OUTBOX_DELIVER)
    _give_up_late(db)
    for kind in USEFUL_FOR:
        old = col(OutboxMail.created_at) < now() - timedelta(days=1)
        db.execute(delete(OutboxMail).where(col(OutboxMail.kind) == kind, old))
    aged = col(OutboxAttachment.created_at) < now() - KEEP_FILES
    held = func.length(col(OutboxAttachment.content)) > 0
    db.execute(update(OutboxAttachment).where(aged, held).values(content=b""))


def _enclosures(db: Session, bundles: set[str]) -> dict[str, tuple[Enclosure, ...]]:
    """The names and sizes of the files of each bundle, without reading the files."""
    table = OutboxAttachment
    columns = select(col(table.bundle), col(table.name), col(table.size)).order_by(col(table.id))
    found: dict[str, tuple[Enclosure, ...]] = {}
    for bundle, name, size in db.execute(columns.where(col(table.bundle).in_(bundles))):
        found[bundle] = (*found.get(bundle, ()), Enclosure(name, size))
    return found


def _give_up_late(db: Session) -> None:
    for kind, useful in USEFUL_FOR.items():
        late = col(OutboxMail.created_at) < now() - useful
        still = col(OutboxMail.state) == MailState.WAITING
        db.execute(
            update(OutboxMail)
            .where(still, late, col(OutboxMail.kind) == kind)
            .values(state=MailState.FAILED, error="Not sent while it was of use.")
        )


def _hold_back(db: Session) -> None:
    """What waits for an address that mail came back from is not sent."""
    held = col(OutboxMail.to).in_(select(col(MailSuppression.email)))
    db.execute(
        update(OutboxMail)
        .where(col(OutboxMail.state) == MailState.WAITING, held)
        .values(state=MailState.FAILED, error=HELD_BACK)
    )


def _held_back(db: Session, addresses: set[str]) -> set[str]:
    query = select(col(MailSuppression.email)).where(col(MailSuppression.email).in_(addresses))
    return set(db.execute(query).scalars())


def _take(db: Session, mail: OutboxMail) -> bool:
    """Compare and set: of several workers that saw the same row, one changes it."""
    seen = (col(OutboxMail.id) == mail.pk, col(OutboxMail.tries) == mail.tries)
    still = col(OutboxMail.state) == MailState.WAITING
    values = {"tries": mail.tries + 1, "next_try_at": now() + LEASE}
    taken = db.execute(update(OutboxMail).where(*seen, still).values(**values))
    assert isinstance(taken, CursorResult)
    return taken.rowcount == 1


def _letter(mail: OutboxMail, attachments: tuple[Enclosure, ...], *, is_held: bool) -> Letter:
    hidden = get_settings().is_production and mail.kind in PRIVATE
    return Letter(
        id=mail.pk,
        to=mail.to,
        kind=mail.kind,
        subject=_("Way to sign in (hidden)") if hidden and mail.kind != SHARED_INVOICES else mail.subject,
        text=_("Only the recipient can read this message.") if hidden else mail.text,
        state=mail.state,
        tries=mail.tries,
        error=mail.error,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        attachments=attachments,
        is_held=is_held,
    )
