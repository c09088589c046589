import base64
import json
from contextlib import suppress

import pytest
from sqlmodel import col, select

from occ_app.errors import Invalid
from occ_app.models import Invoice
from occ_app.services.invoices import SORTS, Filter
from occ_app.services.paging import Keyset, page


def cursor_of(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HOSTILE = [
    "not base64 at all!",
    "AAAA",
    "ñ",
    "=" * 5,
    base64.urlsafe_b64encode(b'["' + b"[" * 9_000).decode(),
    base64.urlsafe_b64encode(b"[" * 9_000 + b"]" * 9_000).decode(),
    cursor_of(7),
    cursor_of([1]),
    cursor_of([1, 2, 3]),
    cursor_of({"a": 1, "b": 2}),
    cursor_of([None, None]),
    cursor_of([[], {}]),
    cursor_of(["x", "y"]),
    cursor_of(["x", 10**30]),
    cursor_of([10**30, 1]),
    cursor_of([-(10**30), 1]),
    cursor_of(["\0", 1]),
    cursor_of(["\ud800", 1]),
    cursor_of(["bogus", 1]),
    cursor_of(["' OR 1=1 --", 1]),
    cursor_of(["9999-99-99", 1]),
    cursor_of([float("inf"), 1]),
    cursor_of([1, float("inf")]),
    cursor_of([float("nan"), float("nan")]),
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("cursor", HOSTILE)
def test_a_cursor_made_by_somebody_else_finds_a_page_or_is_refused(make, db, sort, cursor):
    make.invoice(make.account())
    for side in ("after", "before"):
        with suppress(Invalid):
            assert len(page(db, select(Invoice), Filter(sort=sort).keyset(), **{side: cursor}).items) <= 1


def test_rows_of_equal_value_are_split_between_pages_without_loss(make, db):
    account = make.account()
    made = {make.invoice(account, 500).number for _ in range(7)}
    for descending in (False, True):
        order = Keyset(col(Invoice.total_minor), col(Invoice.id), descending=descending)
        seen, after = [], ""
        while True:
            found = page(db, select(Invoice), order, after=after, rows=3)
            seen += [invoice.number for invoice in found.items]
            if not found.next:
                break
            after = found.next
        assert len(seen) == 7
        assert set(seen) == made


def test_a_page_of_nothing_has_no_neighbours(db):
    found = page(db, select(Invoice), Filter().keyset())
    assert (found.items, found.previous, found.next) == ([], "", "")


def test_before_the_first_row_there_is_no_previous_page(make, db):
    account = make.account()
    for day in range(4):
        make.invoice(account, due_in=day)
    first = page(db, select(Invoice), Filter().keyset(), rows=2)
    second = page(db, select(Invoice), Filter().keyset(), after=first.next, rows=2)
    back = page(db, select(Invoice), Filter().keyset(), before=second.previous, rows=2)
    assert [invoice.pk for invoice in back.items] == [invoice.pk for invoice in first.items]
    assert (first.previous, second.next, back.previous) == ("", "", "")
    assert second.previous
    assert back.next
