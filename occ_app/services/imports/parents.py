"""Parent companies: which rows may name the parent they name."""

from sqlmodel import col, select

from occ_app.models import Account
from occ_app.services.imports.importer import Importer, Record, keys
from occ_app.services.imports.problems import Rejected

COLUMN = "parent"


def accepted(importer: Importer, records: list[Record]) -> list[Record]:
    """The records whose parent is known, stored or new in these rows, and is not below them; others are rejected."""
    above = _stored(importer, keys(records, COLUMN))
    fine = list(records)
    while True:
        reason_of = _reasons(fine, set(above), dict(above))
        if not reason_of:
            return fine
        for at, reason in reason_of.items():
            importer.reject(fine[at], Rejected(COLUMN, reason))
        fine = [record for at, record in enumerate(fine) if at not in reason_of]


def _reasons(records: list[Record], stored: set[str], above: dict[str, str]) -> dict[int, str]:
    """Why which of the records cannot be; `above` is the parent of each company, and grows with them."""
    known = stored | {record["number"] for record in records}
    found: dict[int, str] = {}
    for at, record in enumerate(records):
        number, parent = record["number"], record[COLUMN]
        if parent is None:
            continue
        if parent == number:
            found[at] = "a company is not its own parent"
        elif parent not in known:
            found[at] = f"there is no company “{parent}”: import it first"
        elif _is_below(number, parent, above):
            found[at] = f"“{parent}” is below “{number}” already: that would be a circle"
        else:
            above[number] = parent
    return found


def _is_below(number: str, parent: str, above: dict[str, str]) -> bool:
    """Whether going up from `parent` one comes to `number`."""
    at = parent
    while at:
        if at == number:
            return True
        at = above.get(at, "")
    return False


def _stored(importer: Importer, numbers: list[str]) -> dict[str, str]:
    """The stored companies of these numbers and all above them, each with its parent's number."""
    found: dict[str, str] = {}
    waiting = set(numbers)
    while waiting:
        upper = select(Account.id, Account.number).subquery()
        query = (
            select(Account.number, upper.c.number)
            .outerjoin(upper, upper.c.id == col(Account.parent_id))
            .where(col(Account.number).in_(waiting))
        )
        rows = {number: parent or "" for number, parent in importer.db.exec(query)}
        found |= rows
        waiting = {parent for parent in rows.values() if parent} - set(found)
    return found
