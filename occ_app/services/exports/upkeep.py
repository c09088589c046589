"""Keeping the folder of files small: what nobody may fetch any more goes."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import Session, col, delete

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Export, ExportState
from occ_app.models.base import now
from occ_app.services.exports.runs import LEASE
from occ_app.settings import get_settings

REMEMBER = timedelta(days=30)
"""How long it is known that there was a file."""

_OURS = re.compile(r"[0-9a-f]{32}\.\d+")


def sweep(db: Session, actor: Actor) -> None:
    """Let go of files whose time is over; `clean` then removes them."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    over = (col(Export.state) == ExportState.READY, col(Export.expires_at) <= now())
    db.execute(update(Export).where(*over).values(state=ExportState.EXPIRED, expires_at=None))
    db.execute(delete(Export).where(col(Export.finished_at) < now() - REMEMBER))


def clean(db: Session, actor: Actor) -> int:
    """Remove the files that nothing leads to: expired ones, and the halves that crashes left; how many."""
    gate.require(actor, Permission.EXPORTS_MAKE)
    kept = col(Export.state).in_((ExportState.READY, ExportState.RUNNING))
    known = {row.stored_as for row in db.execute(select(Export).where(kept)).scalars()}
    gone = [path for path in _files() if path.name not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _files() -> list[Path]:
    """Files of ours that no worker can be writing; whatever else lies in the folder is not touched."""
    folder = get_settings().files_dir
    found = folder.iterdir() if folder.is_dir() else ()
    return [path for path in found if _OURS.fullmatch(path.name) and _is_still(path)]


def _is_still(path: Path) -> bool:
    try:
        changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # another worker cleans too
        return False
    return now() - changed_at > LEASE
