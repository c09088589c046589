"""Maker and checker: which payments somebody else must approve, asking for it, deciding (`deciding`) and the rules (`managing`)."""

from occ_app.services.approvals.asking import approvers, ask, entitled, remind
from occ_app.services.approvals.rules import band, check_limits, limit, live
from occ_app.services.approvals.shown import Band, Waiting, bands, candidates, currencies, limits, waiting

__all__ = [
    "Band",
    "Waiting",
    "approvers",
    "ask",
    "band",
    "bands",
    "candidates",
    "check_limits",
    "currencies",
    "entitled",
    "limit",
    "limits",
    "live",
    "remind",
    "waiting",
]
