import gzip

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from occ_app.access.actors import Actor
from occ_app.endpoints.frontend import Frontend

PAGE = '<!DOCTYPE html><html lang="en"><head><script>one()</script><script type="module">two()</script><script src="/x.js"></script></head><body>{}</body></html>'


@pytest.fixture
def build(tmp_path):
    pages = {
        "404.html": "lost",
        "es/invoices/index.html": "lista",
        "es/invoices/_tpl_/index.html": "factura",
        "en/overview/index.html": "overview",
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE.format(text))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1a2b.js").write_text("let a = 1;" * 50)
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(b"stale")
    (tmp_path / "portal.css").write_text("main{}")
    return tmp_path


@pytest.fixture
def browser(build):
    return TestClient(Frontend(PlainTextResponse("beyond"), build))


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/es/invoices", 200, "lista"),
        ("/es/invoices/", 200, "lista"),
        ("/es/invoices/MC-1", 200, "factura"),
        ("/es/invoices/MC-1/more", 404, "lost"),
        ("/es/nothing", 404, "lost"),
        ("/es/../portal.css", 200, "main{}"),
    ],
)
def test_a_page_is_found_by_its_address(browser, path, status, text):
    answer = browser.get(path)
    assert (answer.status_code, text in answer.text) == (status, True)


@pytest.mark.parametrize("path", ["/es/sign-in", "/es/signed-out", "/health", "/fr/invoices", "/index.html"])
def test_what_is_not_its_own_is_passed_on(browser, path):
    assert browser.get(path).text == "beyond"


def test_posts_are_passed_on(browser):
    assert browser.post("/es/invoices").text == "beyond"


def test_pages_are_private_and_say_their_language(browser):
    answer = browser.get("/es/invoices")
    assert '<html lang="es"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


def test_the_chosen_colour_mode_is_in_the_first_byte(build):
    front = Frontend(PlainTextResponse("beyond"), build)

    async def as_dark(scope, receive, send):
        await front({**scope, "occ.actor": Actor(color_mode="dark")}, receive, send)

    assert '<html lang="en" data-mode="dark"' in TestClient(as_dark).get("/en/overview").text


def test_hashed_files_are_kept_for_ever_and_compressed(browser):
    answer = browser.get("/assets/app-1a2b.js")
    assert "immutable" in answer.headers["cache-control"]
    assert (answer.headers["content-encoding"], answer.text) == ("gzip", "let a = 1;" * 50)


def test_other_files_are_asked_for_again_by_their_tag(browser):
    first = browser.get("/portal.css")
    assert "immutable" not in first.headers["cache-control"]
    assert browser.get("/portal.css", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_without_gzip_nothing_is_compressed(browser):
    answer = browser.get("/es/invoices", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers


def test_sidecars_of_the_build_are_not_served(browser):
    assert browser.get("/assets/app-1a2b.js.gz").text == "beyond"


def test_every_inline_script_has_its_hash_and_no_other(build):
    hashes = Frontend(PlainTextResponse(""), build).script_hashes
    assert len(hashes) == 2
    assert all(one.startswith("'sha256-") for one in hashes)


def test_compression_is_real(browser):
    raw = browser.build_request("GET", "/es/invoices")
    content = b"".join(browser.send(raw, stream=True).iter_raw())
    assert b"lista" in gzip.decompress(content)
