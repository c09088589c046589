"""What Stripe answers, read into our own words: nothing else of its objects leaves this package."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from occ_app.integrations.payments.amounts import from_stripe
from occ_app.integrations.payments.faults import Failure, Malformed
from occ_app.money import Money

Thing = Mapping[str, Any]
"""One of Stripe's objects, as JSON has it."""

LONGEST_ID = 255
"""Characters, as Stripe promises."""


class IntentStatus(StrEnum):
    """Where a PaymentIntent or SetupIntent stands; a state unknown to us counts as not decided."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    REQUIRES_CAPTURE = "requires_capture"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "IntentStatus":
        return cls.UNKNOWN

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self in (IntentStatus.SUCCEEDED, IntentStatus.CANCELED)


class RefundStatus(StrEnum):
    """Where a refund stands; only `succeeded` is money given back, and even that can fail later."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "RefundStatus":
        return cls.UNKNOWN


@dataclass(frozen=True)
class CardStart:
    """A card about to be added: the browser confirms it with the secret, we finish it by the id."""

    id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Card:
    """A saved card, as much of it as may be shown."""

    id: str
    customer_id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    country: str
    fingerprint: str

    @property
    def last_day(self) -> date:
        """The last day on which it can be charged."""
        return date(self.exp_year, self.exp_month, monthrange(self.exp_year, self.exp_month)[1])


@dataclass(frozen=True)
class Intent:
    """One attempt to take one amount; `payment_ref` is the payment of ours that it is for."""

    id: str
    status: IntentStatus
    amount: Money
    received: Money
    customer_id: str
    method_id: str
    payment_ref: str
    charge_id: str
    created_at: datetime
    is_live: bool
    failure: Failure | None


@dataclass(frozen=True)
class RefundSeen:
    """Money on its way back, or taken back by the payer's bank; `refund_ref` is the refund of ours that it is."""

    id: str
    intent_id: str
    amount: Money
    status: RefundStatus
    refund_ref: str
    created_at: datetime
    is_chargeback: bool = False


@dataclass(frozen=True)
class Event:
    """That something happened, and to what: never trusted for amounts, which are asked for anew."""

    id: str
    kind: str
    created_at: datetime
    object_kind: str
    object_id: str
    intent_id: str
    customer_id: str
    payment_ref: str
    refund_ref: str
    is_live: bool

    @property
    def about(self) -> str:
        """The payment it is about, or the card; empty for anything else."""
        return self.object_id if self.object_kind == "payment_method" else self.intent_id


def read_intent(thing: Thing) -> Intent:
    """A PaymentIntent."""
    currency = _text(thing, "currency")
    return Intent(
        id=_id(thing, "pi_"),
        status=IntentStatus(_text(thing, "status")),
        amount=_money(thing, "amount", currency),
        received=_money(thing, "amount_received", currency),
        customer_id=_text(thing, "customer"),
        method_id=_text(thing, "payment_method"),
        payment_ref=_meta(thing, "payment"),
        charge_id=_text(thing, "latest_charge"),
        created_at=_moment(thing),
        is_live=thing.get("livemode") is True,
        failure=read_failure(thing.get("last_payment_error")),
    )


def read_failure(error: object) -> Failure | None:
    """The `last_payment_error` or `last_setup_error` of an intent, or the error of an answer."""
    if not isinstance(error, Mapping):
        return None
    return Failure(_text(error, "code"), _text(error, "decline_code"))


def read_card(thing: Thing) -> Card:
    """A PaymentMethod of the type card."""
    card = thing.get("card")
    if not isinstance(card, Mapping):
        raise Malformed("the payment method is no card")
    month, year = _number(card, "exp_month"), _number(card, "exp_year")
    if month not in range(1, 13) or year not in range(2000, 10_000):
        raise Malformed("the card has no expiry date")
    return Card(
        id=_id(thing, "pm_"),
        customer_id=_text(thing, "customer"),
        brand=_text(card, "brand"),
        last4=_text(card, "last4"),
        exp_month=month,
        exp_year=year,
        country=_text(card, "country"),
        fingerprint=_text(card, "fingerprint"),
    )


def read_refund(thing: Thing) -> RefundSeen:
    """A Refund."""
    return RefundSeen(
        id=_id(thing, "re_"),
        intent_id=_text(thing, "payment_intent"),
        amount=_money(thing, "amount", _text(thing, "currency")),
        status=RefundStatus(_text(thing, "status")),
        refund_ref=_meta(thing, "refund"),
        created_at=_moment(thing),
    )


def read_dispute(thing: Thing) -> RefundSeen | None:
    """A Dispute: lost, the money is gone for good; None for an inquiry, which takes none (https://docs.stripe.com/disputes)."""
    status = _text(thing, "status")
    if status.startswith("warning_"):
        return None
    return RefundSeen(
        id=_id(thing, ("dp_", "du_")),
        intent_id=_text(thing, "payment_intent"),
        amount=_money(thing, "amount", _text(thing, "currency")),
        status=_DISPUTES.get(status, RefundStatus.PENDING),
        refund_ref="",
        created_at=_moment(thing),
        is_chargeback=True,
    )


_DISPUTES = {"lost": RefundStatus.SUCCEEDED, "won": RefundStatus.CANCELED, "prevented": RefundStatus.CANCELED}


def read_event(thing: Thing) -> Event:
    """An Event, whose object may be of any kind."""
    data = thing.get("data")
    happened_to = data.get("object") if isinstance(data, Mapping) else None
    if thing.get("object") != "event" or not isinstance(happened_to, Mapping):
        raise Malformed("no event")
    object_kind = _text(happened_to, "object")
    is_intent = object_kind == "payment_intent"
    return Event(
        id=_id(thing, "evt_"),
        kind=_text(thing, "type"),
        created_at=_moment(thing),
        object_kind=object_kind,
        object_id=_text(happened_to, "id"),
        intent_id=_text(happened_to, "id" if is_intent else "payment_intent"),
        customer_id=_text(happened_to, "id" if object_kind == "customer" else "customer"),
        payment_ref=_meta(happened_to, "payment"),
        refund_ref=_meta(happened_to, "refund"),
        is_live=thing.get("livemode") is True,
    )


def _text(thing: Thing, name: str) -> str:
    """A text; of an object that was sent whole, its id; empty where there is none."""
    value = thing.get(name)
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else ""


def _id(thing: Thing, prefix: str | tuple[str, ...]) -> str:
    found = _text(thing, "id")
    if not found.startswith(prefix) or len(found) > LONGEST_ID:
        raise Malformed(f"no id that begins with {prefix}")
    return found


def _number(thing: Thing, name: str) -> int:
    value = thing.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{name} is no whole number")
    return value


def _money(thing: Thing, name: str, currency: str) -> Money:
    return from_stripe(_number(thing, name), currency)


def _moment(thing: Thing) -> datetime:
    try:
        return datetime.fromtimestamp(_number(thing, "created"), UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("created is no time") from None


def _meta(thing: Thing, name: str) -> str:
    metadata = thing.get("metadata")
    return _text(metadata, name) if isinstance(metadata, Mapping) else ""
