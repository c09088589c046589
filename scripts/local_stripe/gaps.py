# SPDX-License-Identifier: GPL-3.0-or-later
"""What Stripe does, the portal relies on, and localstripe leaves out."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import cards
import disputes
import localstripe
from aiohttp import web
from localstripe.errors import UserError
from localstripe.resources import Charge, Event, PaymentIntent, Refund, SetupIntent, extra_apis, store
from localstripe.webhooks import schedule_webhook

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SCRIPT_PATH = "/js.stripe.com/v3/"
REPEATABLE = 402
"""Answers that a repeated request with the same key gets again: what was done, and what was declined."""

_one_at_a_time = asyncio.Lock()
_faults: list[dict[str, str]] = []
_before: dict[str, Callable[..., PaymentIntent]] = {}


def fill() -> web.Application:
    """The server, taught; its paths are fixed when its module is read."""
    cards.fill()
    _replace("/v1/payment_methods/{id}/attach", cards.attached)
    _mend_errors()
    _mend_types(PaymentIntent)
    _mend_types(SetupIntent)
    _mend_intents()
    _mend_refunds()
    from localstripe.server import app  # noqa: PLC0415

    disputes.fill()
    app.middlewares.insert(0, failing)
    app.middlewares.insert(1, repeating)
    app.middlewares.insert(2, dressing)
    app.router.add_post("/_config/cards", cards.replace)
    app.router.add_post("/_config/faults", plan_faults)
    app.router.add_delete("/_config/faults", forget_faults)
    return app


@web.middleware
async def dressing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stripe.js: localstripe's own, and after it what `fields.js` mends."""
    if request.path != SCRIPT_PATH or request.method != "GET":
        return await handler(request)
    parts = [Path(localstripe.__file__).with_name("localstripe-v3.js"), Path(__file__).with_name("fields.js")]
    script = "\n".join(part.read_text() for part in parts)
    return web.Response(text=script, content_type="text/javascript", charset="utf-8")


@web.middleware
async def repeating(request: web.Request, handler: Handler) -> web.StreamResponse:
    """`Idempotency-Key`: the same request gets the stored answer, another one is refused."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    asked = hashlib.sha256(request.path_qs.encode() + b"\n" + await request.read()).hexdigest()
    name = f"idempotency_key:{key}"
    async with _one_at_a_time:
        if name in store:
            return _again(asked, *store[name])
        answer = await handler(request)
        if answer.status < 400 or answer.status == REPEATABLE:
            store[name] = (asked, answer.status, answer.body)
        return answer


def _again(asked: str, before: str, status: int, body: bytes) -> web.Response:
    if asked != before:
        text = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        return web.json_response({"error": {"type": "idempotency_error", "message": text}}, status=400)
    headers = {"Idempotent-Replayed": "true"}
    return web.Response(status=status, body=body, headers=headers, content_type="application/json")


@web.middleware
async def failing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Faults that a test asked for: `before` is an error with nothing done, `after` an answer that gets lost."""
    hit = next(
        (one for one in _faults if one["path"] in request.path and one["method"] == request.method), None
    )
    if not hit or request.path.startswith("/_config/"):
        return await handler(request)
    _faults.remove(hit)
    if hit["when"] == "before":
        body = {"error": {"type": "api_error", "message": "planned"}}
        return web.json_response(body, status=503, headers={"Stripe-Should-Retry": "false"})
    await handler(request)
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


async def plan_faults(request: web.Request) -> web.Response:
    """One fault for each entry: method, part of the path, `before` or `after`."""
    _faults.extend(await request.json())
    return web.Response()


async def forget_faults(_request: web.Request) -> web.Response:
    """No more faults."""
    _faults.clear()
    return web.Response()


def _mend_errors() -> None:
    """Types and codes as Stripe's."""

    def to_response(error: UserError) -> web.Response:
        said = error.body["error"]
        if error.code == 402:
            said["type"] = "card_error"
        elif error.code == 404:
            said.setdefault("code", "resource_missing")
        return web.json_response(error.body, status=error.code)

    UserError.to_response = to_response


