from occ_app.access.headers import card_policy, content_policy, security_headers
from occ_app.settings import Settings


def policy(**settings):
    return rules(content_policy(Settings(**settings), ("'sha256-a'", "'sha256-b'")))


def rules(text):
    return dict(part.strip().partition(" ")[::2] for part in text.split(";"))


def test_scripts_are_ours_or_known_by_hash_and_never_evaluated():
    assert policy()["script-src"] == "'self' 'sha256-a' 'sha256-b'"


def test_an_answer_that_is_no_built_page_runs_no_inline_script():
    policy = security_headers(Settings())["content-security-policy"]
    assert "script-src 'self';" in policy


def test_what_is_not_named_is_forbidden():
    assert policy()["default-src"] == "'none'"
    assert "*" not in str(policy())
    assert "http:" not in policy()["connect-src"].replace("//localhost", "")


def test_the_socket_goes_to_our_own_origins_only():
    assert policy(OCC_BASE_URL="https://portal.example")["connect-src"] == "'self' wss://portal.example"
    local = policy(OCC_BASE_URL="http://localhost:3000", OCC_ENV="test")["connect-src"]
    assert local == "'self' ws://localhost:3000 ws://127.0.0.1:3000"


def test_https_is_kept_once_it_was_used():
    assert "strict-transport-security" in security_headers(Settings(OCC_BASE_URL="https://portal.example"))
    assert "strict-transport-security" not in security_headers(Settings(OCC_BASE_URL="http://localhost:3000"))


def test_a_page_that_asks_for_a_card_lets_stripe_in_and_nobody_else():
    strict = rules(content_policy(Settings(OCC_BASE_URL="https://portal.example")))
    page = rules(card_policy(Settings(OCC_BASE_URL="https://portal.example")))
    assert page.pop("script-src") == "'self' https://js.stripe.com https://*.js.stripe.com"
    assert page.pop("connect-src") == "'self' wss://portal.example https://api.stripe.com"
    assert page.pop("frame-src") == "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
    assert page == {name: rule for name, rule in strict.items() if name not in ("script-src", "connect-src")}


def test_the_local_servers_script_is_let_in_where_it_is_used():
    page = rules(card_policy(Settings(STRIPE_JS_URL="http://localhost:3002/js.stripe.com/v3/")))
    assert page["script-src"] == "'self' http://localhost:3002"
    assert page["connect-src"].endswith(" http://localhost:3002")
    assert "stripe.com" not in str(page)
    assert "frame-src" not in page


def test_other_pages_know_nothing_of_stripe():
    assert "stripe" not in content_policy(
        Settings(STRIPE_SECRET_KEY="sk_live_a", STRIPE_PUBLISHABLE_KEY="pk_live_a")
    )
