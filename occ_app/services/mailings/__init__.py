"""The list by e-mail: to oneself and colleagues, now or regularly, in the name of whoever asked.

What is asked for is only noted here; the worker makes the files and writes the letters (`claim`, `make`, `settle`).
"""

from occ_app.services.mailings.recipients import Colleague, colleagues
from occ_app.services.mailings.requests import Planned, cancel, listing, schedule, send_list, sent_once
from occ_app.services.mailings.runs import Made, Run, claim, make, settle

__all__ = [
    "Colleague",
    "Made",
    "Planned",
    "Run",
    "cancel",
    "claim",
    "colleagues",
    "listing",
    "make",
    "schedule",
    "send_list",
    "sent_once",
    "settle",
]
