"""Files that take a while: asked for here, made by the worker, fetched for some days by whoever asked.

A worker claims a file, makes it while it notes how far it is, and settles it. One that falls silent loses
the file to another after `runs.LEASE`; three tries are made.
"""

from occ_app.services.exports.files import VOLUME
from occ_app.services.exports.requests import Asked, Stored, file_of, listing, request
from occ_app.services.exports.runs import Job, Made, claim, make, note, release, settle
from occ_app.services.exports.upkeep import clean, sweep

__all__ = [
    "VOLUME",
    "Asked",
    "Job",
    "Made",
    "Stored",
    "claim",
    "clean",
    "file_of",
    "listing",
    "make",
    "note",
    "release",
    "request",
    "settle",
    "sweep",
]
