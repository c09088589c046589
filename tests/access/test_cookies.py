import pytest
from starlette.responses import Response

from occ_app.access import cookies
from occ_app.settings import get_settings


@pytest.fixture
def https(monkeypatch):
    monkeypatch.setenv("OCC_BASE_URL", "https://portal.test.example")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


def header_after(change):
    response = Response()
    change(response)
    return response.headers["set-cookie"].lower()


def test_the_cookie_is_http_only_lax_and_for_the_whole_site():
    header = header_after(lambda response: cookies.put(response, "secret"))
    assert header.startswith("occ_session=secret;")
    assert {"httponly", "samesite=lax", "path=/"} <= set(header.split("; "))
    assert "secure" not in header
    assert "domain" not in header


@pytest.mark.usefixtures("https")
def test_under_https_the_cookie_is_secure_and_bound_to_the_host():
    for change in (lambda r: cookies.put(r, "secret"), cookies.clear):
        header = header_after(change)
        assert header.startswith("__host-occ_session=")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(header.split("; "))
        assert "domain" not in header


def test_clearing_expires_the_cookie_at_once():
    assert "max-age=0" in header_after(cookies.clear)


def test_the_token_is_read_from_the_cookie_of_the_right_name_only():
    assert cookies.token_in({"occ_session": "secret"}) == "secret"
    assert cookies.token_in({"__Host-occ_session": "secret"}) == ""


def test_a_browser_that_asks_is_known_for_ten_minutes():
    value = cookies.new_browser()
    header = header_after(lambda response: cookies.put_browser(response, value))
    assert {"httponly", "max-age=600", "samesite=lax"} <= set(header.split("; "))
    assert cookies.browser_in({"occ_browser": value}) == value


@pytest.mark.parametrize("value", ["", "short", "x" * 44, "ñ" * 43, "a" * 42 + "\n"])
def test_what_we_did_not_give_is_no_browser_of_ours(value):
    assert cookies.browser_in({"occ_browser": value}) == ""


def test_under_https_the_browsers_cookie_is_bound_to_the_host(https):
    header = header_after(lambda response: cookies.put_browser(response, cookies.new_browser()))
    assert header.startswith("__host-occ_browser=")
    assert "secure" in header
