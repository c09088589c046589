"""The invoice list's filter as a query string."""

from collections.abc import Mapping

from occ_app.services import lists
from occ_app.services.invoices import FIELDS, Filter


def parse(params: Mapping[str, str]) -> Filter:
    """The filter these parameters ask for; Invalid, naming the parameter, for a value it cannot be."""
    return lists.parse(Filter(), FIELDS, params)


def unparse(wanted: Filter) -> str:
    """The query string that `parse` reads back."""
    return lists.unparse(wanted, Filter(), FIELDS)
