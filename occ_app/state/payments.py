"""The list of payments, and what is being paid above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlmodel import Session

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.i18n import day_of, short_date
from occ_app.i18n import gettext as _
from occ_app.models import PaymentOrder, PaymentState
from occ_app.services import paying, payments
from occ_app.services.approvals import deciding
from occ_app.services.lists import ListOf
from occ_app.services.payments import PAYMENTS
from occ_app.state import payment_words, words
from occ_app.state.base import PortalState
from occ_app.state.lists import ListState, ListView, list_view


@dataclass(kw_only=True)
class PaymentsView(ListView):
    """The list’s page and what stands above it: [word, colour, icon, amount, note, address, what to do]."""

    being_paid: list[list[str]] = field(default_factory=list)


def payments_view(db: Session, actor: Actor, of: ListOf[Any], params: Mapping[str, str]) -> PaymentsView:
    """Ask for what the address says and put it into words."""
    waiting = [*payments.under_way(db, actor), *payments.failed(db, actor)]
    return PaymentsView(
        **vars(list_view(db, actor, of, params)),
        being_paid=[_line(order, actor, _to_do(db, actor, order)) for order in waiting],
    )


def _line(order: PaymentOrder, actor: Actor, to_do: str) -> list[str]:
    return [
        *payment_words.badge(order.state),
        words.money(order.amount),
        " · ".join(filter(None, (order.number, _note(order, actor)))),
        payment_words.path(order.number),
        to_do,
    ]


def _note(order: PaymentOrder, actor: Actor) -> str:
    if order.state is PaymentState.SCHEDULED and order.scheduled_for:
        return _("on {day}", day=short_date(order.scheduled_for))
    if order.state is PaymentState.FAILED:
        return payment_words.failure(order.failure)
    return short_date(day_of(order.sent_at, actor.time_zone)) if order.sent_at else ""


def _to_do(db: Session, actor: Actor, order: PaymentOrder) -> str:
    """What waits for this actor; else that there is more to see."""
    if deciding.may_decide(db, actor, order):
        return _("Approve or refuse")
    if paying.may_answer(actor, order):
        return _("Confirm")
    can_pay = actor.may(Permission.PAYMENTS_MAKE)
    if can_pay and order.state is PaymentState.SCHEDULED:
        return _("Change")
    if can_pay and order.state is PaymentState.FAILED:
        return _("Put it right")
    return _("Look")


class PaymentsState(ListState, PortalState):
    """One page of payments and what is being paid (shapes in `PaymentsView`)."""

    list_of: ClassVar = PAYMENTS
    view_of: ClassVar = staticmethod(payments_view)

    being_paid: list[list[str]] = []
