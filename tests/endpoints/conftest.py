"""A browser at the plain doors, behind what the web gate says of it."""

from collections.abc import Callable
from itertools import count

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from occ_app import db as database
from occ_app.access import cookies, sessions
from occ_app.testing.factories import Make


@pytest.fixture
def browser_at(database_url) -> Callable[[list], TestClient]:
    """A function from routes to a fresh browser that keeps cookies and follows no redirect."""

    def opened(routes: list, **options) -> TestClient:
        return TestClient(_FoundSessions(Starlette(routes=routes)), follow_redirects=False, **options)

    return opened


@pytest.fixture
def stored(database_url):
    """A function that runs `work(make)` in a transaction of its own."""
    numbers = count(1)

    def run(work):
        with database.transaction() as db:
            return work(Make(db, numbers))

    return run


class _FoundSessions:
    """The part of the web gate that the doors lean on: who is behind the cookie, and from where."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            connection = HTTPConnection(scope)
            scope["occ.address"] = connection.headers.get("x-test-address", "192.0.2.1")
            if token := cookies.token_in(connection.cookies):
                with database.transaction() as db:
                    if ref := sessions.find(db, token):
                        scope["occ.session_ref"] = ref
        await self.app(scope, receive, send)
