import io
from datetime import date

import openpyxl

from occ_app.documents.tables import Column, Kind
from occ_app.documents.workbook import write_xlsx
from occ_app.money import Money

COLUMNS = [
    Column("Text", Kind.TEXT, lambda record: record[0]),
    Column("Day", Kind.DATE, lambda record: record[1]),
    Column("Amount", Kind.MONEY, lambda record: record[2]),
]


def sheet(*records):
    file = io.BytesIO()
    write_xlsx(file, COLUMNS, records, "en", "Invoices")
    return openpyxl.load_workbook(file).active


def test_nothing_in_a_cell_runs_or_links():
    hostile = ["=1+1", "{=1}", "http://evil.example", "internal:Sheet1!A1", "\1 <&>", "1e5"]
    made = sheet(*((text, None, Money(0, "EUR")) for text in hostile))
    for row, text in enumerate(hostile, 2):
        cell = made.cell(row, 1)
        assert (cell.data_type, cell.hyperlink) in (("s", None), ("inlineStr", None))
        assert openpyxl.utils.escape.unescape(cell.value) == text


def test_sums_are_exact_in_each_currency_and_never_mixed():
    made = sheet(
        *(("x", date(2026, 1, 1), Money(10, "EUR")) for _ in range(3)),
        ("y", None, Money(-7, "JPY")),
        ("z", None, Money(9_007_199_254_741, "KWD")),
    )
    assert [(row[0].value, row[2].value) for row in made.iter_rows(min_row=8)] == [
        ("Total EUR", 0.3),
        ("Total JPY", -7),
        ("Total KWD", 9_007_199_254.741),
    ]
    assert made.auto_filter.ref == "A1:C6"
    assert made["B2"].value.date() == date(2026, 1, 1)


def test_it_prints_on_wide_pages_with_the_heading_on_each():
    made = sheet(("x", None, Money(1, "EUR")))
    assert made.page_setup.orientation == "landscape"
    assert (made.page_setup.paperSize, made.page_setup.fitToHeight) == (9, 0)
    assert made.sheet_properties.pageSetUpPr.fitToPage
    assert made.print_title_rows == "$1:$1"
