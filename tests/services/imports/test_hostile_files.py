"""Hostile files: each is refused with a reason or read right, never silently wrong."""

import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from sqlmodel import select

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden
from occ_app.models import Account, ImportRun, Invoice
from occ_app.services import imports
from occ_app.services.imports import Unusable
from occ_app.services.imports.csv_source import CsvSource
from occ_app.services.imports.mapping import Layout

HEAD = "number,name,currency\n"
INVOICE = "number,account,currency,issued_on,total\n"


def names(db):
    return {account.number: account.name for account in db.exec(select(Account))}


def test_an_actor_without_rights_is_refused(db, tmp_path):
    with pytest.raises(Forbidden):
        imports.run(db, Actor(), tmp_path / "any.csv", "accounts")
    with pytest.raises(Forbidden):
        imports.import_all(db, Actor(), tmp_path / "any.csv", tmp_path / "any.toml")


@pytest.mark.parametrize("kind", ["contracts", "schedule", "consumption"])
def test_a_kind_that_comes_later_is_said_to_be_not_available(feed, kind):
    with pytest.raises(Unusable, match="not available"):
        feed(kind, HEAD)


def test_an_unknown_kind_is_refused_with_the_known_ones(feed):
    with pytest.raises(Unusable, match="accounts, orders"):
        feed("widgets", HEAD)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("\n \n\n", "is empty"),
        ("number,name\nA1,Acme\n", "Columns missing: currency"),
        ("number,name,name,currency\nA1,Acme,Acme,EUR\n", "“name” more than once"),
        (HEAD + "A1,Ac\0me,EUR\n", "NUL"),
        ("number,name,currency,countri\nA1,Acme,EUR,ES\n", "If country is meant"),
        (HEAD + 'A1,"Acme,EUR\nA2,Other,EUR\n', "quotation mark"),
        (HEAD + "A1" + "," * 60 + "\n", "delimiter"),
        (HEAD.encode() + "A1,Peñón,EUR\n".encode("latin-1"), 'encoding = "cp1252"'),
        (HEAD.encode("utf-16") + "A1,Acme,EUR\n".encode("utf-16-le"), "encoding"),
        (HEAD.encode("utf-16-le"), "utf-16"),
        (b"\x1f\x8b\x08\x00zipped", "not a CSV"),
    ],
)
def test_an_unusable_file_is_refused_whole(feed, db, content, reason):
    with pytest.raises(Unusable, match=reason):
        feed("accounts", content)


def test_an_undecodable_letter_at_the_end_is_found_before_anything_is_written(feed, db):
    rows = "".join(f"A{n},Name {n},EUR\n" for n in range(6_000))
    with pytest.raises(Unusable, match="encoding"):
        feed("accounts", (HEAD + rows).encode() + b"B,Pe\xf1a,EUR\n")
    assert names(db) == {}


def test_a_zip_renamed_csv_is_refused(feed, tmp_path):
    path = tmp_path / "zipped.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", HEAD)
    with pytest.raises(Unusable, match="ZIP archive"):
        feed("accounts", path)


@pytest.mark.parametrize("name", ["file.xlsx", "file.parquet", "file.doc"])
def test_text_under_another_ending_is_refused(feed, name):
    with pytest.raises(Unusable, match=r"is not an XLSX|is not a Parquet|does not end in"):
        feed("accounts", HEAD + "A1,Acme,EUR\n", name=name)


def test_a_file_that_is_not_there_is_refused(feed, tmp_path):
    with pytest.raises(Unusable, match="cannot be read"):
        feed("accounts", tmp_path / "absent.csv")


def test_a_file_with_only_a_header_has_no_rows(feed):
    assert feed("accounts", HEAD).counts == (0, 0, 0, 0)


def test_latin_1_is_read_right_when_the_mapping_says_so(feed, db):
    feed("accounts", HEAD.encode() + "A1,Peñón,EUR\n".encode("latin-1"), encoding="latin-1")
    assert names(db) == {"A1": "Peñón"}


def test_utf_8_is_not_read_as_latin_1(feed):
    with pytest.raises(Unusable, match="is UTF-8"):
        feed("accounts", HEAD + "A1,Peñón,EUR\n", encoding="latin-1")