def _mend_types(kind: type[PaymentIntent | SetupIntent]) -> None:
    """The field was renamed in the API version the portal speaks, and the old name is refused."""
    create = kind._api_create.__func__

    def created(cls: type, **told: object) -> object:
        if "payment_method_types" in told:
            raise UserError(400, "No longer supported.", {"code": "payment_method_types_no_longer_supported"})
        return create(cls, payment_method_types=told.pop("allowed_payment_method_types", ["card"]), **told)

    kind._api_create = classmethod(created)


def _mend_intents() -> None:
    """A second confirmation is refused by name; cancelling and failed authentication are events."""
    confirm, cancel, authenticate = (
        _replace(f"/v1/payment_intents/{{id}}/{verb}", by)
        for verb, by in (("confirm", _confirmed), ("cancel", _canceled), ("_authenticate", _authenticated))
    )
    _before.update(confirm=confirm, cancel=cancel, authenticate=authenticate)
    PaymentIntent.amount_received = property(_received)


def _replace(path: str, by: Callable[..., object]) -> Callable[..., object]:
    """Another function for a path, before the server reads the list; what was there."""
    place = next(number for number, (_, url, _) in enumerate(extra_apis) if url == path)
    method, _, before = extra_apis[place]
    extra_apis[place] = (method, path, by)
    return before


def _confirmed(id: str, **told: object) -> PaymentIntent:  # noqa: A002 - the server passes it by this name
    intent = PaymentIntent._api_retrieve(id)
    _must_be(intent, "requires_confirmation")
    if told.pop("off_session", None) == "true" and cards.asks_the_payer(intent):
        return disputes.raised(cards.confirmed_off_session(intent))
    return disputes.raised(_before["confirm"](id, **told))


def _canceled(id: str, **told: object) -> PaymentIntent:  # noqa: A002
    intent = PaymentIntent._api_retrieve(id)
    _must_be(intent, "requires_payment_method", "requires_confirmation", "requires_action")
    _before["cancel"](id, **told)
    schedule_webhook(Event("payment_intent.canceled", intent))
    return intent


def _authenticated(id: str, **told: object) -> PaymentIntent:  # noqa: A002
    intent = _before["authenticate"](id, **told)
    if intent._authentication_failed:
        schedule_webhook(Event("payment_intent.payment_failed", intent))
    return intent


def _received(intent: PaymentIntent) -> int:
    return intent.amount if intent.status == "succeeded" else 0


def _must_be(intent: PaymentIntent, *allowed: str) -> None:
    if intent.status not in allowed:
        text = f"This PaymentIntent has a status of {intent.status}."
        raise UserError(400, text, {"code": "payment_intent_unexpected_state"})


def _mend_refunds() -> None:
    """No more is given back than was taken."""
    create = Refund._api_create.__func__

    def created(cls: type[Refund], **told: object) -> Refund:
        charge = _charge_of(told)
        if disputes.is_disputed(charge):
            raise UserError(400, f"Charge {charge.id} has been charged back.", {"code": "charge_disputed"})
        left = charge.amount - charge.amount_refunded
        if left <= 0:
            text = f"Charge {charge.id} has already been refunded."
            raise UserError(400, text, {"code": "charge_already_refunded"})
        told.setdefault("amount", left)
        if int(str(told["amount"])) > left:
            text = f"Refund amount ({told['amount']}) is greater than unrefunded amount on charge ({left})"
            raise UserError(400, text, {"param": "amount"})
        refund = create(cls, **told)
        refund.payment_intent = refund.payment_intent or charge.payment_intent
        schedule_webhook(Event("refund.created", refund))
        schedule_webhook(Event("charge.refunded", charge))
        return refund

    Refund._api_create = classmethod(created)


def _charge_of(told: dict[str, object]) -> Charge:
    if told.get("payment_intent"):
        intent = PaymentIntent._api_retrieve(str(told["payment_intent"]))
        if intent.status != "succeeded":
            text = f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
            raise UserError(400, text, {"code": "payment_intent_unexpected_state"})
        return intent.latest_charge
    return Charge._api_retrieve(str(told.get("charge")))
