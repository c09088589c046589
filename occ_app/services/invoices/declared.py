"""The list of invoices, declared."""

from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents.words import DOCUMENT_KINDS, STATUSES, TYPES
from occ_app.i18n import lazy, ngettext
from occ_app.models import Invoice
from occ_app.money import Money
from occ_app.services.invoices.columns import COLUMNS, Row
from occ_app.services.invoices.counts import tallies
from occ_app.services.invoices.filters import Filter, Group
from occ_app.services.invoices.lists import listing
from occ_app.services.invoices.matches import matches
from occ_app.services.lists import Field, FieldKind, ListOf, Tally, amounts, count_of
from occ_app.services.paging import Page

GROUPS = {
    Group.PAST_DUE: lazy("Past due ones"),
    Group.OPEN: lazy("Open ones"),
    Group.CLOSED: lazy("Closed ones"),
    Group.ALL: lazy("All of them"),
}

FIELDS = (
    Field("type", lazy("Type"), FieldKind.CHOICES, TYPES, "types"),
    Field("state", lazy("Status"), FieldKind.CHOICES, STATUSES, "statuses"),
    Field("issued", lazy("Issue date"), FieldKind.DAYS),
    Field("due", lazy("Due date"), FieldKind.DAYS),
    Field("total", lazy("Total"), FieldKind.AMOUNTS),
    Field("currency", lazy("Currency"), FieldKind.CURRENCY),
    Field("contract", lazy("Contract"), FieldKind.TEXT),
    Field("order", lazy("Order"), FieldKind.TEXT),
    Field("po", lazy("Purchase order"), FieldKind.TEXT),
    Field("payment", lazy("Payment"), FieldKind.TEXT),
    Field("document", lazy("Documents"), FieldKind.CHOICE, DOCUMENT_KINDS),
)


class InvoiceSource:
    """Pages and running figures of the package, as rows of the day."""

    def listing(
        self, db: Session, actor: Actor, wanted: Filter, *, after: str = "", before: str = ""
    ) -> Page[Row]:
        """One page of documents, each with its order."""
        found = listing(db, actor, wanted, after=after, before=before)
        rows = [Row(invoice, order, actor.today()) for invoice, order in found.items]
        return Page(rows, previous=found.previous, next=found.next)

    def tallies(self, db: Session, actor: Actor, wanted: Filter) -> dict[Group, list[Tally]]:
        """From the tally, or counted where they are few."""
        return tallies(db, actor, wanted)


def _worth(group: Any, tally: Tally) -> Money:
    return tally.due if group in (Group.PAST_DUE, Group.OPEN) else tally.total


def _summary(found: list[Tally]) -> str:
    return ngettext(
        "{count} document · billed {total} · due {due}",
        "{count} documents · billed {total} · due {due}",
        count_of(found),
        total=amounts(tally.total for tally in found) or "0",
        due=amounts(tally.due for tally in found) or "0",
    )


def _found(db: Session, actor: Actor, rows: list[Row], search: str) -> dict[str, tuple[str, str, str]]:
    return matches(db, actor, [row.invoice for row in rows], search)


INVOICES: ListOf[Row] = ListOf(
    name="invoices",
    title=lazy("Invoices"),
    needs=Permission.INVOICES_READ,
    table=Invoice,
    columns=COLUMNS,
    fields=FIELDS,
    groups=GROUPS,
    usual=Filter(),
    source=InvoiceSource(),
    href=lambda row: f"/invoices/{quote(row.invoice.number, safe='')}",
    number=lambda row: row.invoice.number,
    worth=_worth,
    due=col(Invoice.due_minor),
    total=col(Invoice.total_minor),
    summary=_summary,
    searched=lazy("Number, PO, order, line…"),
    empty=(
        lazy("No invoices yet"),
        lazy("Invoices and credit notes appear here as soon as they are issued."),
    ),
    is_paid=True,
    files=("pdf", "zip", "csv", "xlsx"),
    matches=_found,
)
