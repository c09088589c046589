import pytest

from occ_app.endpoints import front
from occ_app.endpoints import sign_in_pages as pages
from occ_app.endpoints.sign_in import routes
from occ_app.i18n import speaking


def text_of(response):
    return response.body.decode()


def test_the_code_page_takes_a_code_as_phones_offer_it():
    page = text_of(pages.code("ana@acme.example", ""))
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_the_page_of_a_link_carries_its_token_in_the_form_only():
    page = text_of(pages.link("TOKEN", "/en/invoices"))
    assert page.count("TOKEN") == 2
    assert '<input type="hidden" name="token" value="TOKEN">' in page
    assert 'href="/auth/link?token=TOKEN&amp;language=es&amp;next=%2Fes%2Finvoices"' in page


def test_only_known_reasons_are_said():
    assert pages.notice("signed-out") == "You have signed out."
    assert pages.notice("<b>") == ""


def test_the_page_is_in_the_language_spoken():
    with speaking("es"):
        assert '<html lang="es">' in text_of(pages.code("ana@acme.example", ""))


def test_a_sentence_is_said_to_screen_readers_at_once():
    assert 'role="alert"' in text_of(pages.code("ana@acme.example", "", problem="Wrong."))


@pytest.mark.parametrize(("people", "scrolls"), [(pages.MANY, False), (pages.MANY + 1, True)])
def test_many_people_to_try_have_a_list_that_scrolls_and_takes_the_keyboard(
    browser_at, stored, people, scrolls
):
    def add(make):
        for n in range(people):
            make.contact(make.account(f"Company {n:02}"), name=f"Person {n}")

    stored(add)
    page = browser_at(routes).get("/en/sign-in").text
    assert page.count("Continue as Person") == people
    assert ('class="people many" tabindex="0"' in page) is scrolls


def test_the_brands_logo_takes_the_place_of_our_mark(monkeypatch):
    settings = front.get_settings().model_copy(update={"brand_logo": "/logo.svg", "brand_name": "A & B"})
    monkeypatch.setattr(front, "get_settings", lambda: settings)
    page = text_of(pages.code("ana@acme.example", ""))
    assert '<img src="/logo.svg" alt=""' in page
    assert '<svg class="mark"' not in page
    assert "A &amp; B" in page


def test_a_page_whose_session_ended_is_led_to_the_door_and_told_why(browser_at):
    browser = browser_at(routes)
    answer = browser.get("/es/signed-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/sign-in?reason=ended")
    assert "Su sesión ha terminado" in browser.get(answer.headers["location"]).text
    assert browser.get("/fr/signed-out").status_code == 404
