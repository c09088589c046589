import pytest

from occ_app.access import sessions

ORIGIN = "http://localhost:3000"


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/auth/demo",
        "/en/sign-in",
        "/es/signed-out",
        "/portal.css",
        "/assets/a/b.js",
        "/fonts/x.woff2",
    ],
)
def test_what_is_public_passes_without_a_session(gated, path):
    assert gated().get(path).json()["path"] == path


@pytest.mark.parametrize(
    "path",
    [
        "/en/overview",
        "/en/sign-in/x",
        "/fr/sign-in",
        "/healthy",
        "/auth",
        "/portal.css.map",
        "/x/portal.css",
        "/assets",
    ],
)
def test_everything_else_needs_a_session(gated, session, path):
    assert gated().get(path).status_code in (303, 401)
    assert gated(session).get(path).json()["name"] == "Ana Ruiz"


@pytest.mark.parametrize(
    "path", ["/_event", "/_event/", "/_upload", "/_anything", "/ping", "/en/%00", "/en/%250a"]
)
def test_machinery_and_unprintable_addresses_are_not_found_by_anybody(gated, session, path):
    assert gated(session).get(path).status_code == 404


def test_a_page_sends_to_sign_in_and_a_file_says_no(gated):
    browser = gated()
    answer = browser.get("/es/invoices?q=a b", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/es/sign-in?next=/es/invoices%3Fq%3Da%2520b",
    )
    assert browser.get("/documents/x.pdf", headers={"accept": "*/*"}).status_code == 401


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("es-MX,en;q=0.5", "es"), ("fr, en", "en"), ("de", "en"), ("", "en"), ("ES", "es")],
)
def test_a_stranger_is_greeted_in_a_language_of_theirs(gated, accepted, language):
    answer = gated().get("/", headers={"accept-language": accepted})
    assert answer.headers["location"] == f"/{language}/sign-in"


def test_the_root_leads_the_signed_in_to_their_overview(gated, session):
    assert gated(session).get("/").headers["location"] == "/en/overview"


@pytest.mark.parametrize(
    "origin", [{"origin": ORIGIN}, {"origin": "http://127.0.0.1:3000"}, {"sec-fetch-site": "same-origin"}, {}]
)
def test_our_own_forms_pass(gated, session, origin):
    assert gated(session).post("/preferences/x", headers=origin).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": ""}, {"sec-fetch-site": "cross-site"}],
)
def test_forms_of_others_do_not(gated, session, origin):
    for path in ("/preferences/x", "/auth/demo", "/portal.css"):
        assert gated(session).post(path, headers=origin).status_code == 403


def test_programs_post_without_a_session_or_origin(gated):
    for path in ("/webhooks/stripe", "/api/v1/x"):
        answer = gated().post(path, headers={"origin": "http://elsewhere.example"})
        assert (answer.status_code, answer.json()["session"]) == (200, None)


def test_each_answer_has_the_security_headers_and_private_ones_are_not_kept(gated, session):
    for path in ("/en/overview", "/health", "/_upload"):
        headers = gated(session).get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["cache-control"] == "private, no-store"
    assert "cache-control" not in gated().get("/portal.css").headers


@pytest.fixture
def owing(stored):
    """The token of a session that owes its second factor."""

    def begin(make):
        person = make.contact(make.account("Globex"), has_factor=True, language="es")
        return sessions.begin(make.db, person, user_agent="test", address="192.0.2.1")

    return stored(begin)


@pytest.mark.parametrize("path", ["/en/invoices?q=1", "/es/overview", "/en/second-factor/add"])
def test_who_owes_a_second_factor_is_led_to_it_and_back(gated, owing, path):
    answer = gated(owing).get(path, headers={"accept": "text/html"})
    wanted = path.replace("?", "%3F").replace("=", "%3D")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{path[:3]}/second-factor?next={wanted}",
    )


def test_until_then_files_are_refused_and_the_doors_are_open(gated, owing):
    assert gated(owing).get("/documents/x.pdf").text == "Show your second factor first."
    for path in ("/en/second-factor", "/auth/second-factor/code", "/auth/sign-out", "/portal.css"):
        assert gated(owing).get(path).status_code == 200
