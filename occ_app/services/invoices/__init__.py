"""The invoices a person may see: lists, their groups and totals, one in detail, and exports."""

from occ_app.services.invoices.counts import Tally, tallies
from occ_app.services.invoices.details import Detail, Movement, detail, lines
from occ_app.services.invoices.filters import SORTS, Filter, Group
from occ_app.services.invoices.lists import exported, listing, selection

__all__ = [
    "SORTS",
    "Detail",
    "Filter",
    "Group",
    "Movement",
    "Tally",
    "detail",
    "exported",
    "lines",
    "listing",
    "selection",
    "tallies",
]
