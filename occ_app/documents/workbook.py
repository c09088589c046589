"""Tables as XLSX: real dates and numbers, a frozen heading, totals per currency, nothing that runs."""

from collections.abc import Iterable, Sequence
from typing import IO, Any, TypeVar

import xlsxwriter

from occ_app import money
from occ_app.documents.tables import Cell, Column, Kind, cells, headings
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.money import Money

Record = TypeVar("Record")

SHEET_ROWS = 1_000_000
"""Rows of one sheet, under Excel's own limit of 1,048,576; what is more goes to a further sheet."""


A4 = 9
"""How XLSX calls the paper."""


def write_xlsx(
    file: IO[bytes], columns: Sequence[Column[Record]], records: Iterable[Record], language: str, title: str
) -> None:
    """Write the whole workbook into a file; CPU work, some 100 µs a row and column."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        workbook = _Workbook(book, columns, headings(columns, language), title)
        for record in records:
            workbook.add(cells(columns, record, language))
        with speaking(language):
            workbook.add_totals()


class _Workbook:
    """A workbook in the making: where the next row goes, its formats and its sums."""

    def __init__(self, book: Any, columns: Sequence[Column[Any]], names: list[str], title: str) -> None:
        self.book, self.columns, self.names, self.title = book, columns, names, title
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.amounts: dict[tuple[str, bool], Any] = {}
        self.sums: dict[str, dict[int, Money]] = {}
        self._turn_sheet()

    def add(self, row: list[Cell]) -> None:
        """Write one row; a full sheet is followed by another."""
        if self.at > SHEET_ROWS:
            self._turn_sheet()
        for index, cell in enumerate(row):
            self._write(index, cell)
        self._count(row)
        self.at += 1

    def add_totals(self) -> None:
        """Below an empty row, one row a currency with the sum of every column of amounts."""
        self.sheet.autofilter(0, 0, max(self.at - 1, 0), len(self.columns) - 1)
        for currency, sums in self.sums.items():
            self.at += 1
            self.sheet.write_string(self.at, 0, _("Total {currency}", currency=currency), self.heading)
            for index, amount in sums.items():
                self._write(index, amount, is_total=True)

    def _turn_sheet(self) -> None:
        count = len(self.book.worksheets())
        self.sheet = self.book.add_worksheet(f"{self.title} {count + 1}" if count else self.title)
        self.sheet.freeze_panes(1, 1)
        self._set_up_print()
        for index, (column, name) in enumerate(zip(self.columns, self.names, strict=True)):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(0, index, name, self.heading)
        self.at = 1

    def _set_up_print(self) -> None:
        """Wide paper, as wide as the columns, the heading on every page, pages counted."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R&P / &N")

    def _write(self, index: int, cell: Cell, *, is_total: bool = False) -> None:
        match cell:
            case None | "":
                return
            case Money():
                self.sheet.write_number(
                    self.at, index, cell.amount, self._amount(cell.currency, is_total=is_total)
                )
            case str():
                self.sheet.write_string(self.at, index, cell)
            case int():
                self.sheet.write_number(self.at, index, cell)
            case _:
                self.sheet.write_datetime(self.at, index, cell, self.day)

    def _amount(self, currency: str, *, is_total: bool) -> Any:
        """The number format of a currency's decimals, made once."""
        key = (currency, is_total)
        if key not in self.amounts:
            digits = money.digits(currency)
            number = "#,##0" + ("." + "0" * digits if digits else "")
            self.amounts[key] = self.book.add_format({"num_format": number, "bold": is_total})
        return self.amounts[key]

    def _count(self, row: list[Cell]) -> None:
        for index, cell in enumerate(row):
            if isinstance(cell, Money) and self.columns[index].kind is Kind.MONEY:
                sums = self.sums.setdefault(cell.currency, {})
                sums[index] = sums.get(index, Money(0, cell.currency)) + cell
