import asyncio

import pytest
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from occ_app.access import sessions
from occ_app.access.permissions import Permission
from occ_app.state.flash import FlashState
from occ_app.state.guard import FRAMEWORK_EVENTS, FROM_PAGES, Guard, knows, needed
from occ_app.state.invoices import InvoicesState

FLASH, INVOICES = FlashState.get_full_name(), InvoicesState.get_full_name()
HYDRATE = "reflex___state____state.hydrate_and_load"


def pre(state, name, **payload):
    """What the guard answers to an event; None when it lets it run."""
    return asyncio.run(Guard().preprocess(None, state, Event(name=name, payload=payload)))


async def in_context(context, state, name=f"{FLASH}.dismiss"):
    """The same for an event of a chain."""
    EventContext.set(context)
    return await Guard().preprocess(None, state, Event(name=name, payload={}))


@pytest.fixture
def staff(stored, reference):
    return reference(stored(lambda make: make.person(is_staff=True)))


@pytest.fixture
def ana(stored, reference):
    return reference(stored(lambda make: make.contact(make.account())))


def test_an_event_runs_for_whoever_has_its_permission(on_page, ana, staff):
    assert pre(on_page(InvoicesState, ana), f"{INVOICES}.load") is None
    assert pre(on_page(InvoicesState, staff), f"{INVOICES}.load") == StateUpdate()
    assert pre(on_page(FlashState, staff), f"{FLASH}.dismiss") is None


@pytest.mark.parametrize(
    "name", ["", "x", f"{FLASH}.setvar", f"{FLASH}.reset", "reflex___state____state.setvar"]
)
def test_what_nobody_declared_does_not_run(on_page, ana, name):
    assert pre(on_page(FlashState, ana), name) == StateUpdate()


@pytest.mark.parametrize("name", [*sorted(FRAMEWORK_EVENTS), f"{FLASH}.dismiss"])
def test_after_the_end_of_the_session_nothing_runs_and_the_page_leaves(on_page, ana, stored, name):
    assert pre(on_page(FlashState, ana), name) is None
    stored(lambda make: sessions.end(make.db, ana.partition(".")[0]))
    leaving = pre(on_page(FlashState, ana, "/es/invoices"), name)
    assert leaving.events[0].payload["path"] == "/es/signed-out"
    assert leaving.delta == {}


def test_what_follows_from_an_event_does_not_ask_again_and_all_else_does(on_page, ana, stored):
    page = on_page(FlashState, ana)

    async def chain():
        click = EventContext(token="tab", state_manager=None, enqueue_impl=None)
        answers = [await in_context(click, page)]
        stored(lambda make: sessions.end(make.db, ana.partition(".")[0]))
        answers.append(await in_context(click.fork(), page))
        answers.append(
            await in_context(EventContext(token="tab", state_manager=None, enqueue_impl=None), page)
        )
        return answers

    first, follower, next_click = asyncio.run(chain())
    assert (first, follower) == (None, None)
    assert next_click.events[0].payload["path"].endswith("/signed-out")


def test_what_follows_in_another_session_asks_for_itself(on_page, ana, staff):
    hers, theirs = on_page(InvoicesState, ana), on_page(InvoicesState, staff)

    async def chain():
        click = EventContext(token="tab", state_manager=None, enqueue_impl=None)
        await in_context(click, hers, f"{INVOICES}.load")
        return await in_context(click.fork(), theirs, f"{INVOICES}.load")

    assert asyncio.run(chain()) == StateUpdate()


def test_a_page_may_send_what_is_declared_with_arguments_of_its_kind():
    for name, payload in [
        (f"{FLASH}.tell", {"text": "hello"}),
        (f"{FLASH}.dismiss", {}),
        (f"{INVOICES}.narrow", {"form": {"q": "x"}}),
        (f"{INVOICES}.narrow", {"form": {"__reflex_form_data__": [["q", "x"], ["type_support", "on"]]}}),
        (HYDRATE, {}),
        (HYDRATE, {"vars": {}, "hashes": ["x"]}),
    ]:
        assert knows({"name": name, "payload": payload}), name
    assert knows({"name": f"{FLASH}.dismiss"})


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{FLASH}.tell", {}),
        (f"{FLASH}.tell", {"text": None}),
        (f"{FLASH}.tell", {"text": 7}),
        (f"{FLASH}.tell", {"text": ["x"]}),
        (f"{FLASH}.tell", {"text": "x", "more": 1}),
        (f"{FLASH}.tell", {"self": "x"}),
        (f"{FLASH}.dismiss", {"text": "x"}),
        (f"{INVOICES}.narrow", {"form": "q=x"}),
        (f"{INVOICES}.narrow", {"form": {"__reflex_form_data__": "x"}}),
        (f"{INVOICES}.narrow", {"form": {"__reflex_form_data__": [[7, 7]]}}),
        (f"{INVOICES}.narrow", {"form": {"__reflex_form_data__": [[[], {}]]}}),
        (HYDRATE, {"vars": "x"}),
        (HYDRATE, {"hashes": [1]}),
        ("reflex___state____state.set_is_hydrated", {"value": True}),
        ("reflex___state____state.hydrate", {}),
        ("no.such.handler", {}),
        ("", {}),
    ],
)
def test_nothing_else_is_known(name, payload):
    assert not knows({"name": name, "payload": payload})


def test_the_frameworks_own_events_exist_by_the_names_we_know():
    assert set(RegistrationContext.get().event_handlers) >= FRAMEWORK_EVENTS >= FROM_PAGES


def test_the_permission_of_a_handler_is_the_declared_one():
    assert needed(f"{INVOICES}.load") is Permission.INVOICES_READ
    assert needed(HYDRATE) is None
    assert needed("no.such.handler") is None
