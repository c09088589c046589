"""Maker and checker: which payments somebody else must approve, asking for it, and deciding (`deciding`)."""

from occ_app.services.approvals.asking import approvers, ask, entitled, remind
from occ_app.services.approvals.rules import band, check_limits, limit, live

__all__ = ["approvers", "ask", "band", "check_limits", "entitled", "limit", "live", "remind"]
