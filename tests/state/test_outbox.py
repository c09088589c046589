import pytest

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden
from occ_app.models import MailState, OutboxMail
from occ_app.state.outbox import STATES, outbox_view

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


def test_the_outbox_in_words(make, db):
    make._store(
        OutboxMail(
            to="ana@acme.example",
            kind="notice",
            subject="Hello",
            text="Text",
            state=MailState.FAILED,
            error="No such box",
        )
    )
    view = outbox_view(db, STAFF)
    letter = view.letters[0]
    assert (letter[0], letter[1], letter[3], letter[7]) == (
        "ana@acme.example",
        "Hello",
        "Failed",
        "No such box",
    )
    assert view.sentence == "Nothing waits to be sent."


def test_what_waits_is_counted(make, db):
    make._store(OutboxMail(to="ana@acme.example", kind="notice", subject="Hello", text="Text"))
    assert outbox_view(db, STAFF).sentence == "1 message waits to be sent."


def test_every_state_has_its_word():
    assert set(STATES) == set(MailState)


def test_customers_do_not_read_the_outbox(make, db):
    with pytest.raises(Forbidden):
        outbox_view(db, make.actor(make.contact(make.account())))
