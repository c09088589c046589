"""The invoices a person may see: lists, their groups and totals, one in detail, and exports."""

from occ_app.services.invoices.cells import UNPAID
from occ_app.services.invoices.changes import Changes, LineChange, changes
from occ_app.services.invoices.columns import COLUMNS, STATUS_ICONS, Row
from occ_app.services.invoices.counts import oldest_due, tallies
from occ_app.services.invoices.declared import FIELDS, INVOICES
from occ_app.services.invoices.details import Detail, Movement, detail, lines
from occ_app.services.invoices.filters import SORTS, Filter, Group
from occ_app.services.invoices.lists import exported, listing, selection
from occ_app.services.invoices.neighbours import neighbours
from occ_app.services.invoices.siblings import Siblings, siblings
from occ_app.services.lists import Tally

__all__ = [
    "COLUMNS",
    "FIELDS",
    "INVOICES",
    "SORTS",
    "STATUS_ICONS",
    "UNPAID",
    "Changes",
    "Detail",
    "Filter",
    "Group",
    "LineChange",
    "Movement",
    "Row",
    "Siblings",
    "Tally",
    "changes",
    "detail",
    "exported",
    "lines",
    "listing",
    "neighbours",
    "oldest_due",
    "selection",
    "siblings",
    "tallies",
]
