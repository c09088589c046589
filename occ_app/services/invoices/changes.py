"""What changed since the invoice before: of the same order and type, so that the two can be compared."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import tuple_
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import Document, Invoice, InvoiceLine
from occ_app.money import Money
from occ_app.services.invoices.details import lines


@dataclass(frozen=True)
class LineChange:
    """A line that was added (nothing before), removed (nothing after), or has other figures."""

    before: InvoiceLine | None
    after: InvoiceLine | None

    @property
    def description(self) -> str:
        """What the line bills, in its latest words."""
        line = self.after or self.before
        return line.description if line else ""

    @property
    def net_minor(self) -> int:
        """What the change comes to, before tax."""
        return (self.after.net_minor if self.after else 0) - (self.before.net_minor if self.before else 0)


@dataclass(frozen=True)
class Changes:
    """An invoice beside the one before it; no lines where both bill the same."""

    previous: Invoice
    lines: list[LineChange]
    difference: Money
    """Between the totals, tax included."""


def changes(db: Session, actor: Actor, invoice: Invoice) -> Changes | None:
    """What is different from the invoice before; None for the first, and for a credit note."""
    previous = _previous(db, actor, invoice)
    if previous is None:
        return None
    listed = lines(db, actor, [previous, invoice])
    pairs = _pairs(listed[previous.pk], listed[invoice.pk])
    changed = [LineChange(before, after) for before, after in pairs if _differ(before, after)]
    return Changes(previous, changed, invoice.total - previous.total)


def _previous(db: Session, actor: Actor, invoice: Invoice) -> Invoice | None:
    """The latest of the same order, type and currency that is older."""
    query = gate.rows(actor, Permission.INVOICES_READ, Invoice)
    if invoice.is_credit_note or invoice.order_id is None:
        return None
    issued = tuple_(col(Invoice.issued_on), col(Invoice.id))
    query = query.where(
        col(Invoice.order_id) == invoice.order_id,
        col(Invoice.type) == invoice.type,
        col(Invoice.currency) == invoice.currency,
        col(Invoice.document) == Document.INVOICE,
        issued < (invoice.issued_on, invoice.pk),
    )
    latest = query.order_by(col(Invoice.issued_on).desc(), col(Invoice.id).desc()).limit(1)
    return db.execute(latest).scalar_one_or_none()


def _pairs(
    before: list[InvoiceLine], after: list[InvoiceLine]
) -> Iterator[tuple[InvoiceLine | None, InvoiceLine | None]]:
    """Each line with the one it stands for, in the order of the newer invoice; then what is gone."""
    waiting: dict[str, deque[InvoiceLine]] = defaultdict(deque)
    for line in before:
        waiting[_key(line)].append(line)
    for line in after:
        known = waiting[_key(line)]
        yield known.popleft() if known else None, line
    yield from ((line, None) for line in before if line in waiting[_key(line)])


def _key(line: InvoiceLine) -> str:
    """The same part is the same thing, whatever month its description names."""
    return line.part_number or line.description


def _differ(before: InvoiceLine | None, after: InvoiceLine | None) -> bool:
    if before is None or after is None:
        return True
    figures = ("quantity", "unit_price", "net_minor")
    return any(getattr(before, name) != getattr(after, name) for name in figures)
