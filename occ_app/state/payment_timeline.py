"""What happened to a payment, in order: who, what, when."""

from collections.abc import Iterator
from datetime import datetime

from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import moment
from occ_app.models import PaymentMethod, PaymentOrder, PaymentState
from occ_app.services.payments import Detail
from occ_app.state import payment_words

Event = tuple[datetime, str, str, str]
"""When, icon, what, who or why."""

S = PaymentState


def timeline(found: Detail, actor: Actor) -> list[list[str]]:
    """Lines of [icon, what, when and who], the oldest first."""
    if found.order is None:
        return []
    events = sorted(_events(found, found.order), key=lambda event: event[0])
    return [
        [f"/icons.svg#{icon}", what, " · ".join(filter(None, (moment(at, actor.time_zone), who)))]
        for at, icon, what, who in events
    ]


def _events(found: Detail, order: PaymentOrder) -> Iterator[Event]:
    if order.sent_at:
        yield order.sent_at, "arrow-right", _("Sent"), found.maker
    for decision, name in found.decisions:
        if decision.is_approved:
            yield decision.decided_at, "circle-check", _("Approval given"), name
        else:
            yield decision.decided_at, "circle-slash", _("Not approved"), name
    if order.submitted_at:
        is_card = order.method is PaymentMethod.CARD
        said = _("Handed to the card company") if is_card else _("Transfer announced")
        yield order.submitted_at, "credit-card" if is_card else "landmark", said, ""
    if order.posted_at:
        yield order.posted_at, "circle-check", _("Received") if found.payment else _("Credits applied"), ""
    if order.ended_at and order.state is not S.REFUSED:
        word, _colour, icon = payment_words.badge(order.state)
        why = payment_words.failure(order.failure) if order.state is S.FAILED else ""
        yield order.ended_at, icon.rpartition("#")[2], word, why
    for refund in found.refunds:
        yield refund.made_at, "undo-2", payment_words.given_back(refund), refund.reason
