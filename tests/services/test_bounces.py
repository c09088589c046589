import pytest
from sqlmodel import select

from occ_app.access.actors import Actor, system, visitor
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, MailState, MailSuppression, OutboxMail, SignInCode
from occ_app.services import outbox, sign_in
from occ_app.services.bounces import allow_again, bounce, is_suppressed, resend
from occ_app.services.outbox import HELD_BACK, SIGN_IN_CODE, Draft
from occ_app.testing.trail import trail

STAFF = Actor(roles=frozenset({Role.STAFF}), email="sam@meridian.example")
ANA = "ana@acme.example"


@pytest.fixture
def letter(db, make):
    """A function that puts a message for Ana which was sent."""
    account = make.account()

    def put(to=ANA, kind="notice", **values):
        mail = outbox.put(db, system(), to, Draft("Hello", "Text"), kind=kind, account_id=account.pk)
        mail.state = values.get("state", MailState.SENT)
        db.flush()
        return mail

    return put


def id_of(mail):
    return f"<outbox-{mail.pk}-{int(mail.created_at.timestamp())}@meridian.example>"


def kinds(db):
    return [entry.kind for entry in trail(db)]


def test_a_message_that_came_back_is_marked_and_its_address_gets_no_more(db, letter):
    mail = letter()
    bounce(db, system(), id_of(mail), "550 No such\r\nuser\0")
    assert (mail.state, mail.error) == (MailState.BOUNCED, "550 No such user")
    assert is_suppressed(db, STAFF, ANA)
    assert not is_suppressed(db, STAFF, "marta@acme.example")
    waits = letter(state=MailState.WAITING)
    assert outbox.claim(db, system()) is None
    db.refresh(waits)
    assert (waits.state, waits.error) == (MailState.FAILED, HELD_BACK)


def test_told_twice_it_is_noted_once(db, letter):
    mail = letter()
    for _ in range(2):
        bounce(db, system(), id_of(mail), "550")
    assert kinds(db) == [ActivityKind.MAIL_BOUNCED]
    assert len(db.exec(select(MailSuppression)).all()) == 1


@pytest.mark.parametrize(
    "message_id",
    [
        "",
        "outbox-1",
        "<outbox-1-1@x>",
        "outbox--1-1",
        "outbox-999999999999999999-1",
        "x" * 900,
        "outbox-1-1\n",
    ],
)
def test_an_id_that_is_none_of_ours_is_not_found(db, letter, message_id):
    letter()
    with pytest.raises(NotFound):
        bounce(db, system(), message_id, "550")
    assert kinds(db) == []


def test_staff_allow_an_address_again_and_send_anew(db, letter):
    mail = letter()
    bounce(db, system(), id_of(mail), "550")
    with pytest.raises(Invalid, match="Allow it again"):
        resend(db, STAFF, mail.pk)
    allow_again(db, STAFF, mail.pk)
    allow_again(db, STAFF, mail.pk)
    resend(db, STAFF, mail.pk)
    copy = db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert (copy.to, copy.text, copy.state, copy.tries) == (ANA, "Text", MailState.WAITING, 0)
    assert kinds(db) == [ActivityKind.MAIL_BOUNCED, ActivityKind.MAIL_ALLOWED, ActivityKind.MAIL_RESENT]
    assert outbox.claim(db, system()).pk == copy.pk


def test_what_cannot_be_sent_again_is_refused(db, letter):
    for mail in (letter(kind=SIGN_IN_CODE), letter(state=MailState.WAITING)):
        with pytest.raises(Invalid):
            resend(db, STAFF, mail.pk)
    with pytest.raises(NotFound):
        resend(db, STAFF, 10**9)


def test_a_code_for_a_held_back_address_looks_like_any(db, make, letter):
    make.contact(make.account(), email=ANA)
    bounce(db, system(), id_of(letter()), "550")
    for email in (ANA, "nobody@acme.example"):
        assert sign_in.request_code(db, visitor(), email, "192.0.2.1", "en") is None
    assert len(db.exec(select(SignInCode)).all()) == 2


def test_only_the_program_marks_and_only_staff_act(db, make, letter):
    mail, ana = letter(), make.actor(make.contact(make.account()))
    for actor in (ana, STAFF):
        with pytest.raises(Forbidden):
            bounce(db, actor, id_of(mail), "550")
    for act in (allow_again, resend):
        with pytest.raises(Forbidden):
            act(db, ana, mail.pk)
    with pytest.raises(Forbidden):
        is_suppressed(db, ana, ANA)
