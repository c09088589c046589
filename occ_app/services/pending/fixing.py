"""Putting it right with another method: one of the list, or all of it at once."""

from collections.abc import Mapping

from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import Account, PaymentMethod, PaymentOrder, PaymentState, ShortReason
from occ_app.models.base import now
from occ_app.services import autopay, paying
from occ_app.services.paying import planned
from occ_app.services.pending.broken import Broken, Kind, broken

MAKE = Permission.PAYMENTS_MAKE
Sums = dict[str, int]
"""Minor units by currency."""


def sums(db: Session, actor: Actor) -> Sums:
    """What the failed payments of the list come to now: what is confirmed before all of them are paid at once."""
    gate.require(actor, MAKE)
    found: Sums = {}
    for one in broken(db, actor):
        if one.kind is Kind.FAILED and one.amount:
            found[one.amount.currency] = found.get(one.amount.currency, 0) + one.amount.minor
    return found


def fix(db: Session, actor: Actor, kind: Kind, key: str, card_id: int | None) -> str:
    """Use another card (None: a bank transfer) for one of the list; the number of the draft a failed one is paid with.

    What is planned, and autopay, keep their day and get the card; they are never transfers.
    """
    gate.require(actor, MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    one = next((one for one in broken(db, actor) if (one.kind, one.key) == (kind, key)), None)
    if one is None:
        raise NotFound(_("There is nothing to put right here any more."))
    if kind is Kind.FAILED:
        return _draft(db, actor, key, card_id)
    _change_card(db, actor, one, card_id)
    return ""


def fix_all(db: Session, actor: Actor, card_id: int | None, agreed: Mapping[str, int]) -> list[PaymentOrder]:
    """Use another card (None: bank transfers) for all of the list; the payments that were sent.

    All or nothing: what a limit forbids, or what comes to more than was agreed to (minor units by currency), is
    Invalid. With transfers, what is planned and autopay stay as they are.
    """
    gate.require(actor, MAKE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    sent: list[PaymentOrder] = []
    total = dict.fromkeys(agreed, 0)
    for one in broken(db, actor):
        if one.kind is Kind.FAILED:
            order = _send(db, actor, one.key, card_id)
            total[order.currency] = total.get(order.currency, 0) + order.amount_minor
            sent.append(order)
        elif card_id is not None:
            _change_card(db, actor, one, card_id)
    if any(minor > agreed.get(currency, 0) for currency, minor in total.items()):
        raise Invalid(_("What is to be paid has changed. Please look at it again."), "changed")
    return sent


def _draft(db: Session, actor: Actor, number: str, card_id: int | None) -> str:
    """A draft that pays what of a failed payment can still be paid."""
    draft = paying.again(db, actor, number)[0]
    method = PaymentMethod.CARD if card_id is not None else PaymentMethod.BANK_TRANSFER
    paying.choose(db, actor, draft, method=method, card_id=card_id)
    return draft


def _send(db: Session, actor: Actor, number: str, card_id: int | None) -> PaymentOrder:
    draft = _draft(db, actor, number, card_id)
    shown = paying.sheet(db, actor, draft)
    for item in shown.items:
        if item.is_short and item.item.reason is None:  # it could be paid whole when it failed
            paying.explain(db, actor, draft, item.invoice.number, reason=ShortReason.INSTALMENT)
    order = paying.send(db, actor, draft, shown.to_pay.minor)
    failed = gate.rows(actor, MAKE, PaymentOrder).where(
        col(PaymentOrder.number) == number, col(PaymentOrder.state) == PaymentState.FAILED
    )
    gate.one(db, failed.with_for_update()).fixed_at = now()
    db.flush()
    return order


def _change_card(db: Session, actor: Actor, one: Broken, card_id: int | None) -> None:
    if card_id is None:
        raise Invalid(_("Only a card can do this: there is nobody to send a transfer on the day."), "method")
    if one.kind is Kind.PLANNED:
        planned.change_card(db, actor, one.key, card_id)
    else:
        autopay.change_card(db, actor, int(one.key), card_id)
