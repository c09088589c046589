from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden
from occ_app.models import MailState, OutboxAttachment, OutboxMail
from occ_app.services import outbox
from occ_app.services.outbox import SIGN_IN_CODE, Draft, Enclosure, File
from occ_app.settings import Environment, get_settings

STAFF = Actor(roles=frozenset({Role.STAFF}))
DRAFT = Draft("Your sign-in code: 1234 5678", "1234 5678", "<p>1234 5678</p>")


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the time the outbox sees."""
    true_now = outbox.now
    ahead = [timedelta()]
    monkeypatch.setattr(outbox, "now", lambda: true_now() + ahead[0])

    def forward(**by):
        ahead[0] += timedelta(**by)

    return forward


def put(db, kind="receipt", to="ana@acme.example"):
    return outbox.put(db, system(), to, DRAFT, kind=kind)


def test_a_message_is_claimed_once_and_settled(db):
    mail = put(db)
    assert outbox.waiting(db, STAFF) == 1
    assert outbox.claim(db, system()) == mail
    assert outbox.claim(db, system()) is None
    outbox.settle(db, system(), mail)
    (letter,) = outbox.recent(db, STAFF)
    assert (letter.state, letter.tries, letter.error) == (MailState.SENT, 1, "")
    assert letter.sent_at
    assert outbox.waiting(db, STAFF) == 0


def test_a_failed_message_is_tried_again_later_and_later(db, clock):
    mail = put(db)
    waits = []
    for _ in range(5):
        assert outbox.claim(db, system()) == mail
        outbox.settle(db, system(), mail, "451 busy")
        db.refresh(mail)
        waits.append(mail.next_try_at - outbox.now())
        assert outbox.claim(db, system()) is None
        clock(seconds=waits[-1].total_seconds() + 1)
    assert [round(wait.total_seconds()) for wait in waits] == [15, 30, 60, 120, 240]
    assert outbox.recent(db, STAFF)[0].error == "451 busy"


def test_after_many_failures_a_message_is_given_up(db, clock):
    mail = put(db)
    for _ in range(outbox.MOST_TRIES):
        assert outbox.claim(db, system()) == mail
        outbox.settle(db, system(), mail, "550 no")
        db.refresh(mail)
        clock(hours=1, seconds=1)
    assert mail.state is MailState.FAILED
    assert outbox.claim(db, system()) is None


def test_what_a_crashed_worker_held_is_taken_up_again(db, clock):
    mail = put(db)
    outbox.claim(db, system())
    clock(seconds=outbox.LEASE.total_seconds() + 1)
    assert outbox.claim(db, system()) == mail


def test_two_workers_that_see_the_same_message_do_not_both_send_it(database_url):
    with database.transaction() as db:
        put(db)
    with database.transaction() as db:
        seen = db.exec(select(OutboxMail)).one()
    with database.transaction() as db:
        assert outbox.claim(db, system())
    with database.transaction() as db:
        assert not outbox._take(db, seen)


def test_a_sign_in_code_is_not_sent_after_it_has_died(db, clock):
    put(db, SIGN_IN_CODE)
    put(db)
    clock(minutes=10, seconds=1)
    assert outbox.claim(db, system()).kind == "receipt"
    assert outbox.claim(db, system()) is None
    assert {letter.kind: letter.state for letter in outbox.recent(db, STAFF)}[
        SIGN_IN_CODE
    ] is MailState.FAILED


def test_sign_in_codes_are_forgotten_after_a_day_and_other_mail_is_kept(db, clock):
    put(db, SIGN_IN_CODE)
    put(db)
    clock(days=1, seconds=1)
    outbox.sweep(db, system())
    assert [letter.kind for letter in outbox.recent(db, STAFF)] == ["receipt"]


def test_staff_of_a_demo_read_the_code_and_staff_in_production_do_not(db, monkeypatch):
    put(db, SIGN_IN_CODE)
    put(db)
    receipt, code = outbox.recent(db, STAFF)
    assert "1234 5678" in code.subject
    settings = get_settings().model_copy(update={"env": Environment.PRODUCTION})
    monkeypatch.setattr(outbox, "get_settings", lambda: settings)
    receipt, code = outbox.recent(db, STAFF)
    assert "1234" not in str(code)
    assert "1234" in receipt.text


def test_a_powerless_actor_is_refused(db):
    mail = put(db)
    for call in (
        lambda: outbox.put(db, Actor(), "ana@acme.example", DRAFT, kind="receipt"),
        lambda: outbox.claim(db, Actor()),
        lambda: outbox.settle(db, Actor(), mail),
        lambda: outbox.enclose(db, Actor(), []),
        lambda: outbox.enclosed(db, Actor(), mail),
        lambda: outbox.waiting(db, Actor()),
        lambda: outbox.recent(db, Actor()),
        lambda: outbox.sweep(db, Actor()),
    ):
        with pytest.raises(Forbidden):
            call()


def test_customers_do_not_read_the_outbox(make, db):
    with pytest.raises(Forbidden):
        outbox.recent(db, make.actor(make.contact(make.account())))


def test_files_go_along_with_every_message_of_their_bundle_and_staff_see_their_names_and_sizes(db, clock):
    bundle = outbox.enclose(
        db, system(), [File("a.csv", "text/csv", b"1"), File("b.pdf", "application/pdf", b"22")]
    )
    for to in ("ana@acme.example", "elena@acme.example"):
        outbox.put(db, system(), to, DRAFT, kind="list", bundle=bundle)
    put(db)
    both = (Enclosure("a.csv", 1), Enclosure("b.pdf", 2))
    assert [letter.attachments for letter in outbox.recent(db, STAFF)] == [(), both, both]
    mail = outbox.claim(db, system())
    assert [(file.name, file.content, file.size) for file in outbox.enclosed(db, system(), mail)] == [
        ("a.csv", b"1", 1),
        ("b.pdf", b"22", 2),
    ]
    clock(days=31)
    outbox.sweep(db, system())
    assert outbox.recent(db, STAFF)[1].attachments == both
    assert [file.content for file in db.exec(select(OutboxAttachment)).all()] == [b"", b""]


def test_without_files_there_is_no_bundle(db):
    assert outbox.enclose(db, system(), []) == ""
    assert outbox.enclosed(db, system(), put(db)) == []
