"""Lists on the screen: any `ListOf` as ready strings, and the state that holds them."""

from occ_app.state.lists.addresses import from_form, from_search, href
from occ_app.state.lists.heads import Head, class_of
from occ_app.state.lists.rows import FIRST, Cell, cells_of, row
from occ_app.state.lists.state import ListState, first_view_of
from occ_app.state.lists.view import ListView, list_view

__all__ = [
    "FIRST",
    "Cell",
    "Head",
    "ListState",
    "ListView",
    "cells_of",
    "class_of",
    "first_view_of",
    "from_form",
    "from_search",
    "href",
    "list_view",
    "row",
]
