from contextlib import nullcontext

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.errors import Forbidden, NotFound
from occ_app.integrations.identity import Provider
from occ_app.models import SsoConnection
from occ_app.services.single_sign_on import connections
from occ_app.state.single_sign_on import SingleSignOnState, connection_view, fault_of, wanted
from occ_app.testing.server import free_port

FORM = {"issuer": "http://127.0.0.1:1", "client_id": "portal", "secret": "s3cret", "domains": "acme.example"}


@pytest.fixture
def marta(stored):
    """Acme's administrator."""
    return stored(lambda make: make.contact(make.account("Acme"), is_admin=True, email="marta@acme.example"))


@pytest.fixture
def page(on_page, reference, marta):
    return on_page(SingleSignOnState, reference(marta), "/en/single-sign-on")


@pytest.fixture
def save(page, run):
    """A function that sends the form, as the page does."""

    def send(**changed):
        async def through():
            async for _said in SingleSignOnState.save.fn(page, FORM | changed):
                pass

        run(through())

    return send


def test_before_anything_is_set_up_the_addresses_are_there(page, run):
    run(SingleSignOnState.load.fn(page))
    assert page.loaded
    assert not page.is_set_up
    assert [address[1].partition("/auth/")[2] for address in page.addresses] == [
        "sso/1/callback",
        "sso/signed-out",
        "sso/1/logout",
    ]


def test_what_was_saved_is_tried_out_at_once_and_the_secret_stays_on_the_server(page, save, stored):
    save()
    assert page.is_set_up
    assert "does not answer" in page.fault
    assert not page.is_busy
    assert "s3cret" not in str(page.dict())
    assert stored(lambda make: make.db.exec(select(SsoConnection)).one()).client_id == "portal"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"domains": "globex.example"}, "domains"), ({"issuer": "x"}, "issuer"), ({"secret": ""}, "secret")],
)
def test_a_refusal_names_its_field_and_keeps_the_form(page, save, changed, field):
    save(**changed)
    assert page.error
    assert page.wrong == field
    assert not page.is_set_up
    assert not page.is_busy


@pytest.mark.parametrize("visitor", ["", "x", "-1", "9" * 30, "999"])
def test_whoever_is_nobody_cannot_be_forgotten(page, run, save, visitor):
    save()
    with pytest.raises(NotFound) if visitor == "999" else nullcontext():
        run(SingleSignOnState.forget.fn(page, visitor))


def test_removing_empties_the_page(page, run, save):
    save()
    run(SingleSignOnState.remove.fn(page))
    assert (page.is_set_up, page.issuer, page.fault, page.removed) == (False, "", "", 1)


def test_a_form_of_rubbish_is_texts(page):
    assert wanted({"issuer": None, "is_enabled": "on"}).is_enabled
    assert wanted({}).issuer == ""


def test_what_is_wrong_is_said_in_the_language_of_the_page():
    provider = Provider(f"http://127.0.0.1:{free_port()}", "p", "s")
    assert fault_of(provider, "en").endswith("does not answer.")
    assert fault_of(provider, "es").endswith("no responde.")


def test_only_an_administrator_sees_it(make, db):
    acme = make.account()
    with pytest.raises(Forbidden):
        connection_view(db, make.actor(make.contact(acme)))
    admin = make.actor(make.contact(acme, is_admin=True))
    assert connection_view(db, admin).sentence == "People of your company sign in with a code by e-mail."
    assert connections.shown(db, admin) is None
    assert sessions.live(db, {admin.session_ref})
