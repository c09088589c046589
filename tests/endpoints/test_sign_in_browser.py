"""The browser that asks for a code, and the others."""

import re

from occ_app.services import sign_in
from tests.endpoints.test_sign_in import ask, browser, code_of, last_mail, token_of, verify

__all__ = ["browser", "last_mail"]


def test_in_another_browser_the_page_of_a_link_asks_for_the_code(browser, last_mail):
    ask(browser)
    mail, cookie = last_mail(), browser.cookies["occ_browser"]
    url = re.search(r"http\S+(/auth/link\S+)", mail.text).group(1)
    assert 'name="code"' not in browser.get(url).text
    browser.cookies.clear()
    assert 'name="code"' in browser.get(url).text
    form = {"token": token_of(mail), "language": "en"}
    browser.cookies.set("occ_browser", "A" * len(cookie))
    answer = browser.post("/auth/link", data=form)
    assert answer.status_code == 422
    assert "type the code as well" in answer.text
    assert browser.post("/auth/link", data=form | {"code": "00000000"}).status_code == 422
    assert browser.post("/auth/link", data=form | {"code": code_of(mail)}).status_code == 303


def test_the_cookie_of_a_browser_that_asks_is_short_lived_and_for_the_server_only(browser):
    first = ask(browser).headers["set-cookie"]
    assert {"HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"} <= set(first.split("; "))
    value = browser.cookies["occ_browser"]
    ask(browser)
    assert browser.cookies["occ_browser"] == value
    browser.cookies.clear()
    browser.cookies.set("occ_browser", "chosen-by-somebody")
    assert "chosen" not in ask(browser).headers["set-cookie"]


def test_a_new_code_is_sent_within_the_limits_and_said(browser, last_mail):
    first = ask(browser)
    assert "A new code is on its way" not in first.text
    again = ask(browser, again="1")
    assert "A new code is on its way" in again.text
    for _ in range(sign_in.CODES_OF_ADDRESS.most - 2):
        ask(browser, again="1")
    answer = ask(browser, again="1")
    assert answer.status_code == 429
    assert 'name="code"' in answer.text
    assert verify(browser, code_of(last_mail())).status_code == 303
