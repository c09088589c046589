"""Where money moves: what services decided is taken to the card company, and what it says is posted.

Nothing outside is called within a transaction. Each step is a transaction of its own with a call before or after it,
and any of them may be the last one of a process: the sweep finishes or takes back what was left (`sweeping`).
"""

from occ_app.charging.cards import add_card, begin_card, forget_card
from occ_app.charging.hearing import hear
from occ_app.charging.payments import charge, give_up, look, secret
from occ_app.charging.refunding import refund
from occ_app.charging.sweeping import catch_up, sweep

__all__ = [
    "add_card",
    "begin_card",
    "catch_up",
    "charge",
    "forget_card",
    "give_up",
    "hear",
    "look",
    "refund",
    "secret",
    "sweep",
]
