import csv
import io
from datetime import date

import pytest

from occ_app.documents import tables
from occ_app.documents.tables import Column, Kind, csv_pieces, plain_cell
from occ_app.money import Money


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_starts_a_formula(start):
    assert plain_cell(f"{start}1+1") == f"'{start}1+1"


def test_amounts_dates_and_counts_stay_what_they_are():
    cells = [Money(-1_050, "EUR"), Money(-5, "JPY"), Money(-1, "KWD"), -3, date(2026, 1, 2), None, "a=b"]
    assert [plain_cell(cell) for cell in cells] == ["-10.50", "-5", "-0.001", "-3", "2026-01-02", "", "a=b"]


def test_pieces_are_made_as_they_are_read(monkeypatch):
    monkeypatch.setattr(tables, "PIECE", 100)
    asked = []

    def records():
        for number in range(1_000):
            asked.append(number)
            yield f"número {number}, “{number}”\nnext"

    pieces = csv_pieces([Column("Text", Kind.TEXT, str)], records(), "en")
    first = next(pieces)
    assert len(asked) < 10
    text = b"".join([first, *pieces]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [["Text"], *([f"número {number}, “{number}”\nnext"] for number in range(1_000))]
