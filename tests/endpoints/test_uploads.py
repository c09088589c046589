import asyncio

import pytest
from starlette.routing import Route

from occ_app.endpoints.uploads import ROOM, Upload, received, uploading
from occ_app.errors import Invalid, InvalidForm, NotFound
from occ_app.services.stored_files import MOST_BYTES

SCRIPT = {"accept": "application/json"}
PDF = ("paper.pdf", b"%PDF-1.7")


@pytest.fixture
def got():
    return []


@pytest.fixture
def browser(browser_at, got):
    async def keep(request):
        got.append(await received(request))
        return "/billing-profile/tax"

    return browser_at([Route("/", uploading(keep), methods=["POST"])])


def test_a_form_with_a_file_is_read(browser, got):
    answer = browser.post("/?lang=es", data={"number": "ñ"}, files={"file": PDF}, headers=SCRIPT)
    assert (answer.status_code, answer.json()) == (200, {"next": "/es/billing-profile/tax"})
    assert got == [Upload({"number": "ñ"}, "paper.pdf", b"%PDF-1.7")]


def test_a_browser_without_the_script_is_sent_on(browser):
    answer = browser.post("/", files={"file": PDF}, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/billing-profile/tax")


def test_a_form_without_a_file_brings_nothing(browser, got):
    assert browser.post("/", files={"number": (None, "1")}, headers=SCRIPT).status_code == 200
    assert got == [Upload({"number": "1"}, "", b"")]


def test_what_is_larger_than_we_take_is_refused_before_it_is_read(browser, got):
    file = ("paper.pdf", b"x" * (MOST_BYTES + ROOM + 1))
    answer = browser.post("/?lang=en", files={"file": file}, headers=SCRIPT)
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.json()["fields"]["file"]
    assert got == []


def test_a_lie_about_the_length_does_not_help():
    """A body that goes on beyond its own word is read no further than we take."""
    sent = 0

    async def receive():
        nonlocal sent
        sent += 1
        begin = (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' if sent == 1 else b""
        )
        return {"type": "http.request", "body": begin + b"x" * 1_000_000, "more_body": True}

    from starlette.requests import Request  # noqa: PLC0415 - only this test makes one by hand

    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"content-length", b"100")]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    with pytest.raises(Invalid, match="larger"):
        asyncio.run(received(Request(scope, receive)))
    assert sent <= MOST_BYTES // 1_000_000 + 2


@pytest.mark.parametrize("length", ["", "-1", "1e3", "²"])
def test_a_body_of_unknown_length_is_refused(browser, length):
    headers = {"content-length": length.encode(), "content-type": "multipart/form-data; boundary=b"}
    assert browser.post("/", content=b"x", headers=headers).status_code == 411


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
        (b"x", None),
    ],
)
def test_what_is_no_such_form_is_refused(browser, content, content_type):
    headers = {"content-type": content_type} if content_type else {}
    assert browser.post("/", content=content, headers=headers).status_code == 400


def test_two_files_and_many_fields_are_refused(browser):
    assert browser.post("/", files=[("file", PDF), ("file", PDF)]).status_code == 400
    many = {f"f{n}": (None, "") for n in range(21)}
    assert browser.post("/", files=many).status_code == 400
    assert browser.post("/", files={"text": (None, "x" * (ROOM + 1))}).status_code == 400


@pytest.mark.parametrize(
    ("error", "fields"),
    [(InvalidForm({"a": "A.", "b": "B."}), {"a": "A.", "b": "B."}), (Invalid("C.", "c"), {"c": "C."})],
)
def test_what_is_refused_is_told_by_field(browser_at, error, fields):
    async def refuse(_request):
        raise error

    browser = browser_at([Route("/", uploading(refuse), methods=["POST"])])
    answer = browser.post("/", headers=SCRIPT)
    assert (answer.status_code, answer.json()) == (422, {"fields": fields})
    page = browser.post("/", headers={"accept": "text/html"})
    assert (page.status_code, str(error) in page.text) == (422, True)


def test_other_refusals_are_answered_as_everywhere(browser_at):
    async def refuse(_request):
        raise NotFound("Nothing here.")

    answer = browser_at([Route("/", uploading(refuse), methods=["POST"])]).post("/", headers=SCRIPT)
    assert (answer.status_code, answer.text) == (404, "Nothing here.")
