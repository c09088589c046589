"""States as the framework makes them, on a page of somebody who is signed in."""

import asyncio
import json
from itertools import count

import pytest
import reflex as rx
from reflex_base.event import EventSpec

from occ_app import db as database
from occ_app.access import sessions
from occ_app.state.flash import FlashState
from occ_app.testing.factories import Make


@pytest.fixture
def stored(database_url):
    """A function that runs `work(make)` in a transaction of its own."""
    numbers = count(1)

    def run(work):
        with database.transaction() as db:
            return work(Make(db, numbers))

    return run


@pytest.fixture
def reference(stored):
    """A function from a person to what the gate tells of their session: `ref.company`."""

    def begin(person, account_id=None):
        def write(make):
            token = sessions.begin(make.db, person, user_agent="test", address="")
            ref = sessions.find(make.db, token)
            return f"{ref}.{account_id or sessions.resume(make.db, ref).account_id or 0}"

        return stored(write)

    return begin


@pytest.fixture
def on_page():
    """A function to the state of a class, on a page with an address, reached through a handshake."""

    def opened(kind, reference="", address="/en/invoices"):
        place = {"pathname": address.partition("?")[0], "asPath": address}
        router = {**place, "headers": {"authorization": reference}}
        root = rx.State(_reflex_internal_init=True)
        root.router_data = root._update_router_vars(router, {})
        return asyncio.run(root.get_state(kind))

    return opened


@pytest.fixture
def run():
    """A function that runs a handler to its end."""
    return asyncio.run


@pytest.fixture
def told(run):
    """A function that runs a handler to its end, and gives the sentence that it has said; empty for none."""

    async def events(handler):
        if hasattr(handler, "__aiter__"):
            return [event async for event in handler]
        return [await handler]

    def sentence(handler):
        said = [event for event in run(events(handler)) if isinstance(event, EventSpec)]
        assert all(event.handler.fn is FlashState.tell.fn for event in said)
        return "".join(json.loads(str(event.args[0][1])) for event in said)

    return sentence
