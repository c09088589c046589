"""Lists: what each declares of itself, and all that follows from it alone.

A list is one `ListOf`: its columns, its filters, its groups, and how it is read. Table, phone card, skeleton, filter
form, address, files and first paint are made from it (`state/lists`, `components/lists.py`, `documents/tables.py`).
"""

from occ_app.services.lists.declaration import (
    Field,
    FieldKind,
    ListColumn,
    ListFilter,
    ListOf,
    Mark,
    Slot,
    Tallies,
    Tally,
    amounts,
    count_of,
    on_screen,
)
from occ_app.services.lists.phrases import Phrase, phrases
from occ_app.services.lists.plain import PlainSource, between, plain_list
from occ_app.services.lists.query import parse, unparse
from occ_app.services.lists.records import MOST_NUMBERS, numbers_in, records, too_many
from occ_app.services.lists.sums import chosen

__all__ = [
    "MOST_NUMBERS",
    "Field",
    "FieldKind",
    "ListColumn",
    "ListFilter",
    "ListOf",
    "Mark",
    "Phrase",
    "PlainSource",
    "Slot",
    "Tallies",
    "Tally",
    "amounts",
    "between",
    "chosen",
    "count_of",
    "numbers_in",
    "on_screen",
    "parse",
    "phrases",
    "plain_list",
    "records",
    "too_many",
    "unparse",
]
