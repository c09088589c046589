"""The payments of all companies, as the supplier's staff look for them and look into one."""

from occ_app.services.staff_payments.details import Detail, Step, StepKind, detail
from occ_app.services.staff_payments.found import Concern, Found, Listed, Search, Tab, concerned, listing

__all__ = [
    "Concern",
    "Detail",
    "Found",
    "Listed",
    "Search",
    "Step",
    "StepKind",
    "Tab",
    "concerned",
    "detail",
    "listing",
]
