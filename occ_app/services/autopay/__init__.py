"""Autopay: rules by which a company's invoices pay themselves, each announced by mail before it is charged."""

from occ_app.services.autopay.announcing import announce
from occ_app.services.autopay.paying import charge_due, due
from occ_app.services.autopay.rules import change_card, live, start, stop
from occ_app.services.autopay.showing import Charge, Choices, Listing, choices, listing, stop_charge

__all__ = [
    "Charge",
    "Choices",
    "Listing",
    "announce",
    "change_card",
    "charge_due",
    "choices",
    "due",
    "listing",
    "live",
    "start",
    "stop",
    "stop_charge",
]
