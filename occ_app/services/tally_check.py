"""The running counts and totals of documents, derived again from the documents themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Select, String, func, literal, or_, select, union_all
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Invoice, InvoiceTally, Phase
from occ_app.models.tally import ANY_DAY, ANY_TYPE

KEY = ("account_id", "type", "phase", "issued_on", "document", "currency", "falls_on")
FIGURES = ("documents", "total_minor", "due_minor")
GRAINS = (
    (False, ()),
    (False, ("type",)),
    (True, ("falls_on",)),
    (True, ("falls_on", "type")),
    (True, ("issued_on",)),
    (True, ("issued_on", "type")),
)
"""Where open and closed documents count, and what of their key is then left open; see `InvoiceTally`."""
ANY = {
    "type": literal(ANY_TYPE, String),
    "issued_on": literal(ANY_DAY, Date),
    "falls_on": literal(ANY_DAY, Date),
}


@dataclass(frozen=True)
class Miscount:
    """A figure of the tally that is not what the documents say; the key names its row."""

    key: str
    figure: str
    stored: int
    derived: int


def miscounts(db: Session, actor: Actor) -> Iterator[Miscount]:
    """Every figure of the tally that differs from the documents it counts."""
    gate.require(actor, Permission.LEDGER_CHECK)
    both = union_all(_stored(actor), *(_derived(actor, closed, open_) for closed, open_ in GRAINS)).subquery()
    key = [both.c[name] for name in KEY]
    sums = {
        (name, side): func.sum(both.c[f"{side}_{name}"]) for name in FIGURES for side in ("stored", "derived")
    }
    differs = or_(*(sums[name, "stored"] != sums[name, "derived"] for name in FIGURES))
    for row in db.execute(select(*key, *sums.values()).group_by(*key).having(differs).order_by(*key)):
        said, figures = row[: len(KEY)], dict(zip(sums, map(int, row[len(KEY) :]), strict=True))
        for name in FIGURES:
            if figures[name, "stored"] != figures[name, "derived"]:
                words = " ".join(str(part) for part in said if part not in (ANY_TYPE, ANY_DAY))
                yield Miscount(words, name, figures[name, "stored"], figures[name, "derived"])


def _stored(actor: Actor) -> Select[Any]:
    figures = [getattr(InvoiceTally, name).label(f"stored_{name}") for name in FIGURES]
    nothing = [literal(0).label(f"derived_{name}") for name in FIGURES]
    columns = select(*(getattr(InvoiceTally, name) for name in KEY), *figures, *nothing)
    return gate.narrow(actor, Permission.LEDGER_CHECK, InvoiceTally, columns)


def _derived(actor: Actor, closed: bool, left_open: tuple[str, ...]) -> Select[Any]:  # noqa: FBT001
    key: list[Any] = [ANY[name] if name in left_open else getattr(Invoice, name) for name in KEY]
    figures = (func.count(), func.sum(col(Invoice.total_minor)), func.sum(col(Invoice.due_minor)))
    kept = [part for name, part in zip(KEY, key, strict=True) if name not in left_open]
    columns = select(*key, *(literal(0) for _ in FIGURES), *figures).group_by(*kept)
    is_closed = col(Invoice.phase) == Phase.CLOSED
    query = gate.narrow(actor, Permission.LEDGER_CHECK, Invoice, columns)
    return query.where(is_closed if closed else ~is_closed)
