"""Asking for a page, and what administrators answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.access.permissions import Permission, smallest_role
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.models import (
    AccessRequest,
    AccessRight,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactRole,
    ContactState,
    InboxEntry,
    InboxKind,
    OutboxMail,
    RequestState,
    RightSource,
)
from occ_app.services import access_requests
from occ_app.testing.factories import Make
from occ_app.testing.trail import trail

PAYMENTS, PAGE = Permission.PAYMENTS_READ, "/payments"
SMALLEST = CompanyRole(smallest_role(PAYMENTS).value)


@pytest.fixture
def acme(make):
    return make.account("Acme", language="es")


@pytest.fixture
def marta(make, acme):
    return make.contact(acme, is_admin=True, name="Marta Soler")


@pytest.fixture
def tomas(make, acme, marta):
    return make.contact(acme, ContactRole.TECHNICAL, name="Tomás Vidal")


def ask(make, db, person, page=PAGE, needs=PAYMENTS, note="to pay"):
    return access_requests.ask(db, make.actor(person), page, "Payments", needs, note=note)


def requests(db):
    return list(db.exec(select(AccessRequest).order_by(col(AccessRequest.id))))


def told(db, person):
    return [entry.kind for entry in db.exec(select(InboxEntry).where(InboxEntry.person_id == person.pk))]


def mails(db, person):
    return [mail.text for mail in db.exec(select(OutboxMail).where(OutboxMail.to == person.email))]


def age(db, request, **by):
    for name in ("asked_at", "decided_at"):
        if getattr(request, name):
            setattr(request, name, getattr(request, name) - timedelta(**by))
    db.flush()


def test_administrators_are_told_in_inbox_and_mail_what_is_asked_and_why(make, db, acme, marta, tomas):
    make.contact(make.account("Globex"), is_admin=True, email="john@globex.example")
    assert ask(make, db, tomas)
    [request] = requests(db)
    assert (request.role, request.state, request.note) == (SMALLEST, RequestState.OPEN, "to pay")
    assert told(db, marta) == [InboxKind.ACCESS_ASKED]
    [text] = mails(db, marta)
    assert "Tomás Vidal" in text
    assert "to pay" in text
    assert "/es/access-requests" in text
    assert len(list(db.exec(select(OutboxMail)))) == 1


def test_a_page_is_asked_for_once_at_a_time(make, db, marta, tomas):
    assert ask(make, db, tomas)
    assert not ask(make, db, tomas)
    stands = access_requests.standing(db, make.actor(tomas), PAGE, PAYMENTS)
    assert not stands.can_ask
    assert stands.asked_at
    assert len(requests(db)) == 1
    assert ask(make, db, tomas, page="/other")


def test_approving_gives_the_smallest_role_and_opens_the_page(make, db, acme, marta, tomas):
    ask(make, db, tomas)
    [request] = access_requests.listing(db, make.actor(marta))
    access_requests.approve(db, make.actor(marta), request.id)
    assert make.actor(tomas).may(PAYMENTS)
    right = db.exec(
        select(AccessRight).where(AccessRight.person_id == tomas.pk, AccessRight.role == SMALLEST)
    ).one()
    assert (right.source, right.given_by, right.person_id) == (RightSource.REQUEST, marta.pk, tomas.pk)
    assert told(db, tomas) == [InboxKind.ACCESS_GIVEN]
    assert "/es/payments" in mails(db, tomas)[0]
    kinds = [e.kind for e in trail(db)]
    assert kinds[-2:] == [ActivityKind.ACCESS_ASKED, ActivityKind.RIGHT_GIVEN]
    assert access_requests.listing(db, make.actor(marta)) == []
    assert [one.state for one in access_requests.decided(db, make.actor(marta))] == [RequestState.APPROVED]


def test_a_request_is_answered_once(make, db, acme, marta, tomas):
    other = make.contact(acme, is_admin=True)
    ask(make, db, tomas)
    [request] = requests(db)
    access_requests.approve(db, make.actor(marta), request.pk)
    for answer in (
        lambda: access_requests.approve(db, make.actor(other), request.pk),
        lambda: access_requests.refuse(db, make.actor(other), request.pk, "no"),
    ):
        with pytest.raises(Invalid):
            answer()
    assert told(db, tomas) == [InboxKind.ACCESS_GIVEN]
    assert db.get(AccessRequest, request.pk).decided_by == marta.pk


def test_a_refusal_has_a_reason_and_asking_again_waits_a_day(make, db, marta, tomas):
    ask(make, db, tomas)
    [request] = requests(db)
    with pytest.raises(Invalid):
        access_requests.refuse(db, make.actor(marta), request.pk, "  \n")
    access_requests.refuse(db, make.actor(marta), request.pk, "Ask Ana instead")
    assert told(db, tomas) == [InboxKind.ACCESS_REFUSED]
    assert "Ask Ana instead" in mails(db, tomas)[0]
    assert not make.actor(tomas).may(PAYMENTS)
    with pytest.raises(Invalid):
        ask(make, db, tomas)
    assert access_requests.standing(db, make.actor(tomas), PAGE, PAYMENTS).reason == "Ask Ana instead"
    age(db, request, hours=25)
    assert ask(make, db, tomas)


def test_nobody_answers_their_own(make, db, acme, marta):
    boss = make.contact(acme, ContactRole.TECHNICAL, name="Boss")
    ask(make, db, boss)
    make.right(acme, boss, CompanyRole.ADMIN)
    [request] = access_requests.listing(db, make.actor(boss))
    assert request.is_own
    for answer in (access_requests.approve, lambda *given: access_requests.refuse(*given, "no")):
        with pytest.raises(Forbidden):
            answer(db, make.actor(boss), request.id)


def test_only_administrators_of_the_company_see_and_answer(make, db, acme, marta, tomas):
    ask(make, db, tomas)
    [request] = requests(db)
    john = make.actor(make.contact(make.account("Globex"), is_admin=True))
    assert access_requests.listing(db, john) == []
    with pytest.raises(NotFound):
        access_requests.approve(db, john, request.pk)
    with pytest.raises(Forbidden):
        access_requests.approve(db, make.actor(make.contact(acme)), request.pk)


def test_what_nobody_answers_lapses(make, db, marta, tomas):
    ask(make, db, tomas)
    [request] = requests(db)
    age(db, request, days=15)
    assert access_requests.listing(db, make.actor(marta)) == []
    with pytest.raises(Invalid):
        access_requests.approve(db, make.actor(marta), request.pk)
    assert ask(make, db, tomas)
    age(db, requests(db)[-1], days=15)
    access_requests.sweep(db, system())
    db.expire_all()
    assert {one.state for one in requests(db)} == {RequestState.LAPSED}


def test_whoever_left_meanwhile_is_given_nothing(make, db, marta, tomas):
    ask(make, db, tomas)
    contact = db.exec(select(Contact).where(Contact.person_id == tomas.pk)).one()
    contact.state = ContactState.REMOVED
    db.flush()
    with pytest.raises(NotFound):
        access_requests.approve(db, make.actor(marta), requests(db)[0].pk)


def test_who_cannot_ask_is_told_so_without_a_button(make, db, acme, marta, tomas):
    alone = make.contact(make.account("Alone"), ContactRole.TECHNICAL)
    staff = make.person(is_staff=True)
    for person, needs in (
        (alone, PAYMENTS),
        (staff, PAYMENTS),
        (marta, PAYMENTS),
        (tomas, Permission.OUTBOX_READ),
    ):
        assert not access_requests.standing(db, make.actor(person), PAGE, needs).can_ask
    with pytest.raises(Invalid):
        ask(make, db, tomas, needs=Permission.OUTBOX_READ)
    with pytest.raises(Forbidden):
        ask(make, db, staff)


def test_asking_has_its_limits(make, db, marta, tomas):
    with pytest.raises(Invalid):
        ask(make, db, tomas, note="x" * 501)
    for number in range(5):
        ask(make, db, tomas, page=f"/page{number}", note="one\r\n\u202etwo")
    assert requests(db)[0].note == "one\ntwo"
    with pytest.raises(TooMany):
        ask(make, db, tomas)


def test_of_two_administrators_who_answer_at_once_one_decides(database_url):
    with database.transaction() as db:
        make = Make(db)
        acme = make.account("Acme")
        bosses = [make.contact(acme, is_admin=True) for _boss in range(2)]
        ask(make, db, make.contact(acme, ContactRole.TECHNICAL))
        refs = [make.actor(boss).session_ref for boss in bosses]
        request = requests(db)[0].pk

    def approve(ref):
        try:
            with database.transaction() as db:
                return access_requests.approve(db, sessions.resume(db, ref), request)
        except Invalid:
            return ""

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(approve, refs))
    with database.transaction(reads_only=True) as db:
        assert sorted(map(bool, answers)) == [False, True]
        given = db.exec(select(AccessRight).where(AccessRight.source == RightSource.REQUEST))
        assert len(list(given)) == 1
        assert db.get(AccessRequest, request).state is RequestState.APPROVED
