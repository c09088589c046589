import asyncio

import pytest
import structlog

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.errors import NotFound, PortalError, SignedOut
from occ_app.i18n import language
from occ_app.models import Person
from occ_app.state.base import PERMISSION_MARK, language_of, portal_event, session_of
from occ_app.state.flash import FlashState


def who(db, actor, *words, **more):
    """A service that only says who asked, and in which language."""
    gate.require(actor, Permission.PORTAL_USE)
    return actor.name, language(), words, more


def rename(db, actor, name):
    db.get(Person, actor.person_id).name = name


def break_down(db, actor):
    rename(db, actor, "Half done")
    db.flush()
    raise ZeroDivisionError("secret detail")


@pytest.fixture
def ana(stored):
    return stored(lambda make: make.contact(make.account(), name="Ana Ruiz"))


@pytest.fixture
def state(on_page, reference, ana):
    return on_page(FlashState, reference(ana), "/es/invoices")


def name_of(stored, person):
    return stored(lambda make: make.db.get(Person, person.pk).name)


def test_a_service_is_asked_as_the_signed_in_person_in_the_language_of_the_page(state):
    assert asyncio.run(state._read(who, 1, two=2)) == ("Ana Ruiz", "es", (1,), {"two": 2})


def test_what_a_service_changes_is_kept_and_what_a_reader_changes_is_not(state, stored, ana):
    asyncio.run(state._read(rename, "Read only"))
    assert name_of(stored, ana) == "Ana Ruiz"
    asyncio.run(state._ask(rename, "Ana María"))
    assert name_of(stored, ana) == "Ana María"


def test_a_service_that_breaks_changes_nothing_and_says_a_reference_only(state, stored, ana):
    with structlog.testing.capture_logs() as said, pytest.raises(PortalError) as refusal:
        asyncio.run(state._ask(break_down))
    assert said[0]["reference"] in str(refusal.value)
    assert "secret" not in str(refusal.value)
    assert name_of(stored, ana) == "Ana Ruiz"


def test_a_refusal_stays_the_refusal_it_is(state):
    def refuse(db, actor):
        raise NotFound("nothing here")

    with pytest.raises(NotFound, match="nothing here"):
        asyncio.run(state._ask(refuse))


@pytest.mark.parametrize("reference", ["", ".", "x.1", "x", "1", ".1.1", "x.²"])
def test_without_a_session_nothing_is_asked(on_page, database_url, reference):
    with pytest.raises(SignedOut):
        asyncio.run(on_page(FlashState, reference)._ask(who))


def test_a_session_in_a_foreign_company_is_no_session(on_page, reference, stored, ana):
    foreign = stored(lambda make: make.account("Globex").pk)
    with pytest.raises(SignedOut):
        asyncio.run(on_page(FlashState, reference(ana, foreign))._ask(who))


def test_showing_the_same_again_sends_nothing(state):
    class View:
        def __init__(self):
            self.text = "hello"

    state._show(View())
    assert state.dirty_vars == {"text"}
    state._clean()
    state._show(View())
    assert state.dirty_vars == set()


def test_the_session_is_read_from_what_the_gate_wrote():
    assert session_of({"headers": {"authorization": "ref.12"}}) == ("ref", 12)
    assert session_of({"headers": {"cookie": "ref.12"}}) == ("", 0)
    assert session_of({}) == ("", 0)


@pytest.mark.parametrize(
    ("address", "spoken"),
    [("/es/invoices?q=en", "es"), ("/en", "en"), ("/fr/x", "en"), ("", "en"), ("es", "es")],
)
def test_the_language_is_the_first_part_of_the_address(address, spoken):
    assert language_of({"asPath": address}) == spoken


def test_a_handler_carries_its_permission():
    assert getattr(FlashState.tell.fn, PERMISSION_MARK) is Permission.PORTAL_USE
    assert (
        getattr(portal_event(Permission.INVOICES_READ)(lambda self: None), PERMISSION_MARK)
        is Permission.INVOICES_READ
    )
