"""The trail of what people did: appended in the transaction that did it, sealed, read, checked and listed."""

from occ_app.services.activity.chain import SEALED, record, seal, sealed_text
from occ_app.services.activity.checks import Standing, broken, check, problems, standing
from occ_app.services.activity.deeds import ACTIVITY, Deed
from occ_app.services.activity.refusals import note, refused, tell, why_of
from occ_app.services.activity.repeats import record_once

__all__ = [
    "ACTIVITY",
    "SEALED",
    "Deed",
    "Standing",
    "broken",
    "check",
    "note",
    "problems",
    "record",
    "record_once",
    "refused",
    "seal",
    "sealed_text",
    "standing",
    "tell",
    "why_of",
]
