"""What is in the files, once the worker has made them."""

import csv
import io
import zipfile

import openpyxl
import pytest
from pypdf import PdfReader

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden
from occ_app.models import ExportKind
from occ_app.services.documents import Choice
from occ_app.services.exports import files


@pytest.fixture
def made(office):
    """A function from what is asked for to the finished file."""

    def ask(query="", kind="zip", **options):
        key = office.ask(query, kind, **options)
        office.work()
        return office.fetch(key, options.get("name", "ana"))

    return ask


def test_a_zip_has_a_pdf_of_every_document(made):
    stored = made()
    with zipfile.ZipFile(stored.path) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {f"INV-{n}.pdf" for n in (1, 2, 3, 4)}
        assert archive.read("INV-1.pdf").startswith(b"%PDF")
    assert stored.name.startswith("invoices-")
    assert stored.name.endswith(".zip")


def test_one_pdf_has_a_bookmark_for_every_document(made):
    stored = made("q=inv-&sort=number", "pdf", language="es")
    assert stored.name.startswith("facturas-")
    assert stored.name.endswith(".pdf")
    marks = [mark.title for mark in PdfReader(stored.path).outline]
    assert marks == [f"Factura INV-{n}" for n in (1, 2, 3, 4)]


def test_more_than_a_volume_becomes_a_zip_of_several_pdfs(made, monkeypatch):
    monkeypatch.setattr(files, "VOLUME", 3)
    stored = made("sort=number", "pdf")
    assert stored.name.endswith(".zip")
    with zipfile.ZipFile(stored.path) as archive:
        marks = {
            name.rpartition("-")[2]: [
                mark.title for mark in PdfReader(io.BytesIO(archive.read(name))).outline
            ]
            for name in archive.namelist()
        }
    assert marks == {
        "01.pdf": ["Invoice INV-1", "Invoice INV-2", "Invoice INV-3"],
        "02.pdf": ["Invoice INV-4"],
    }


def test_tables_have_every_row(made):
    with made("sort=number", "csv").path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["Number"] for row in csv.DictReader(file)] == [f"INV-{n}" for n in (1, 2, 3, 4)]
    sheet = openpyxl.load_workbook(
        io.BytesIO(made("q=INV-2", "xlsx", language="es").path.read_bytes())
    ).active
    assert [row[0].value for row in sheet.iter_rows(max_row=2)] == ["Número", "INV-2"]


def test_a_technical_contact_gets_documents_of_own_orders_only(made):
    with zipfile.ZipFile(made(name="tomas").path) as archive:
        assert archive.namelist() == ["INV-1.pdf"]


def test_each_document_is_counted_once_it_is_in_the_file():
    heard = []
    progress = files.Progress(heard.append)
    items = progress.over("abc")
    next(items)
    assert heard == []
    assert list(items) == ["b", "c"]
    assert heard == [1, 2, 3]


def test_nobody_writes_a_file_without_the_right():
    with pytest.raises(Forbidden):
        files.write(
            None, Actor(), Choice(), ExportKind.CSV, io.BytesIO(), progress=files.Progress(lambda _done: None)
        )
