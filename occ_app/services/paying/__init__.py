"""Paying: a basket of invoices becomes a payment, which is sent once and posted once."""

from occ_app.services.paying.baskets import again, begin, begin_amount, begin_past_due, currencies, one
from occ_app.services.paying.charges import (
    Charge,
    answerable,
    by_provider_id,
    charge_of,
    may_answer,
    overdue,
    unsettled,
)
from occ_app.services.paying.coverage import Plan, Share, Source, payable
from occ_app.services.paying.editing import change, choose, explain, leave_out
from occ_app.services.paying.sending import cancel, check, let_be, pay_now, release, reschedule, send
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
    "again",
    "answerable",
    "awaiting_action",
    "begin",
    "begin_amount",
    "begin_past_due",
    "by_provider_id",
    "cancel",
    "change",
    "charge_of",
    "check",
    "choose",
    "currencies",
    "expire",
    "explain",
    "failed",
    "leave_out",
    "let_be",
    "may_answer",
    "note_intent",
    "one",
    "overdue",
    "pay_now",
    "payable",
    "post",
    "processing",
    "release",
    "reschedule",
    "send",
    "sheet",
    "take_up",
    "unsettled",
]
