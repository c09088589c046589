"""The second factor: adding, showing and removing it, and the codes for when it is lost.

Every answer is checked against what this very session was asked, once; wrong ones are counted and recorded.
"""

from occ_app.services.factors.adding import (
    NewApp,
    NewFactor,
    add_app,
    add_passkey,
    ask_new_passkey,
    begin_app,
    pending_app,
)
from occ_app.services.factors.challenges import sweep
from occ_app.services.factors.having import Standing, make_codes, remove_app, remove_passkey, standing
from occ_app.services.factors.showing import ask_passkey, show_code, show_passkey

__all__ = [
    "NewApp",
    "NewFactor",
    "Standing",
    "add_app",
    "add_passkey",
    "ask_new_passkey",
    "ask_passkey",
    "begin_app",
    "make_codes",
    "pending_app",
    "remove_app",
    "remove_passkey",
    "show_code",
    "show_passkey",
    "standing",
    "sweep",
]
