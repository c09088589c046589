"""Signing in: a one-time code and link by e-mail, for people who have a right, and for staff; and signing out."""

from occ_app.services.sign_in.entering import Entered, Visit, let_in, note_refusal, sign_out, sweep
from occ_app.services.sign_in.letters import code_letter
from occ_app.services.sign_in.proofs import (
    CHECKS_OF_ADDRESS,
    CHECKS_OF_SOURCE,
    CODES_OF_ADDRESS,
    CODES_OF_SOURCE,
    MOST_TRIES,
    admit,
    checked_address,
    issue,
    proves,
    redeem,
    redeem_link,
    request_code,
)

__all__ = [
    "CHECKS_OF_ADDRESS",
    "CHECKS_OF_SOURCE",
    "CODES_OF_ADDRESS",
    "CODES_OF_SOURCE",
    "MOST_TRIES",
    "Entered",
    "Visit",
    "admit",
    "checked_address",
    "code_letter",
    "issue",
    "let_in",
    "note_refusal",
    "proves",
    "redeem",
    "redeem_link",
    "request_code",
    "sign_out",
    "sweep",
]
