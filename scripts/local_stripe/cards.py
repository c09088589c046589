# SPDX-License-Identifier: GPL-3.0-or-later
"""Test cards that answer as Stripe documents them: decline codes, dates in the past, 3-D Secure off session."""

import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from localstripe.errors import UserError
from localstripe.resources import Charge, Customer, Event, PaymentIntent, PaymentMethod, SetupIntent
from localstripe.webhooks import schedule_webhook

Before = Callable[..., Any]

DECLINES = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000009987": ("card_declined", "lost_card"),
    "4000000000009979": ("card_declined", "stolen_card"),
    "4000000000006975": ("card_declined", "card_velocity_exceeded"),
    "4000000000000069": ("expired_card", "expired_card"),
    "4000000000000127": ("incorrect_cvc", "incorrect_cvc"),
    "4000000000000119": ("processing_error", "processing_error"),
    "4242424242424241": ("incorrect_number", "incorrect_number"),
}
SAVED_THEN_DECLINED = {
    "4000000000000341": ("card_declined", "generic_decline"),
    "4000008260003178": ("card_declined", "insufficient_funds"),
    "4000008400001629": ("card_declined", "generic_decline"),
}
ONCE_SET_UP_QUIET = "4000002500003155"
"""Asks for nothing off session after it was set up; on session always."""

ALWAYS_ASKS = "authentication_required"
BRANDS = {"2": "mastercard", "5": "mastercard", "6": "discover"}


def fill() -> None:
    """Replace the methods that decide."""
    PaymentMethod._attaching_is_declined = lambda method: bool(_declined_when_saved(method))
    PaymentMethod._charging_is_declined = lambda method: bool(_declined_when_charged(method))
    PaymentMethod.__init__ = _branded(PaymentMethod.__init__)
    Charge._set_auth_failure = _note_failure
    Charge._raise_failure = _raise_failure
    SetupIntent._attach_pm = _saving(SetupIntent._attach_pm)
    SetupIntent.last_setup_error = None
    PaymentIntent.last_payment_error = property(_last_error(PaymentIntent.last_payment_error.fget))


def _declined_when_saved(method: PaymentMethod) -> tuple[str, str] | None:
    return DECLINES.get(method._card_number) if method.type == "card" else None


def _declined_when_charged(method: PaymentMethod) -> tuple[str, str] | None:
    if method.type != "card":
        return None
    past = ("expired_card", "expired_card") if _is_past(method) else None
    return DECLINES.get(method._card_number) or SAVED_THEN_DECLINED.get(method._card_number) or past


def _is_past(method: PaymentMethod) -> bool:
    today = time.gmtime()
    return (method.card["exp_year"], method.card["exp_month"]) < (today.tm_year, today.tm_mon)


def _branded(before: Before) -> Before:
    def init(method: PaymentMethod, **told: object) -> None:
        if told.get("card"):
            told["card"] = told["card"] | {"number": told["card"]["number"].replace(" ", "")}
        before(method, **told)
        method._was_set_up = False
        if method.type == "card":
            method.card["brand"] = BRANDS.get(method._card_number[0], "visa")

    return init


def attached(id: str, customer: str) -> PaymentMethod:  # noqa: A002 - the server passes it by this name
    """To a customer; a card that is declined at once is not kept."""
    method = PaymentMethod._api_retrieve(id)
    Customer._api_retrieve(customer)
    _refuse(_declined_when_saved(method))
    method.customer = customer
    return method


async def replace(request: web.Request) -> web.Response:
    """What a bank may do any day: give the holder of a saved card another one."""
    told = await request.json()
    method = PaymentMethod._api_retrieve(told["payment_method"])
    method.card |= told["card"]
    schedule_webhook(Event("payment_method.automatically_updated", method))
    return web.json_response(method._export())


def _refuse(codes: tuple[str, str] | None, **more: object) -> None:
    if codes:
        raise UserError(402, "Your card was declined.", {"code": codes[0], "decline_code": codes[1], **more})


def _note_failure(charge: Charge) -> None:
    codes = _declined_when_charged(PaymentMethod._api_retrieve(charge.payment_method))
    charge.status, charge.failure_message = "failed", "Your card was declined."
    charge.failure_code, charge._decline_code = codes or ("card_declined", "generic_decline")


def _raise_failure(charge: Charge) -> None:
    intent = charge.payment_intent and PaymentIntent._api_retrieve(charge.payment_intent)._export()
    _refuse((charge.failure_code, charge._decline_code), charge=charge.id, payment_intent=intent)


def _saving(before: Before) -> Before:
    """A declined card leaves the SetupIntent open for another one."""

    def attach(setup: SetupIntent, method: PaymentMethod) -> None:
        past = ("invalid_expiry_year", "invalid_expiry_year") if _is_past(method) else None
        codes = _declined_when_saved(method) or past
        if codes:
            setup.status, setup.payment_method = "requires_payment_method", None
            setup.last_setup_error = {"type": "card_error", "code": codes[0], "decline_code": codes[1]}
            _refuse(codes)
        before(setup, method)
        method._was_set_up = True

    return attach


def asks_the_payer(intent: PaymentIntent) -> bool:
    """Whether the bank wants to hear from the cardholder."""
    return bool(PaymentMethod._api_retrieve(intent.payment_method)._requires_authentication())


def confirmed_off_session(intent: PaymentIntent) -> PaymentIntent:
    """Nobody is there to authenticate: declined, unless the card was set up for it."""
    method = PaymentMethod._api_retrieve(intent.payment_method)
    if method._was_set_up and method._card_number == ONCE_SET_UP_QUIET:
        intent._create_charge(on_failure_now=intent._report_failure)
        return intent
    intent.payment_method, intent._refused = None, (ALWAYS_ASKS, ALWAYS_ASKS)
    schedule_webhook(Event("payment_intent.payment_failed", intent))
    _refuse(intent._refused, payment_intent=intent._export())
    raise AssertionError("refused above")


def _last_error(before: Before) -> Before:
    def error(intent: PaymentIntent) -> dict[str, object] | None:
        if refused := getattr(intent, "_refused", None):
            return {"type": "card_error", "code": refused[0], "decline_code": refused[1]}
        found = before(intent)
        if found and found.get("charge"):
            found |= {"type": "card_error", "decline_code": intent.latest_charge._decline_code}
        return found

    return error
