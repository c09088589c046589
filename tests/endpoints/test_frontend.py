import gzip

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from occ_app.access.actors import Actor
from occ_app.endpoints.frontend import Frontend, script_hashes

PAGE = '<!DOCTYPE html><html lang="en"><head><script>one()</script><script type="module">two()</script><script src="/x.js"></script></head><body>{}</body></html>'


SCRIPT = b"let a = 1;" * 50


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
    (tmp_path / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets" / "app-1a2b.js.br").write_bytes(b"as brotli")
    (tmp_path / "portal.css").write_text("main{}")
    return tmp_path


@pytest.fixture
def browser(build):
    return TestClient(Frontend(PlainTextResponse("beyond"), build, " ".join))


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


@pytest.mark.parametrize(
    "path",
    ["/es/sign-in", "/es/signed-out", "/es/second-factor/add", "/health", "/fr/invoices", "/index.html"],
)
def test_what_is_not_its_own_is_passed_on(browser, path):
    assert browser.get(path).text == "beyond"


def test_posts_are_passed_on(browser):
    assert browser.post("/es/invoices").text == "beyond"


def test_pages_are_private_and_say_their_language(browser):
    answer = browser.get("/es/invoices")
    assert '<html lang="es"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


def test_the_chosen_colour_mode_is_in_the_first_byte(build):
    front = Frontend(PlainTextResponse("beyond"), build, " ".join)

    async def as_dark(scope, receive, send):
        await front({**scope, "occ.actor": Actor(color_mode="dark")}, receive, send)

    assert '<html lang="en" data-mode="dark"' in TestClient(as_dark).get("/en/overview").text


def raw(browser, path, accepted, method="GET"):
    """The answer as it travels: its coding and its bytes."""
    request = browser.build_request(method, path, headers={"accept-encoding": accepted})
    answer = browser.send(request, stream=True)
    return answer.headers.get("content-encoding"), b"".join(answer.iter_raw()), answer.headers


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("gzip;q=0, br;q=0.000", None),
        ("GZIP ; q=1.0", "gzip"),
        ("x-gzip, broken;q=;;", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_file_travels_as_the_browser_likes_best(browser, accepted, coding):
    bytes_of = {"br": b"as brotli", "gzip": gzip.compress(SCRIPT), None: SCRIPT}
    said, content, headers = raw(browser, "/assets/app-1a2b.js", accepted)
    assert (said, content) == (coding, bytes_of[coding])
    assert headers["vary"] == "accept-encoding"
    assert headers["content-length"] == str(len(content))


def test_a_file_the_build_left_as_it_is_travels_so(browser):
    assert raw(browser, "/portal.css", "br, gzip")[:2] == (None, b"main{}")


def test_only_the_length_is_told_to_who_asks_for_the_head(browser):
    assert raw(browser, "/assets/app-1a2b.js", "br", "HEAD")[2]["content-length"] == str(len(b"as brotli"))


def test_a_part_of_a_file_is_not_given_for_the_whole(browser):
    answer = browser.get("/assets/app-1a2b.js", headers={"range": "bytes=0-9", "accept-encoding": ""})
    assert (answer.status_code, "content-range" in answer.headers) == (200, False)


def test_hashed_files_are_kept_for_ever(browser):
    assert "immutable" in browser.head("/assets/app-1a2b.js").headers["cache-control"]


def test_a_file_may_load_nothing(browser):
    assert browser.get("/portal.css").headers["content-security-policy"].startswith("default-src 'none'; ")


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_other_files_are_asked_for_again_by_their_tag(browser, accepted):
    first = browser.get("/portal.css")
    assert "immutable" not in first.headers["cache-control"]
    again = browser.get(
        "/portal.css",
        headers={"if-none-match": f'"older", {first.headers["etag"]}', "accept-encoding": accepted},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_compressed_for_who_accepts_it(browser):
    coding, content, _headers = raw(browser, "/es/invoices", "gzip, br")
    assert coding == "gzip"
    assert b"lista" in gzip.decompress(content)
    assert raw(browser, "/es/invoices", "gzip;q=0, br")[0] is None


def test_sidecars_of_the_build_are_not_served(browser):
    assert browser.get("/assets/app-1a2b.js.gz").text == "beyond"
    assert browser.get("/assets/app-1a2b.js.br").text == "beyond"


def hashes_of(*scripts):
    return {script_hashes(f"<script>{script}</script>".encode())[0] for script in scripts}


def test_a_page_names_its_own_inline_scripts_and_no_other(build):
    changed = build / "es" / "invoices" / "index.html"
    changed.write_text(changed.read_text().replace("two()", "three()"))
    browser = TestClient(Frontend(PlainTextResponse("beyond"), build, " ".join))
    for path, scripts in [
        ("/es/invoices", ("one()", "three()")),
        ("/en/overview", ("one()", "two()")),
        ("/es/nothing", ("one()", "two()")),
    ]:
        policy = browser.get(path).headers["content-security-policy"]
        assert set(policy.split()) == hashes_of(*scripts), path


def test_the_hash_of_a_script_is_as_browsers_count_it():
    assert script_hashes(b"<script>alert('Hello, world.');</script>") == (
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    )