def test_windows_letters_read_as_latin_1_are_rejected_not_garbled(feed):
    content = HEAD.encode() + "A1,Precio 5 €,EUR\n".encode("cp1252")
    assert "control characters" in feed("accounts", content, encoding="latin-1").only_reject.reason


def test_letters_lost_earlier_are_rejected(feed):
    assert "lost" in feed("accounts", HEAD + "A1,Pe\N{REPLACEMENT CHARACTER}a,EUR\n").only_reject.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(feed, db, encoding):
    said = {"encoding": encoding} if encoding == "utf-16" else {}
    assert feed("accounts", (HEAD + "A1,Ñandú,EUR\n").encode(encoding), **said).counts == (1, 0, 0, 0)
    assert names(db) == {"A1": "Ñandú"}


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(feed, mark):
    assert feed("accounts", (HEAD + "A1,Acme,EUR\n").replace(",", mark)).counts == (1, 0, 0, 0)


def test_na_and_null_are_texts(feed, db):
    feed("accounts", HEAD + "NA,N/A,EUR\nnull,None,EUR\n")
    assert names(db) == {"NA": "N/A", "null": "None"}


def test_leading_zeros_stay(feed, db):
    feed("accounts", HEAD + "00042,Acme,EUR\n")
    assert names(db) == {"00042": "Acme"}


def test_formulas_in_text_stay_text(feed, db):
    feed("accounts", HEAD + 'A1,=1+1,EUR\nA2,"=HYPERLINK(""http://x"",""y"")",EUR\n')
    assert names(db) == {"A1": "=1+1", "A2": '=HYPERLINK("http://x","y")'}


def test_a_header_twice_is_rejected_with_its_line(feed, db):
    fed = feed("accounts", HEAD + "A1,Acme,EUR\n" + HEAD + "A2,Other,EUR\n")
    assert fed.only_reject == (3, "", "the header again")
    assert set(names(db)) == {"A1", "A2"}


def test_rows_of_the_wrong_width_are_rejected_with_their_lines(feed, db):
    fed = feed("accounts", HEAD + "A1,Acme\nA2,Other,EUR\n\nA3,Third,EUR,more,cells\n")
    assert [(r.line, r.reason) for r in fed.rejects] == [
        (2, "2 cells where the header has 3"),
        (5, "5 cells where the header has 3"),
    ]
    assert set(names(db)) == {"A2"}


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines(feed):
    fed = feed("accounts", HEAD + '\nA1,"Acme\nIberia",EUR\n\nA2,Other,???\n')
    assert (fed.only_reject.line, fed.only_reject.column) == (6, "currency")


def test_extra_columns_are_left_out_and_said(feed, db):
    fed = feed("accounts", "number,x,name,currency,y\nA1,1,Acme,EUR,2\n")
    assert (fed.counts, fed.report.ignored) == ((1, 0, 0, 0), ["x", "y"])
    assert names(db) == {"A1": "Acme"}


@pytest.mark.parametrize("column", ["due_date", "DueDate", "order_number", "dispute", "PO"])
def test_an_extra_column_that_may_be_meant_for_ours_is_asked_about(feed, column):
    with pytest.raises(Unusable, match=f"“{column}”, which is none of ours"):
        feed("invoices", f"number,account,currency,issued_on,total,{column}\n")


def test_a_damaged_workbook_is_refused(feed, tmp_path):
    path = workbook(tmp_path, ["number", "name", "currency"], *([f"A{n}", "Acme", "EUR"] for n in range(500)))
    content = path.read_bytes()
    for cut in (content[: len(content) // 2], content[:1500] + b"damaged" + content[1507:]):
        with pytest.raises(Unusable):
            feed("accounts", cut, name="cut.xlsx")


def test_over_long_fields_are_rejected_not_cut(feed):
    fed = feed("accounts", HEAD + f"A1,{'x' * 201},EUR\n")
    assert fed.only_reject == (2, "name", "longer than 200 characters (201)")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("currency", "EURO"),
        ("currency", "eur"),
        ("country", "Spain"),
        ("country", "ZZ"),
        ("language", "klingon"),
        ("time_zone", "Europe/Atlantis"),
    ],
)
def test_unknown_codes_are_rejected_in_their_column(feed, column, value):
    row = {"number": "A1", "name": "Acme", "currency": "EUR"} | {column: value}
    fed = feed("accounts", f"{','.join(row)}\n{','.join(row.values())}\n")
    assert fed.only_reject.column == column
    assert value in fed.only_reject.reason


