"""What a document's file is made of, and which documents a file of many holds, for whoever may see them."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, Invoice, Order
from occ_app.services import activity, invoice_query, invoices
from occ_app.services.invoices import Detail, Filter, Row
from occ_app.services.invoices.lists import orders_of
from occ_app.services.lists import MOST_NUMBERS, numbers_in, too_many

MOST_PDFS = 500
"""Documents of one ZIP or of one PDF."""


@dataclass(frozen=True)
class Sheet:
    """One document, the company it was sent to, and the language of whoever asks."""

    detail: Detail
    account: Account
    language: str


@dataclass(frozen=True)
class Choice:
    """Which documents a file holds: those of these numbers, or else all that the filter finds."""

    wanted: Filter = field(default_factory=Filter)
    numbers: tuple[str, ...] = ()


def choice(params: Mapping[str, str]) -> Choice:
    """The list's own query, and `numbers`: `INV-1,INV-2`, a number with a comma in double quotes.

    Invalid for what cannot be.
    """
    return Choice(invoice_query.parse(params), numbers_in(params))


def choice_of(query: str) -> Choice:
    """The same from a query string; Invalid for `numbers` that names none, which must not come to mean all."""
    params = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
    wanted = choice(params)
    if "numbers" in params and not wanted.numbers:
        raise Invalid(_("Please choose at least one document."), "numbers")
    return wanted


def query_of(wanted: Choice) -> str:
    """The query string that `choice_of` reads back."""
    kept = invoice_query.unparse(wanted.wanted)
    if not wanted.numbers:
        return kept
    listed = io.StringIO()
    csv.writer(listed, lineterminator="").writerow(wanted.numbers)
    return "&".join(filter(None, (kept, urlencode({"numbers": listed.getvalue()}))))


def note_opened(db: Session, actor: Actor, number: str) -> None:
    """Tell the trail that this document was opened, or that there is none by this number for the actor."""
    gate.require(actor, Permission.INVOICES_READ)
    mine = gate.rows(actor, Permission.INVOICES_READ, Invoice).with_only_columns(col(Invoice.id))
    plain = number.replace("\0", "")
    if db.execute(mine.where(col(Invoice.number) == plain)).first():
        activity.record_once(db, actor, ActivityKind.DOCUMENT_VIEWED, plain)
    else:
        activity.refused(db, actor, plain, "not found")


def sheet(db: Session, actor: Actor, number: str) -> Sheet:
    """What the PDF of a document shows; NotFound if it is not one this actor may see."""
    gate.require(actor, Permission.INVOICES_READ)
    if "\0" in number:  # PostgreSQL would answer with an error of its own
        raise _not_found()
    detail = invoices.detail(db, actor, number)
    account = db.get(Account, detail.invoice.account_id)
    assert account is not None  # the key is a foreign key
    return Sheet(detail, account, actor.language)


def chosen(db: Session, actor: Actor, wanted: Choice) -> Choice:
    """The choice, once it is certain that this actor may see every document chosen one by one; else NotFound."""
    gate.require(actor, Permission.INVOICES_READ)
    if not wanted.numbers:
        invoices.selection(actor, wanted.wanted)
    elif any("\0" in number for number in wanted.numbers) or count(db, actor, wanted) < len(wanted.numbers):
        raise _not_found()
    return wanted


def count(db: Session, actor: Actor, wanted: Choice, most: int = MOST_NUMBERS) -> int:
    """How many documents are chosen; counted up to one more than `most`."""
    gate.require(actor, Permission.INVOICES_READ)
    found = _query(actor, wanted).with_only_columns(col(Invoice.id)).limit(most + 1).subquery()
    return int(db.execute(select(func.count()).select_from(found)).scalar_one())


def numbers(db: Session, actor: Actor, wanted: Choice, most: int = MOST_PDFS) -> list[str]:
    """The numbers chosen, in the order asked for; Invalid if they are none, or more than `most`."""
    gate.require(actor, Permission.INVOICES_READ)
    query = wanted.wanted.keyset().ordered(_query(actor, wanted)).with_only_columns(col(Invoice.number))
    found = list(db.execute(query.limit(most + 1)).scalars())
    if not found:
        raise Invalid(_("There is no document here to put into a file."))
    if len(found) > most:
        raise Invalid(too_many(most))
    return found


def rows(db: Session, actor: Actor, wanted: Choice) -> Iterator[Row]:
    """The documents chosen as rows of a table, in the order asked for, a page in memory at a time."""
    gate.require(actor, Permission.INVOICES_READ)
    today = actor.today()
    found = _picked(db, actor, wanted) if wanted.numbers else invoices.exported(db, actor, wanted.wanted)
    for invoice, order in found:
        yield Row(invoice, order, today)


def _query(actor: Actor, wanted: Choice) -> Select[tuple[Invoice]]:
    if not wanted.numbers:
        return invoices.selection(actor, wanted.wanted)
    mine = gate.rows(actor, Permission.INVOICES_READ, Invoice)
    return mine.where(col(Invoice.number).in_(wanted.numbers))


def _picked(db: Session, actor: Actor, wanted: Choice) -> Iterator[tuple[Invoice, Order | None]]:
    """At most `MOST_NUMBERS` documents, each with its order."""
    query = wanted.wanted.keyset().ordered(_query(actor, wanted))
    found = list(db.execute(query).scalars())
    orders = orders_of(db, actor, found)
    for invoice in found:
        yield invoice, orders.get(invoice.order_id or 0)


def _not_found() -> NotFound:
    return NotFound(_("There is nothing here by that name, or it is not your company’s."))
