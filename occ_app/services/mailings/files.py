"""The files of a mailing, made in memory: small enough for any mail server, or refused."""

import io
from collections.abc import Callable, Iterator
from enum import StrEnum

from sqlmodel import Session

from occ_app import i18n
from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents import invoice_pdf
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.services import documents
from occ_app.services.documents import Choice
from occ_app.services.invoices import INVOICES
from occ_app.services.lists import too_many
from occ_app.services.outbox import File

MOST_BYTES = 10 * 1024 * 1024
"""Of all files of a mail together."""

MOST_ROWS = 25_000
"""Documents of a mailed table: some 5 MB."""


class Format(StrEnum):
    """Kinds of file a list can be mailed as."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


def files(db: Session, actor: Actor, wanted: Choice, formats: list[Format]) -> list[File]:
    """The files, in the actor's language; Invalid where they are too large. No PDF where there is no document."""
    gate.require(actor, Permission.INVOICES_MAIL)
    if documents.count(db, actor, wanted, MOST_ROWS) > MOST_ROWS:
        raise Invalid(too_many(MOST_ROWS))
    made = [file for name in formats for file in MAKERS[name](db, actor, wanted)]
    if sum(len(file.content) for file in made) > MOST_BYTES:
        raise Invalid(_("The files are larger than a mail may be. Please narrow the list."))
    return made


def _csv(db: Session, actor: Actor, wanted: Choice) -> Iterator[File]:
    pieces = csv_pieces(INVOICES.filed, documents.rows(db, actor, wanted), actor.language)
    yield File(_name(actor, Format.CSV), "text/csv", b"".join(pieces))


def _xlsx(db: Session, actor: Actor, wanted: Choice) -> Iterator[File]:
    book = io.BytesIO()
    with i18n.speaking(actor.language):
        write_xlsx(book, INVOICES.filed, documents.rows(db, actor, wanted), actor.language, _("Invoices"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    yield File(_name(actor, Format.XLSX), kind, book.getvalue())


def _pdf(db: Session, actor: Actor, wanted: Choice) -> Iterator[File]:
    if not documents.count(db, actor, wanted, 1):
        return
    sheets = [documents.sheet(db, actor, number) for number in documents.numbers(db, actor, wanted)]
    with i18n.speaking(actor.language):
        title = f"{_('Invoices')} · {actor.account_name}"
    details = [sheet.detail for sheet in sheets]
    made = invoice_pdf.render_many(details, sheets[0].account, actor.language, title)
    yield File(_name(actor, Format.PDF), "application/pdf", made)


def _name(actor: Actor, suffix: Format) -> str:
    with i18n.speaking(actor.language):
        kind = _("invoices")
        return f"{kind}-{actor.today():%Y-%m-%d}.{suffix}"


Maker = Callable[[Session, Actor, Choice], Iterator[File]]
MAKERS: dict[Format, Maker] = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.PDF: _pdf}
