import pytest

from occ_app.i18n import gettext, speaking
from occ_app.integrations.payments import Declined, Failure, may_succeed_later, sentence
from occ_app.integrations.payments.words import CURABLE, GENERIC, SENTENCES

DOCUMENTED = [
    "authentication_required",
    "approve_with_id",
    "call_issuer",
    "card_not_supported",
    "card_velocity_exceeded",
    "currency_not_supported",
    "do_not_honor",
    "do_not_try_again",
    "duplicate_transaction",
    "expired_card",
    "fraudulent",
    "generic_decline",
    "incorrect_address",
    "incorrect_cvc",
    "incorrect_number",
    "incorrect_pin",
    "incorrect_zip",
    "insufficient_funds",
    "invalid_account",
    "invalid_amount",
    "invalid_cvc",
    "invalid_expiry_month",
    "invalid_expiry_year",
    "invalid_number",
    "invalid_pin",
    "issuer_not_available",
    "lost_card",
    "merchant_blacklist",
    "mobile_device_authentication_required",
    "new_account_information_available",
    "no_action_taken",
    "not_permitted",
    "offline_pin_required",
    "online_or_offline_pin_required",
    "pickup_card",
    "pin_try_exceeded",
    "processing_error",
    "reenter_transaction",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
    "stop_payment_order",
    "testmode_decline",
    "transaction_not_allowed",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
]
"""https://docs.stripe.com/declines/codes"""

UNSAID = {
    "call_issuer",
    "do_not_honor",
    "do_not_try_again",
    "fraudulent",
    "generic_decline",
    "lost_card",
    "merchant_blacklist",
    "no_action_taken",
    "not_permitted",
    "pickup_card",
    "restricted_card",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
}
"""The bank, or Stripe, gives no reason, or one that whoever holds the card must not be told."""  # fmt: skip


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_documented_code_says_what_to_do(code):
    said = sentence("card_declined", code)
    assert (said == GENERIC) == (code in UNSAID)
    assert any(word in said for word in ("Use another card", "ry again", "Ask the bank", "Pay again"))


def test_no_code_is_listed_that_does_not_exist():
    ours = set(SENTENCES) - set(DOCUMENTED)
    assert ours == {
        "amount_too_large",
        "amount_too_small",
        "authentication_not_handled",
        "live_mode_test_card",
        "payment_intent_authentication_failure",
        "setup_intent_authentication_failure",
    }


def test_a_code_from_tomorrow_is_a_plain_decline():
    assert sentence("card_declined", "code_from_tomorrow") == sentence("", "") == GENERIC


def test_a_code_without_a_decline_code_is_enough():
    assert "expired" in sentence("expired_card")


def test_only_what_may_cure_itself_is_tried_again():
    assert may_succeed_later("card_declined", "insufficient_funds")
    assert not may_succeed_later("card_declined", "stolen_card")
    assert not may_succeed_later("expired_card")
    assert set(SENTENCES.values()) > CURABLE


def test_the_customer_is_told_in_the_language_spoken():
    with speaking("es"):
        assert str(Declined(Failure("expired_card"))) == gettext(sentence("expired_card"))
