"""The gates in front of a small application, in this process."""

from itertools import count

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from occ_app import db as database
from occ_app.access import cookies, sessions
from occ_app.access.live import LiveSockets
from occ_app.access.web_gate import WebGate
from occ_app.settings import Settings
from occ_app.testing import databases
from occ_app.testing.factories import Make


async def page(request):
    """Says what the gate told of the request."""
    return JSONResponse(
        {
            "path": request.url.path,
            "session": request.scope.get("occ.session_ref"),
            "name": getattr(request.scope.get("occ.actor"), "name", None),
            "address": request.scope["occ.address"],
        }
    )


async def echo(socket):
    """Says what is left of the handshake, then repeats what it hears."""
    await socket.accept()
    headers = {name.decode(): value.decode() for name, value in socket.scope["headers"]}
    await socket.send_json({"headers": headers, "query": dict(socket.query_params)})
    async for text in socket.iter_text():
        await socket.send_text(text)


@pytest.fixture
def stored():
    """A function that runs `work(make)` in a transaction of its own, on a database of the test's own."""
    numbers = count(1)
    with databases.temporary("sqlite"):

        def run(work):
            with database.transaction() as db:
                return work(Make(db, numbers))

        yield run


@pytest.fixture
def session(stored):
    """The token of Ana's session."""

    def begin(make):
        ana = make.contact(make.account("Acme"), name="Ana Ruiz", email="ana@acme.example")
        return sessions.begin(make.db, ana, user_agent="test", address="192.0.2.1")

    return stored(begin)


@pytest.fixture
def live():
    return LiveSockets()


@pytest.fixture
def gated(stored, live):
    """A function from settings to a browser in front of the gates; `session` signs it in."""

    def opened(session="", *, knows=lambda _event: True, **settings):
        behind = [Route("/{rest:path}", page, methods=["GET", "POST"]), WebSocketRoute("/{rest:path}", echo)]
        gate = WebGate(Starlette(routes=behind), Settings(**settings), live, knows)
        browser = TestClient(gate, base_url="http://localhost:3000", follow_redirects=False)
        if session:
            browser.headers["cookie"] = f"{cookies.name()}={session}"
        return browser

    return opened
