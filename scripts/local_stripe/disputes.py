# SPDX-License-Identifier: GPL-3.0-or-later
"""Disputes: raised by the test card for it, won or lost by the evidence, as https://docs.stripe.com/testing has it."""

from typing import Any

from aiohttp import web
from localstripe.errors import UserError
from localstripe.resources import Charge, Event, List, PaymentIntent, PaymentMethod, StripeObject
from localstripe.webhooks import schedule_webhook

DISPUTED = "4000000000000259"
OPEN = "needs_response"
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


class Dispute(StripeObject):
    """What the payer's bank wants back of a charge."""

    object = "dispute"
    _id_prefix = "dp_"

    def __init__(self, charge: Charge) -> None:
        super().__init__()
        self.charge, self.payment_intent = charge.id, charge.payment_intent
        self.amount, self.currency = charge.amount - charge.amount_refunded, charge.currency
        self.reason, self.status = "fraudulent", OPEN
        self.evidence, self.metadata = {}, {}
        schedule_webhook(Event("charge.dispute.created", self))

    def _update(self, **data: dict[str, str]) -> None:
        self.evidence |= data.pop("evidence", {})
        super()._update(**data)
        if verdict := VERDICTS.get(self.evidence.get("uncategorized_text", "")):
            self._close(verdict)

    def _close(self, verdict: str) -> None:
        if self.status != OPEN:
            raise UserError(400, "This dispute is already closed.")
        self.status = verdict
        schedule_webhook(Event("charge.dispute.closed", self))

    @classmethod
    def _api_create(cls, **_data: Any) -> "Dispute":
        raise UserError(405, "Method Not Allowed")

    @classmethod
    def _api_list_all(cls, url: str, payment_intent: str | None = None, **paging: Any) -> List:
        listed = super()._api_list_all(url, **paging)
        listed._list = [one for one in listed._list if payment_intent in (None, one.payment_intent)]
        return listed


def fill() -> None:
    """Stripe's paths for them, once those of the server are fixed."""
    from localstripe import server  # noqa: PLC0415

    routes = server.app.router
    routes.add_get("/v1/disputes", server.api_list_all(Dispute, "/v1/disputes"))
    routes.add_get("/v1/disputes/{id}", server.api_retrieve(Dispute, ""))
    routes.add_post("/v1/disputes/{id}", server.api_update(Dispute, ""))
    routes.add_post("/v1/disputes/{id}/close", server.api_extra(closed, ""))
    routes.add_post("/_config/disputes", begin)


async def begin(request: web.Request) -> web.Response:
    """What a bank may do any day: dispute a payment."""
    intent = PaymentIntent._api_retrieve((await request.json())["payment_intent"])
    return web.json_response(Dispute(intent.latest_charge)._export())


def is_disputed(charge: Charge) -> bool:
    """Whether its bank wants, or has got, the money: then none is given back besides."""
    found = Dispute._api_list_all("", payment_intent=charge.payment_intent, limit=100)._list
    return any(one.status != "won" for one in found)


def closed(id: str) -> Dispute:  # noqa: A002 - the server passes it by this name
    """The supplier accepts that it is lost."""
    dispute = Dispute._api_retrieve(id)
    dispute._close("lost")
    return dispute


def raised(intent: PaymentIntent) -> PaymentIntent:
    """The same attempt; where it took money from the card for it, its bank disputes that."""
    if intent.status == "succeeded":
        method = PaymentMethod._api_retrieve(intent.payment_method)
        if method.type == "card" and method._card_number == DISPUTED:
            Dispute(intent.latest_charge)
    return intent
