import pytest
from sqlmodel import select
from starlette.responses import JSONResponse
from starlette.routing import Route

from occ_app.endpoints.forms import LARGEST, MOST_FIELDS, ask, fields, look
from occ_app.models import Account


@pytest.fixture
def browser(browser_at):
    async def echo(request):
        return JSONResponse(await fields(request))

    return browser_at([Route("/", echo, methods=["POST"])])


def test_text_fields_are_read_from_both_kinds_of_form(browser):
    assert browser.post("/", data={"a": "ñ", "b": ""}).json() == {"a": "ñ", "b": ""}
    parts = {"a": (None, "ñ")}
    assert browser.post("/", files=parts).json() == {"a": "ñ"}


def test_no_form_is_no_fields(browser):
    assert browser.post("/").json() == {}
    assert browser.post("/", json={"a": 1}).json() == {}


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"\xb2", b"", b"9" * 5_000, str(LARGEST + 1).encode()])
def test_a_form_of_unknown_or_large_size_is_refused(browser, length):
    assert browser.post("/", content=b"a=b", headers={b"content-length": length}).status_code == 413


def test_many_fields_and_files_are_refused(browser):
    many = {f"f{n}": "" for n in range(MOST_FIELDS + 1)}
    assert browser.post("/", data=many).status_code == 400
    assert browser.post("/", files={"file": ("x.txt", b"x")}).status_code == 400


@pytest.mark.anyio
async def test_what_is_asked_is_kept_and_what_raises_is_not(database_url):
    def add(db, name, *, fail=False):
        db.add(Account(number=name, name=name, currency="EUR"))
        db.flush()
        if fail:
            raise ValueError(name)

    await ask(add, "Acme")
    with pytest.raises(ValueError, match="Globex"):
        await ask(add, "Globex", fail=True)
    assert await look(lambda db: db.exec(select(Account.name)).all()) == ["Acme"]


@pytest.fixture
def anyio_backend():
    return "asyncio"
