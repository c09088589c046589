import re
from html.parser import HTMLParser

import pytest
from sqlmodel import select

from occ_app.endpoints.sign_in import routes, routes_for
from occ_app.models import OutboxMail, SignInCode, SignInSession
from occ_app.services import sign_in
from occ_app.settings import Environment, get_settings
from tests.endpoints.test_destinations import HOSTILE

ANA, STRANGER = "ana.ruiz@acme.example", "newcomer@acme.example"


@pytest.fixture
def browser(browser_at, stored):
    """A browser at the doors of a portal whose one contact is Ana; staff may be tried too."""

    def people(make):
        make.contact(make.account("Acme Iberia", language="es"), email=ANA, name="Ana Ruiz")
        make.person(STRANGER, name="New Comer")
        make.person("staff@meridian.example", name="Sam Doe", is_staff=True)

    stored(people)
    return browser_at(routes)


@pytest.fixture
def last_mail(stored):
    return lambda: stored(
        lambda make: make.db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    )


def code_of(mail):
    return re.search(r"\d{4} \d{4}", mail.subject).group()


def token_of(mail):
    return re.search(r"token=([\w-]+)", mail.text).group(1)


def ask(browser, email=ANA, **more):
    return browser.post("/auth/code", data={"email": email, "language": "en"} | more)


def verify(browser, code, email=ANA, **more):
    return browser.post("/auth/verify", data={"email": email, "code": code, "language": "en"} | more)


def demo(browser, email=ANA, **more):
    return browser.post("/auth/demo", data={"email": email} | more)


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_a_code_leads_from_the_page_to_the_overview(browser, last_mail):
    assert browser.get("/en/sign-in").status_code == 200
    assert ask(browser).status_code == 200
    answer = verify(browser, code_of(last_mail()))
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/overview")
    assert answer.headers["set-cookie"].startswith("occ_session=")
    assert browser.get("/en/sign-in").headers["location"] == "/es/overview"


