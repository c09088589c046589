"""Handing single invoices to a colleague or an outside payer: by a link, until a day, and nothing else with them."""

from occ_app.services.delegations.entering import enter, knock
from occ_app.services.delegations.handed import Handed, handed
from occ_app.services.delegations.listing import Shared, Stage, ended, listing
from occ_app.services.delegations.making import LONGEST_NOTE, MOST_DAYS, delegate, revoke, send_again

__all__ = [
    "LONGEST_NOTE",
    "MOST_DAYS",
    "Handed",
    "Shared",
    "Stage",
    "delegate",
    "ended",
    "enter",
    "handed",
    "knock",
    "listing",
    "revoke",
    "send_again",
]
