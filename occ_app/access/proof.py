"""Sensitive acts ask for a second factor shown a moment ago, though the person is signed in."""

from datetime import timedelta

from occ_app.access.actors import Actor
from occ_app.errors import ProofNeeded
from occ_app.i18n import gettext as _
from occ_app.models.base import now

FRESH_MINUTES = 10


def require_fresh_proof(actor: Actor, minutes: int = FRESH_MINUTES) -> None:
    """ProofNeeded unless the actor has shown a second factor so lately, or has none and owes none."""
    if actor.owes_proof and not is_fresh(actor, minutes):
        raise ProofNeeded(_("For this we need to know that it is you."))


def is_fresh(actor: Actor, minutes: int = FRESH_MINUTES) -> bool:
    """Whether a second factor was shown in the last minutes of this session."""
    return actor.proved_at is not None and now() - actor.proved_at < timedelta(minutes=minutes)
