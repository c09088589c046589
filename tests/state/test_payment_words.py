from datetime import date

import pytest

from occ_app.i18n import speaking
from occ_app.integrations.payments.words import GENERIC
from occ_app.models import InboxKind, PaymentMethod, PaymentState, RefundState, SavedCard, ShortReason
from occ_app.state import payment_words
from occ_app.state.files import ENTRIES

CARD = SavedCard(account_id=1, provider_id="pm", brand="visa", last4="4242", exp_month=11, exp_year=2030)


def test_every_state_and_reason_has_words():
    assert set(payment_words.STATES) == set(PaymentState)
    assert set(payment_words.REASONS) == set(ShortReason)
    assert set(payment_words.GIVEN_BACK) == set(payment_words.TAKEN_BACK) == set(RefundState)
    assert payment_words.badge(PaymentState.SUCCEEDED) == ["Paid", "closed", "/icons.svg#circle-check"]


@pytest.mark.parametrize(
    "code", ["interrupted", "withdrawn", "authentication_abandoned", "insufficient_funds", "expired_card"]
)
def test_a_known_failure_says_what_to_do(code):
    assert payment_words.failure(code) not in ("", GENERIC)


def test_an_unknown_failure_is_a_declined_card():
    assert payment_words.failure("stolen_card") == payment_words.failure("") == GENERIC


@pytest.mark.parametrize(("today", "said"), [
    (date(2026, 1, 1), ("Expires 11/2030", "")),
    (date(2030, 11, 30), ("Expires this month", "danger")),
    (date(2030, 12, 1), ("Expired", "danger")),
])  # fmt: skip
def test_until_when_a_card_is_good(today, said):
    assert payment_words.expiry(CARD, today) == said


def test_a_method_is_named_as_people_know_it():
    assert payment_words.method(PaymentMethod.CARD, CARD) == "Visa ···· 4242"
    assert payment_words.method(PaymentMethod.BANK_TRANSFER, None) == "Bank transfer"
    assert payment_words.method(PaymentMethod.OTHER, None) == "Credits only"


@pytest.mark.parametrize("kind", [kind for kind in InboxKind if kind.startswith("payment")])
def test_the_inbox_tells_of_a_payment_and_leads_to_it(kind):
    facts = {"number": "P1", "minor": "1000", "currency": "EUR", "name": "Ana", "reason": "no"}
    with speaking("es"):
        heading, text, icon, link, words = ENTRIES[kind](facts)
    assert (link, bool(heading), bool(icon), bool(words)) == ("/es/payments/P1", True, True, True)
    assert "10,00" in text


@pytest.mark.parametrize(("number", "count", "said", "link"), [
    ("INV/7", "1", "INV/7", "/en/billing-profile/autopay?stop=INV%2F7"),
    ("", "3", "3 invoices", "/en/billing-profile/autopay"),
])  # fmt: skip
def test_the_inbox_announces_autopay_and_leads_to_where_it_is_stopped(number, count, said, link):
    facts = {"minor": "1000", "currency": "EUR", "day": "2026-01-31", "card": "Visa ···· 4242"}
    heading, text, _icon, goal, _words = ENTRIES[InboxKind.AUTOPAY_ANNOUNCED](
        facts | {"number": number, "count": count}
    )
    assert (heading, goal) == ("Autopay", link)
    assert text == f"On 31 Jan 2026 we charge €10.00 for {said} to the card Visa ···· 4242."