def test_every_fault_of_a_row_is_listed_and_the_row_counted_once(feed):
    fed = feed("accounts", HEAD + ",Acme,XXL\n")
    assert fed.counts == (0, 0, 0, 1)
    assert [reject.column for reject in fed.rejects] == ["number", "currency"]


def test_a_conflicting_second_row_is_rejected_and_an_equal_one_is_a_repeat(feed, db):
    fed = feed("accounts", HEAD + "A1,Acme,EUR\nA1,Acme,EUR\nA1,Acne,EUR\n")
    assert fed.counts == (1, 0, 1, 1)
    assert fed.only_reject == (4, "number", "“A1” stands on line 2 already, with other values")
    assert names(db) == {"A1": "Acme"}


def test_a_conflict_is_found_across_chunks(feed):
    rows = "".join(f"A{n},Name,EUR\n" for n in range(5_100))
    fed = feed("accounts", HEAD + rows + "A7,Name,EUR\nA8,Other,EUR\n")
    assert fed.counts == (5_100, 0, 1, 1)
    assert "line 10" in fed.only_reject.reason


def test_a_workbook_is_read_with_its_types(feed, db, acme, tmp_path):
    at = datetime(2026, 4, 3)  # noqa: DTZ001 - as spreadsheets have it
    rows = [["I1", "A1", "EUR", at, 97.6], ["I2", "A1", "EUR", at.date(), 1.1 * 3]]
    path = workbook(tmp_path, INVOICE.strip().split(","), *rows)
    assert feed("invoices", path, date_format="%d/%m/%Y", decimal_mark=",").counts == (2, 0, 0, 0)
    stored = {i.number: (i.issued_on, i.total_minor) for i in db.exec(select(Invoice))}
    assert stored == {"I1": (date(2026, 4, 3), 9_760), "I2": (date(2026, 4, 3), 330)}


def test_a_formula_in_a_workbook_is_rejected_where_it_is_used(feed, tmp_path):
    rows = [["A1", "=1+1", "EUR", "x"], ["A2", "Fine", "EUR", "=2+2"]]
    fed = feed("accounts", workbook(tmp_path, ["number", "name", "currency", "note"], *rows))
    assert fed.only_reject == (2, "name", "a formula, not a value")
    assert fed.counts == (1, 0, 0, 1)


def test_a_workbook_with_several_sheets_needs_to_be_told_which(feed, db, tmp_path):
    path = workbook(tmp_path, ["number", "name", "currency"], ["A1", "Acme", "EUR"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Other")
    book.save(path)
    with pytest.raises(Unusable, match="“Other”"):
        feed("accounts", path)
    assert feed("accounts", path, sheet="Sheet").counts == (1, 0, 0, 0)


def test_parquet_is_read_with_its_types(feed, db, acme, tmp_path):
    path = tmp_path / "invoices.parquet"
    row = {
        "number": "I1",
        "account": "A1",
        "currency": "EUR",
        "issued_on": date(2026, 4, 3),
        "total": Decimal("97.60"),
    }
    pd.DataFrame([row, row | {"number": "I2", "total": None}]).to_parquet(path)
    fed = feed("invoices", path, decimal_mark=",", date_format="%d/%m/%Y")
    assert fed.only_reject == (2, "total", "is empty")
    assert db.exec(select(Invoice.total_minor)).all() == [9_760]


def test_a_finished_import_is_on_record(feed, db):
    feed("accounts", HEAD + "A1,Acme,EUR\nA2,Other,??\n")
    run = db.exec(select(ImportRun)).one()
    assert (run.kind, run.file_name, run.rows, run.created, run.rejected) == ("accounts", "file.csv", 2, 1, 1)


@pytest.mark.parametrize("rows", [20_000, 200_000])
def test_memory_does_not_grow_with_the_file(tmp_path, rows):
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write(HEAD)
        file.writelines(f"A{n},A company of a believable name,EUR\n" for n in range(rows))
    tracemalloc.start()
    read = sum(len(chunk.lines) for chunk in CsvSource(path, Layout()).chunks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == rows
    assert peak < 12_000_000


def workbook(folder, header, *rows):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path
