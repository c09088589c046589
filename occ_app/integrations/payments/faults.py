"""What goes wrong with Stripe: a small closed set, in sentences, without a card's or a key's data."""

from dataclasses import dataclass

from occ_app.errors import PortalError
from occ_app.i18n import gettext as _
from occ_app.i18n import lazy
from occ_app.integrations.payments.words import sentence

REFUSED = lazy("The payment service did not accept this. Please reload the page and try again.")
REFUSALS = {
    "amount_too_large": lazy(
        "The amount is too large for one payment by card. Pay it in parts, or by bank transfer."
    ),
    "amount_too_small": lazy(
        "The amount is too small for a payment by card. Pay it together with another, or by bank transfer."
    ),
    "not_set_up": lazy("Payment by card is not offered here."),
}


@dataclass(frozen=True)
class Failure:
    """Why a card was declined, in Stripe's words."""

    code: str
    decline_code: str = ""

    @property
    def sentence(self) -> str:
        """For the customer, what to do included; still to be translated where it is shown."""
        return sentence(self.code, self.decline_code)


class PaymentFault(PortalError):
    """Any of the following three, and nothing else, comes out of a call."""


class Declined(PaymentFault):
    """The card was not charged or not saved; `intent_id` is the attempt, where there was one."""

    def __init__(self, failure: Failure, intent_id: str = "") -> None:
        super().__init__(_(failure.sentence))
        self.failure = failure
        self.intent_id = intent_id


class Unreachable(PaymentFault):
    """No usable answer: what was asked for may or may not have been done."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("The payment service does not answer just now. Please try again in a few minutes.")
        )
        self.reason = reason


class Refused(PaymentFault):
    """Stripe did not do it, in the state things are in there: retrieve, and look, before anything is concluded."""

    def __init__(self, code: str) -> None:
        super().__init__(_(REFUSALS.get(code, REFUSED)))
        self.code = code


class Forged(Exception):
    """A webhook that Stripe did not sign, or not lately."""


class Malformed(Exception):
    """What is not an event, or not an object, as Stripe describes them."""
