"""The connection to Stripe: one client, quiet in the logs, and its errors as ours."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import stripe

from occ_app.integrations.payments.faults import Declined, Failure, Malformed, Refused, Unreachable
from occ_app.integrations.payments.shapes import read_failure

API_VERSION = "2026-10-28.endive"
"""What the answers are read as; the webhook endpoint has to be of the same version."""

CONNECT_SECONDS, ANSWER_SECONDS = 5, 40
"""A bank may take half a minute to answer Stripe."""

RETRIES = 1
"""By the library itself, with the same idempotency key."""

DECLINED_UNSAID = "card_declined"


def client(key: str, base: str) -> stripe.StripeClient:
    """A client that may be used by several threads."""
    _hush()
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base} if base else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS)),
    )


def _hush() -> None:
    """The library can tell what it sends: nowhere, whatever STRIPE_LOG or a logger's level say."""
    stripe._util.STRIPE_LOG = None  # noqa: SLF001 - read from the environment when the library is loaded
    stripe.log = None
    stripe.enable_telemetry = False
    logger = logging.getLogger("stripe")
    if _is_worth_saying not in logger.filters:
        logger.addFilter(_is_worth_saying)


def _is_worth_saying(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


@contextmanager
def asking() -> Iterator[None]:
    """Turn what the library raises into one of three; `from None`, since its errors carry whole answers.

    A key that is not, or no longer, good decides nothing about a payment: it is as if nobody had answered.
    """
    try:
        yield
    except stripe.CardError as error:
        raise _declined(error) from None
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise Unreachable(type(error).__name__) from None
    except stripe.InvalidRequestError as error:
        raise Refused(error.code or "invalid_request") from None
    except stripe.IdempotencyError:
        raise Refused("idempotency_error") from None
    except (stripe.StripeError, Malformed) as error:
        raise Unreachable(type(error).__name__) from None


def _declined(error: stripe.CardError) -> Declined:
    body = error.json_body if isinstance(error.json_body, Mapping) else {}
    said = body.get("error", {})
    intent = said.get("payment_intent")
    failure = read_failure(said) or Failure(error.code or DECLINED_UNSAID)
    return Declined(failure, str(intent.get("id", "")) if isinstance(intent, Mapping) else "")
