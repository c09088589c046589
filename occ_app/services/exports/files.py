"""The files themselves, written to disk as they are made: memory does not grow with them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, TypeVar

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.documents import invoice_pdf
from occ_app.documents.archive import Packed, plain_name, zip_pieces
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.i18n import gettext as _
from occ_app.models import ExportKind
from occ_app.services import documents
from occ_app.services.documents import Choice, Sheet
from occ_app.services.exports.requests import MOST_DOCUMENTS
from occ_app.services.invoices import INVOICES, Row

VOLUME = 500
"""Documents of one PDF; more become a ZIP of several."""

Item = TypeVar("Item")
Tell = Callable[[int], None]


@dataclass
class Progress:
    """How many documents are in the file; each step is told."""

    tell: Tell
    done: int = 0

    def step(self, by: int = 1) -> None:
        """So many more."""
        self.done += by
        self.tell(self.done)

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items; each counts once the next is asked for, which is when it has been dealt with."""
        for item in items:
            yield item
            self.step()


def write(
    db: Session, actor: Actor, wanted: Choice, kind: ExportKind, file: IO[bytes], *, progress: Progress
) -> str:
    """Write the file, in the language spoken here; the name it is sent under."""
    gate.require(actor, Permission.INVOICES_READ)
    suffix = MAKERS[kind](db, actor, wanted, file, progress)
    return f"{_stem(actor)}.{suffix}"


def _csv(db: Session, actor: Actor, wanted: Choice, file: IO[bytes], progress: Progress) -> str:
    file.writelines(csv_pieces(INVOICES.filed, _rows(db, actor, wanted, progress), actor.language))
    return "csv"


def _xlsx(db: Session, actor: Actor, wanted: Choice, file: IO[bytes], progress: Progress) -> str:
    rows = _rows(db, actor, wanted, progress)
    write_xlsx(file, INVOICES.filed, rows, actor.language, _("Invoices"))
    return "xlsx"


def _zip(db: Session, actor: Actor, wanted: Choice, file: IO[bytes], progress: Progress) -> str:
    sheets = _sheets(db, actor, _numbers(db, actor, wanted, ExportKind.ZIP))
    file.writelines(zip_pieces(_packed(sheet) for sheet in progress.over(sheets)))
    return "zip"


def _pdf(db: Session, actor: Actor, wanted: Choice, file: IO[bytes], progress: Progress) -> str:
    """One PDF; of more than a volume, a ZIP of as many as it takes."""
    numbers = _numbers(db, actor, wanted, ExportKind.PDF)
    volumes = _volumes(db, actor, numbers, progress)
    if len(numbers) > VOLUME:
        file.writelines(zip_pieces(volumes))
        return "zip"
    for volume in volumes:
        file.write(volume.content)
    return "pdf"


def _volumes(db: Session, actor: Actor, numbers: list[str], progress: Progress) -> Iterator[Packed]:
    title = f"{_('Invoices')} · {actor.account_name}"
    for start in range(0, len(numbers), VOLUME):
        sheets = list(_sheets(db, actor, numbers[start : start + VOLUME]))
        details = [sheet.detail for sheet in sheets]
        made = invoice_pdf.render_many(details, sheets[0].account, actor.language, title)
        yield Packed(f"{_stem(actor)}-{start // VOLUME + 1:02}.pdf", actor.today(), made)
        progress.step(len(sheets))


def _packed(sheet: Sheet) -> Packed:
    invoice = sheet.detail.invoice
    made = invoice_pdf.render(sheet.detail, sheet.account, sheet.language)
    return Packed(plain_name(f"{invoice.number}.pdf"), invoice.issued_on, made)


def _sheets(db: Session, actor: Actor, numbers: list[str]) -> Iterator[Sheet]:
    """The documents one by one; the connection is let go of after each: none is held while a PDF is made."""
    for number in numbers:
        sheet = documents.sheet(db, actor, number)
        db.close()
        yield sheet


def _rows(db: Session, actor: Actor, wanted: Choice, progress: Progress) -> Iterator[Row]:
    return progress.over(documents.rows(db, actor, wanted))


def _numbers(db: Session, actor: Actor, wanted: Choice, kind: ExportKind) -> list[str]:
    return documents.numbers(db, actor, wanted, MOST_DOCUMENTS[kind])


def _stem(actor: Actor) -> str:
    kind = _("invoices")
    return f"{kind}-{actor.today():%Y-%m-%d}"


Maker = Callable[[Session, Actor, Choice, IO[bytes], Progress], str]
MAKERS: dict[ExportKind, Maker] = {
    ExportKind.ZIP: _zip,
    ExportKind.PDF: _pdf,
    ExportKind.XLSX: _xlsx,
    ExportKind.CSV: _csv,
}
