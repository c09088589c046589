from occ_app.access.headers import content_policy, security_headers
from occ_app.settings import Settings


def policy(**settings):
    text = content_policy(Settings(**settings), ("'sha256-a'", "'sha256-b'"))
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
