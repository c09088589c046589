"""Paying: a basket of invoices becomes a payment, which is sent once and posted once."""

from occ_app.services.paying.baskets import begin, begin_amount, change, choose, leave_out, one
from occ_app.services.paying.charges import Charge, answerable, by_provider_id, charge_of, overdue, unsettled
from occ_app.services.paying.coverage import Plan, Share, Source
from occ_app.services.paying.sending import cancel, release, send
from occ_app.services.paying.settling import (
    awaiting_action,
    expire,
    failed,
    note_intent,
    post,
    processing,
    take_up,
)
from occ_app.services.paying.sheets import Item, Sheet, sheet

__all__ = [
    "Charge",
    "Item",
    "Plan",
    "Share",
    "Sheet",
    "Source",
    "answerable",
    "awaiting_action",
    "begin",
    "begin_amount",
    "by_provider_id",
    "cancel",
    "change",
    "charge_of",
    "choose",
    "expire",
    "failed",
    "leave_out",
    "note_intent",
    "one",
    "overdue",
    "post",
    "processing",
    "release",
    "send",
    "sheet",
    "take_up",
    "unsettled",
]