def test_a_link_signs_in_on_the_button_and_not_before(browser, last_mail, stored):
    ask(browser)
    url = re.search(r"http\S+(/auth/link\S+)", last_mail().text).group(1)
    for _ in range(3):
        page = browser.get(url)
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    assert page.headers["referrer-policy"] == "strict-origin"
    assert not stored(lambda make: make.db.exec(select(SignInSession)).all())
    form = {a["name"]: a["value"] for tag, a in Tags(page.text).found if tag == "input"}
    answer = browser.post("/auth/link", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/overview")
    browser.cookies.clear()
    assert browser.post("/auth/link", data=form).status_code == 422


def test_a_head_request_for_the_link_changes_nothing(browser, last_mail):
    ask(browser)
    url = re.search(r"http\S+(/auth/link\S+)", last_mail().text).group(1)
    browser.head(url)
    assert verify(browser, code_of(last_mail())).status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(browser, last_mail):
    def answer(email):
        got = ask(browser, email)
        return got.status_code, got.text.replace(email, "ADDRESS"), dict(got.headers) | {"content-length": ""}

    assert answer(STRANGER) == answer("nobody@nowhere.example")
    assert last_mail() is None
    assert answer(ANA) == answer(STRANGER)
    assert last_mail().to == ANA


def test_a_wrong_code_is_said_and_counted(browser, last_mail, stored):
    ask(browser)
    for tries in range(1, 6):
        answer = verify(browser, "00000000")
        assert answer.status_code == 422
        assert "aria-invalid" in answer.text
        assert "set-cookie" not in answer.headers
        assert stored(lambda make: make.db.exec(select(SignInCode)).one()).tries == tries
    assert verify(browser, code_of(last_mail())).status_code == 422


def test_the_same_is_said_of_a_wrong_code_for_known_and_unknown_addresses(browser):
    def answer(email):
        ask(browser, email)
        return verify(browser, "1", email).text.replace(email, "ADDRESS")

    assert answer(ANA) == answer(STRANGER) == answer("nobody@nowhere.example")


def test_too_many_codes_or_guesses_are_refused(browser):
    for _ in range(sign_in.CODES_OF_ADDRESS.most):
        assert ask(browser).status_code == 200
    assert ask(browser).status_code == 429
    for _ in range(sign_in.CHECKS_OF_ADDRESS.most):
        assert verify(browser, "1").status_code == 422
    assert verify(browser, "1").status_code == 429


def test_the_source_is_the_address_that_the_web_gate_found(browser):
    for n in range(sign_in.CODES_OF_SOURCE.most):
        ask(browser, f"person{n}@acme.example")
    assert ask(browser, "last@acme.example").status_code == 429
    other = {"x-test-address": "198.51.100.7"}
    assert browser.post("/auth/code", data={"email": "last@acme.example"}, headers=other).status_code == 200


def test_a_mistyped_address_is_said_at_its_field(browser):
    answer = ask(browser, "ana@acme")
    assert answer.status_code == 422
    assert 'aria-describedby="email-problem"' in answer.text
    assert 'value="ana@acme"' in answer.text


@pytest.mark.parametrize("email", [ANA, "staff@meridian.example"])
def test_people_of_the_demo_enter_at_once(browser, email):
    answer = demo(browser, email)
    assert answer.status_code == 303
    assert re.fullmatch(r"/(es|en)/overview", answer.headers["location"])
    assert "HttpOnly" in answer.headers["set-cookie"]


@pytest.mark.parametrize("email", [STRANGER, "nobody@nowhere.example"])
def test_the_demo_refuses_whom_no_order_names(browser, email):
    answer = demo(browser, email)
    assert answer.status_code == 403
    assert "No order names this address" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("email", ["", "\0", "x" * 9_000, "ana", "' OR 1=1 --"])
def test_the_demo_refuses_nonsense(browser, email):
    assert demo(browser, email).status_code == 403


def test_in_production_the_demo_is_not_built(browser_at, stored, monkeypatch):
    production = get_settings().model_copy(update={"env": Environment.PRODUCTION})
    assert "/auth/demo" not in [route.path for route in routes_for(production)]
    for module in ("occ_app.endpoints.sign_in_pages", "occ_app.services.demo_sign_in"):
        monkeypatch.setattr(f"{module}.get_settings", lambda: production)
    stored(lambda make: make.contact(make.account(), email=ANA, name="Ana Ruiz"))
    browser = browser_at(routes_for(production))
    assert "Ana Ruiz" not in browser.get("/en/sign-in").text
    assert demo(browser).status_code == 404


def test_everybody_to_try_has_one_button(browser):
    page = browser.get("/en/sign-in").text
    assert re.findall(r"Continue as ([^<]+)<", page) == ["Ana Ruiz", "Sam Doe"]
    assert "Continuar como" in browser.get("/es/sign-in").text or "Continue as Ana" in page


def test_signing_in_gives_a_new_session_and_ends_the_old_one(browser, stored):
    demo(browser)
    old = browser.cookies["occ_session"]
    demo(browser, "staff@meridian.example")
    assert browser.cookies["occ_session"] != old
    first, second = stored(lambda make: make.db.exec(select(SignInSession).order_by(SignInSession.id)).all())
    assert first.ended_at
    assert not second.ended_at


def test_a_planted_cookie_does_not_become_the_session(browser):
    browser.cookies.set("occ_session", "planted-by-somebody")
    answer = demo(browser)
    assert "planted" not in answer.headers["set-cookie"]


def test_signing_out_ends_the_session_and_takes_the_cookie(browser, stored):
    demo(browser)
    answer = browser.post("/auth/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/sign-in?reason=signed-out")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert stored(lambda make: make.db.exec(select(SignInSession)).one()).ended_at
    assert browser.get(answer.headers["location"]).status_code == 200


def test_signing_out_twice_is_no_error(browser):
    assert browser.post("/auth/sign-out").headers["location"] == "/en/sign-in?reason=signed-out"


def test_nothing_changes_on_get(browser):
    demo(browser)
    for path in ("/auth/sign-out", "/auth/code", "/auth/verify", "/auth/demo"):
        assert browser.get(path).status_code == 405


def test_the_wanted_page_is_kept_to_the_end(browser, last_mail):
    goal = "/en/invoices?status=past_due&q=a%26b"
    page = browser.get("/en/sign-in", params={"next": goal}).text
    assert ("input", {"type": "hidden", "name": "next", "value": goal}) in Tags(page).found
    assert verify(browser, "1", next=goal).text.count("past_due") >= 2
    ask(browser, next=goal)
    assert verify(browser, code_of(last_mail()), next=goal).headers["location"] == goal
    browser.cookies.clear()
    ask(browser, next=goal)
    form = {"token": token_of(last_mail()), "next": goal}
    assert browser.post("/auth/link", data=form).headers["location"] == goal
    assert browser.get("/en/sign-in", params={"next": goal}).headers["location"] == goal
    assert demo(browser, next=goal).headers["location"] == goal


@pytest.mark.parametrize("goal", HOSTILE)
def test_a_hostile_page_to_go_to_is_dropped(browser, goal):
    page = browser.get("/en/sign-in", params={"next": goal}).text
    assert not any(attrs.get("name") == "next" for _, attrs in Tags(page).found)
    assert "evil.example" not in page
    assert demo(browser, next=goal).headers["location"] == "/es/overview"
    assert browser.get("/en/sign-in", params={"next": goal}).headers["location"] == "/es/overview"


def test_pages_need_no_script_and_no_inline_style(browser):
    goal = {"next": "/en/invoices"}
    for answer in (
        browser.get("/en/sign-in", params=goal),
        ask(browser, **goal),
        verify(browser, "1", **goal),
        browser.get("/auth/link", params={"token": "t", "language": "es"} | goal),
        ask(browser, "no address"),
        demo(browser, STRANGER),
    ):
        assert answer.headers["cache-control"] == "no-store"
        for tag, attrs in Tags(answer.text).found:
            assert tag not in ("script", "style")
            assert not [name for name in attrs if name == "style" or name.startswith("on")]
            assert not attrs.get("src", attrs.get("href", "/")).startswith(("http", "//"))


def test_what_people_type_is_shown_as_text(browser):
    hostile = '"><script>alert(1)</script>@x'
    for answer in (ask(browser, hostile), verify(browser, hostile), demo(browser, hostile)):
        assert "<script" not in answer.text
    page = browser.get("/auth/link", params={"token": hostile, "language": hostile}).text
    assert "<script" not in page


@pytest.mark.parametrize("path", ["/fr/sign-in", "/EN/sign-in", "/x/y/sign-in"])
def test_other_languages_are_not_found(browser, path):
    assert browser.get(path).status_code == 404


def test_each_page_links_to_itself_in_the_other_language(browser):
    page = browser.get("/en/sign-in", params={"next": "/en/invoices?q=1"}).text
    assert 'href="/es/sign-in?next=%2Fes%2Finvoices%3Fq%3D1"' in page
    page = browser.get("/auth/link", params={"token": "t", "language": "es"}).text
    assert '<html lang="es">' in page
    assert 'href="/auth/link?token=t&amp;language=en"' in page


def test_why_somebody_is_here_is_said_in_our_own_words_only(browser):
    assert "Your session has ended." in browser.get("/en/sign-in?reason=ended").text
    assert "<b>" not in browser.get("/en/sign-in?reason=%3Cb%3E").text


def test_a_form_that_is_too_large_is_refused(browser):
    assert browser.post("/auth/code", data={"email": "x" * 20_000}).status_code == 413
    assert browser.post("/auth/code", content=iter([b"email=a"])).status_code == 413
    assert browser.post("/auth/code", files={"email": b"x"}).status_code in (400, 422)
