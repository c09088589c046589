from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.errors import NotFound
from occ_app.models import Delegation
from occ_app.state.delegate import DelegateState, delegate_view, share
from occ_app.testing.factories import TODAY


@pytest.fixture
def ana(stored):
    def write(make):
        acme = make.account("Acme")
        person = make.contact(acme, email="ana@acme.example")
        make.invoice(acme, number="A-1")
        make.invoice(make.account("Globex"), number="G-1")
        return person

    return stored(write)


@pytest.fixture
def dialog(ana, reference, on_page):
    return on_page(DelegateState, reference(ana))


def form(dialog, **values):
    until = (TODAY + timedelta(days=3)).isoformat()
    return {
        "token": dialog.token,
        "email": "p@payer.example",
        "name": "P",
        "ends_on": until,
        "note": "",
    } | values


async def through(handler):
    return [event async for event in handler]


def count(stored):
    return stored(lambda make: len(list(make.db.exec(select(Delegation)))))


def test_the_dialog_names_the_documents_and_the_days(make, db):
    acme = make.account()
    actor = make.actor(make.contact(acme))
    make.invoice(acme, number="A-1")
    view = delegate_view(db, actor, "numbers=A-1")
    assert view.sentence == "1 document"
    assert (view.first_day, view.last_day) == (TODAY.isoformat(), (TODAY + timedelta(days=90)).isoformat())
    until = {"email": " p@payer.example ", "name": "P", "ends_on": view.usual_day}
    assert share(db, actor, "numbers=A-1", until).startswith("Shared with p@payer.example until")
    with pytest.raises(NotFound):
        delegate_view(db, actor, "numbers=G-1")


def test_something_is_shared_once_however_often_it_is_pressed(dialog, run, stored):
    run(through(dialog.prepare("numbers=A-1")))
    pressed = form(dialog)
    for _time in range(2):
        run(through(dialog.send(pressed)))
    assert (dialog.error, dialog.sent, count(stored)) == ("", 1, 1)


def test_a_refusal_stays_in_the_dialog(dialog, run, stored):
    run(through(dialog.prepare("numbers=G-1")))
    assert dialog.token == ""
    assert dialog.error
    run(through(dialog.prepare("numbers=A-1")))
    for wrong in ({"token": "old"}, {"email": "nobody"}, {"ends_on": "2199-01-01"}, {"name": ["list"] * 200}):
        run(through(dialog.send(form(dialog, **wrong))))
        assert dialog.error
        assert not dialog.sending
    assert count(stored) == 0
