import pytest
from pydantic import ValidationError

from occ_app.settings import Settings

REAL = {
    "OCC_ENV": "production",
    "OCC_SECRET_KEY": "x" * 32,
    "OCC_BASE_URL": "https://portal.example",
    "STRIPE_SECRET_KEY": "sk_live_a",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_a",
    "STRIPE_WEBHOOK_SECRET": "whsec_a",
}


def test_cards_are_taken_where_both_keys_are_set():
    assert Settings(**REAL).takes_cards
    assert not Settings().takes_cards
    assert not Settings(STRIPE_SECRET_KEY="sk_test_a").takes_cards


def test_the_real_servers_address_may_be_written_out():
    assert Settings(**REAL | {"STRIPE_API_BASE": "https://api.stripe.com"}).takes_cards


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"STRIPE_SECRET_KEY": "sk_test_a"}, "test key"),
        ({"STRIPE_SECRET_KEY": "rk_test_a"}, "test key"),
        ({"STRIPE_PUBLISHABLE_KEY": "pk_test_a"}, "test key"),
        ({"STRIPE_PUBLISHABLE_KEY": ""}, "go together"),
        ({"STRIPE_SECRET_KEY": ""}, "go together"),
        ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET must be set"),
        ({"STRIPE_WEBHOOK_SECRET": " , "}, "STRIPE_WEBHOOK_SECRET must be set"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:3002"}, "STRIPE_API_BASE"),
        ({"STRIPE_API_BASE": "https://api.stripe.com.evil.example"}, "STRIPE_API_BASE"),
        ({"STRIPE_JS_URL": "http://localhost:3002/js.stripe.com/v3/"}, "STRIPE_JS_URL"),
    ],
)
def test_production_refuses_what_is_for_tests(changed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Settings(**REAL | changed)


def test_an_address_that_would_break_out_of_the_page_is_refused():
    with pytest.raises(ValidationError):
        Settings(STRIPE_JS_URL="https://js.example/;script-src *")


def test_two_webhook_secrets_are_known_while_one_replaces_the_other():
    assert Settings(STRIPE_WEBHOOK_SECRET="whsec_new, whsec_old").stripe_webhook_secrets == [
        "whsec_new",
        "whsec_old",
    ]


def test_no_secret_shows_when_settings_are_printed():
    assert "sk_live_a" not in repr(Settings(**REAL))
    assert "whsec_a" not in repr(Settings(**REAL))
