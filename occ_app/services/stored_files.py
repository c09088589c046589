"""Files that customers hand in: kept if they are what we take, given back to whoever may see them."""

from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, func, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.archive import plain_name
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import StoredFile

MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_FILES = 500
"""Of one company, whatever they are for."""

KINDS = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"\x89PNG\r\n\x1a\n": ("image/png", (".png",)),
    b"\xff\xd8\xff": ("image/jpeg", (".jpg", ".jpeg")),
}
"""What we take, told by how the content begins: a name says nothing."""

ACCEPTED = "application/pdf,image/png,image/jpeg"
"""The same for a browser's file chooser."""

LONGEST_STEM = 120
FIELD = "file"


def keep(db: Session, actor: Actor, needs: Permission, name: str, content: bytes) -> StoredFile:
    """Keep a file of the actor's company, who needs this permission; Invalid in a sentence if we do not take it."""
    gate.require(actor, needs)
    if not content:
        raise Invalid(_("Please choose a file that is not empty."), FIELD)
    if len(content) > MOST_BYTES:
        raise Invalid(too_large(), FIELD)
    media_type, endings = _kind(content)
    # Whoever handed them in: a delegate reads no files, but theirs count.
    held = select(func.count(col(StoredFile.id))).where(col(StoredFile.account_id) == actor.account_id)
    if db.execute(held).scalar_one() >= MOST_FILES:
        raise Invalid(_("Your company has handed in very many files. Please write to us."), FIELD)
    who: dict[str, Any] = {"account_id": actor.account_id, "added_by": actor.person_id}
    stored = StoredFile(
        name=_named(name, endings),
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        **who,
    )
    db.add(stored)
    db.flush()
    return stored


def content(db: Session, actor: Actor, needs: Permission, file_id: int) -> StoredFile:
    """A file of the actor's company with what is in it; NotFound for any other."""
    gate.require(actor, needs)
    return gate.one(db, gate.rows(actor, needs, StoredFile).where(col(StoredFile.id) == file_id))


def too_large() -> str:
    """What is said of a file that is more than we take."""
    return _("This file is larger than {most} MB. Please choose a smaller one.", most=MOST_MEGABYTES)


def _kind(content: bytes) -> tuple[str, tuple[str, ...]]:
    for beginning, kind in KINDS.items():
        if content.startswith(beginning):
            return kind
    raise Invalid(_("This is neither a PDF nor a PNG or JPEG picture. Please choose one of these."), FIELD)


def _named(name: str, endings: tuple[str, ...]) -> str:
    """A plain name that ends as the content says, whatever the one it came with."""
    plain = plain_name(name.rpartition("/")[2].rpartition("\\")[2])
    stem, dot, ending = plain.rpartition(".")
    given = f".{ending.lower()}" if dot else ""
    if given in endings:
        return f"{stem[:LONGEST_STEM]}{given}"
    return f"{plain[:LONGEST_STEM]}{endings[0]}"
