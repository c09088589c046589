"""Why a card was declined, for the customer: one sentence that says what to do.

A card that was reported lost or stolen, or that Stripe suspects, is declined like any other: who holds it is not
told (https://docs.stripe.com/declines/codes).
"""

from occ_app.i18n import lazy

GENERIC = lazy("The card was declined. Use another card, or ask the bank that issued it.")

_FUNDS = lazy("There is not enough money available on the card. Use another card, or try again later.")
_LIMIT = lazy(
    "The card’s limit is reached. Use another card, or ask the bank that issued it to raise the limit."
)
_EXPIRED = lazy("The card has expired. Use another card.")
_CVC = lazy("The security code is not right. Check it on the card and try again.")
_NUMBER = lazy("The card number is not right. Check it and try again.")
_DATE = lazy("The expiry date is not right. Check it on the card and try again.")
_ADDRESS = lazy("The bank does not know the card under this address or postal code. Check it and try again.")
_AGAIN = lazy(
    "The card could not be charged just now. Try again in a few minutes; if it fails again, use another card."
)
_PROVE = lazy(
    "The bank wants the cardholder to confirm this payment. Pay again and confirm it with the bank."
)
_NOT_PROVED = lazy(
    "The payment was not confirmed with the bank. Try again and confirm it, or use another card."
)
_PURCHASE = lazy(
    "The card cannot be used for this kind of payment. Use another card, or ask the bank that issued it."
)
_CURRENCY = lazy("The card cannot pay in this currency. Use another card.")
_DUPLICATE = lazy(
    "A payment of the same amount was made with this card a moment ago. Check your payments before you try again."
)
_AMOUNT = lazy(
    "The amount is more, or less, than the card allows. Ask the bank that issued it, or pay another way."
)
_PIN = lazy("The card asks for a PIN, which cannot be given here. Use another card.")
_STOPPED = lazy(
    "The bank was told not to allow payments to us with this card. Use another card, or ask the bank."
)
_ACCOUNT = lazy("The card, or the account behind it, is not valid any more. Use another card.")
_TEST = lazy("This is a test card: it works only where no real money is moved. Use another card.")

HOLDER_ABSENT = "authentication_required"
"""The bank wanted to ask the card’s holder, who was not there: with them there, the same card pays."""

SENTENCES = {
    "amount_too_large": _AMOUNT,
    "amount_too_small": _AMOUNT,
    "approve_with_id": _AGAIN,
    "authentication_not_handled": _NOT_PROVED,
    HOLDER_ABSENT: _PROVE,
    "card_not_supported": _PURCHASE,
    "card_velocity_exceeded": _LIMIT,
    "currency_not_supported": _CURRENCY,
    "duplicate_transaction": _DUPLICATE,
    "expired_card": _EXPIRED,
    "incorrect_address": _ADDRESS,
    "incorrect_cvc": _CVC,
    "incorrect_number": _NUMBER,
    "incorrect_pin": _PIN,
    "incorrect_zip": _ADDRESS,
    "insufficient_funds": _FUNDS,
    "invalid_account": _ACCOUNT,
    "invalid_amount": _AMOUNT,
    "invalid_cvc": _CVC,
    "invalid_expiry_month": _DATE,
    "invalid_expiry_year": _DATE,
    "invalid_number": _NUMBER,
    "invalid_pin": _PIN,
    "issuer_not_available": _AGAIN,
    "live_mode_test_card": _TEST,
    "mobile_device_authentication_required": _PROVE,
    "new_account_information_available": _ACCOUNT,
    "offline_pin_required": _PIN,
    "online_or_offline_pin_required": _PIN,
    "payment_intent_authentication_failure": _NOT_PROVED,
    "pin_try_exceeded": _PIN,
    "processing_error": _AGAIN,
    "reenter_transaction": _AGAIN,
    "revocation_of_all_authorizations": _STOPPED,
    "revocation_of_authorization": _STOPPED,
    "setup_intent_authentication_failure": _NOT_PROVED,
    "stop_payment_order": _STOPPED,
    "testmode_decline": _TEST,
    "transaction_not_allowed": _PURCHASE,
    "try_again_later": _AGAIN,
    "withdrawal_count_limit_exceeded": _LIMIT,
}

CURABLE = frozenset({_AGAIN, _FUNDS, _LIMIT})
"""Trying the same card once more, later, may succeed by itself."""


def sentence(code: str, decline_code: str = "") -> str:
    """What to tell the customer, in English, to be translated where it is shown."""
    return SENTENCES.get(decline_code) or SENTENCES.get(code) or GENERIC


def may_succeed_later(code: str, decline_code: str = "") -> bool:
    """Whether an automatic payment may try the same card again."""
    return sentence(code, decline_code) in CURABLE
