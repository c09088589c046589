"""What waits for money, and what of paying has to be put right: the top of the billing profile."""

from occ_app.services.pending.broken import Broken, Kind, broken
from occ_app.services.pending.fixing import Sums, fix, fix_all, sums
from occ_app.services.pending.waiting import Waiting, WaitingOrder, waiting

__all__ = [
    "Broken",
    "Kind",
    "Sums",
    "Waiting",
    "WaitingOrder",
    "broken",
    "fix",
    "fix_all",
    "sums",
    "waiting",
]
