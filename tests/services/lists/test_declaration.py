"""What every list promises."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from occ_app.services import payments
from occ_app.services.activity import ACTIVITY
from occ_app.services.invoices import INVOICES
from occ_app.services.payments import PAYMENTS

LISTS = (ACTIVITY, INVOICES, PAYMENTS)


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
def test_every_sort_is_answered_by_an_index(of):
    table = inspect(of.table).local_table
    indexes = {tuple(column.name for column in index.columns) for index in table.indexes}
    for name, column in of.usual.sorts.items():
        if name != "id":
            assert ("account_id", column.key, "id") in indexes, f"{of.name} by {name}"


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
def test_headings_sort_by_what_the_address_knows(of):
    sorted_ = {column.key for column in of.shown if column.sort is not None}
    assert sorted_ <= of.usual.sorts.keys()


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
def test_no_list_is_wider_than_the_style_sheet_can_narrow(of):
    assert len(of.shown) <= 15
    assert len({column.key for column in of.shown}) == len(of.shown)


def test_a_plain_list_declares_itself_in_under_sixty_lines():
    assert len(Path(payments.__file__).read_text().splitlines()) < 60
