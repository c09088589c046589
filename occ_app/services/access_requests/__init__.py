"""Asking an administrator of one's company for a page one may not open, and what they say."""

from occ_app.services.access_requests.asking import LONGEST_NOTE, Standing, ask, standing, sweep
from occ_app.services.access_requests.deciding import Asked, approve, decided, listing, refuse

__all__ = [
    "LONGEST_NOTE",
    "Asked",
    "Standing",
    "approve",
    "ask",
    "decided",
    "listing",
    "refuse",
    "standing",
    "sweep",
]
