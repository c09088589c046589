"""The invoices a person may see: lists, their groups and totals, one in detail, and exports."""

from occ_app.services.invoices.changes import Changes, LineChange, changes
from occ_app.services.invoices.counts import Tally, tallies
from occ_app.services.invoices.details import Detail, Movement, detail, lines
from occ_app.services.invoices.filters import SORTS, Filter, Group
from occ_app.services.invoices.lists import exported, listing, selection
from occ_app.services.invoices.neighbours import neighbours
from occ_app.services.invoices.siblings import Siblings, siblings

__all__ = [
    "SORTS",
    "Changes",
    "Detail",
    "Filter",
    "Group",
    "LineChange",
    "Movement",
    "Siblings",
    "Tally",
    "changes",
    "detail",
    "exported",
    "lines",
    "listing",
    "neighbours",
    "selection",
    "siblings",
    "tallies",
]
